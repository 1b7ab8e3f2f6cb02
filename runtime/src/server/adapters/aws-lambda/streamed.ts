import { dropBody, isStream, openSource } from "../../../http/stream-body.ts";
import { Buffer } from "node:buffer";
import type { Writable } from "node:stream";
import type { HttpResponse } from "../../../http/response.ts";
import { isBodiless } from "../../../http/status.ts";
import type { HttpService } from "../../types.ts";
import type { LambdaContext, LambdaEvent } from "./events.ts";
import { Invocation, LambdaHost } from "./invocation.ts";
import type { LambdaOptions } from "./invocation.ts";
import { headersOf, joined } from "./result.ts";

/** What a streaming function writes to: all of {@link Writable} that is used. */
export type LambdaStream = Pick<Writable, "write" | "end" | "once" | "off" | "destroyed">;

/** A function that answers while its reply is made; only Lambda's own runtime can call it. */
export type LambdaStreamHandler = (
  event: LambdaEvent,
  stream: LambdaStream,
  context: LambdaContext,
) => Promise<void>;

/**
 * What Lambda's runtime for Node offers to functions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
interface AwsLambda {
  streamifyResponse(handler: LambdaStreamHandler): LambdaStreamHandler;
  HttpResponseStream: {
    from(stream: LambdaStream, metadata: Metadata): LambdaStream;
  };
}

/** Status and header of a reply, which go before its body. */
interface Metadata {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/**
 * Makes a Lambda function that streams, for function URLs whose invoke mode is `RESPONSE_STREAM` and for REST APIs that are set to
 * stream. A body that breaks off fails the invocation, so that the caller sees that it is not whole.
 *
 * ```ts
 * export const handler = toLambdaStream(router);
 * ```
 * @throws {TypeError} outside of Lambda's runtime for Node, which alone can stream; {@link RangeError} when an option makes no sense
 */
export function toLambdaStream(service: HttpService, options: LambdaOptions = {}): LambdaStreamHandler {
  const { awslambda } = globalThis as { awslambda?: AwsLambda };
  if (awslambda === undefined) {
    throw new TypeError("There is no awslambda: only Lambda's runtime for Node streams, from version 18 on.");
  }
  const host = new LambdaHost(service, options);
  return awslambda.streamifyResponse(async (event, stream, context) => {
    const invocation = new Invocation(host, event, context);
    const { cx } = invocation;
    const answer = await invocation.answer();
    const { stats } = cx;
    if (stats !== undefined) stats.answeredAt = performance.now();
    const [reply, metadata] = host.render(
      cx,
      answer,
      (shown) => [shown, metadataOf(invocation, shown)] as const,
    );
    const out = awslambda.HttpResponseStream.from(stream, metadata);
    if (stats !== undefined) {
      stats.status = reply.status;
      stats.headersSentAt = performance.now();
    }
    let complete = true;
    try {
      await send(invocation, reply, out);
    } catch (error) {
      complete = false;
      host.errors.log(error, cx);
    }
    await invocation.finish(complete);
    if (!complete) throw new Error("The body of the reply broke off.");
  });
}

function metadataOf({ cx }: Invocation, reply: HttpResponse): Metadata {
  const headers = headersOf(reply, cx.pendingHeaders);
  return { statusCode: reply.status, headers: joined(headers), cookies: headers.getAll("set-cookie") };
}

async function send(invocation: Invocation, reply: HttpResponse, out: LambdaStream): Promise<void> {
  const { cx, request } = invocation;
  const { body } = reply;
  const bare = request.method === "HEAD" || isBodiless(reply.status);
  if (!bare && isStream(body)) {
    // The header goes out with the first write, and the first chunk may take long, as with events.
    out.write("");
    await pump(invocation, body, out);
  } else {
    dropBody(body);
    const content = bare || isStream(body) ? "" : (body ?? "");
    if (cx.stats !== undefined) cx.stats.bytesSent = Buffer.byteLength(content);
    out.write(plain(content));
  }
  out.end();
}

async function pump(
  invocation: Invocation,
  body: Parameters<typeof openSource>[0],
  out: LambdaStream,
): Promise<void> {
  const { stats } = invocation.cx;
  const source = openSource(body);
  try {
    for (;;) {
      const { done, value } = await invocation.within(source.next());
      if (done === true || value === undefined) return;
      if (value.length === 0) continue;
      if (stats !== undefined) stats.bytesSent += Buffer.byteLength(value);
      if (!out.write(plain(value))) await invocation.within(writable(out));
    }
  } catch (error) {
    source.cancel();
    throw error;
  }
}

/** Lambda's stream takes text, a Buffer or a plain Uint8Array, and writes anything else as JSON. */
function plain(chunk: string | Uint8Array): string | Uint8Array {
  return typeof chunk === "string" ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
}

function writable(out: LambdaStream): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      out.off("drain", done).off("close", gone);
      resolve();
    };
    const gone = (): void => {
      out.off("drain", done).off("close", gone);
      reject(new Error("Lambda has closed the stream."));
    };
    out.once("drain", done);
    out.once("close", gone);
  });
}
