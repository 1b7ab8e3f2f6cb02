import { dropBody, isStream, openSource } from "../../../http/stream-body.ts";
import type { StreamBody } from "../../../http/stream-body.ts";
import { joinChunks } from "../../../http/body.ts";
import { HttpResponse } from "../../../http/response.ts";
import { isBodiless } from "../../../http/status.ts";
import type { HttpService } from "../../types.ts";
import type { LambdaContext, LambdaEvent, LambdaResult } from "./events.ts";
import { Invocation, LambdaHost } from "./invocation.ts";
import type { LambdaOptions } from "./invocation.ts";
import { headersOf, resultOf } from "./result.ts";

/** A function that answers when its reply is complete. */
export type LambdaHandler = (event: LambdaEvent, context: LambdaContext) => Promise<LambdaResult>;

/**
 * Makes a Lambda function of a service, for API Gateway (REST and HTTP APIs), function URLs and Application Load Balancers: what it
 * is invoked by is told from each event. Replies are collected before they leave; {@link toLambdaStream} sends them as they come.
 *
 * ```ts
 * export const handler = toLambda(router);
 * ```
 * @throws {RangeError | TypeError} when an option makes no sense. The function itself rejects with a {@link TypeError} when an
 * event is no HTTP request
 */
export function toLambda(service: HttpService, options: LambdaOptions = {}): LambdaHandler {
  const host = new LambdaHost(service, options);
  return async (event, context) => {
    const invocation = new Invocation(host, event, context);
    const { cx, request } = invocation;
    const answer = await invocation.answer();
    const { stats } = cx;
    if (stats !== undefined) stats.answeredAt = performance.now();
    const reply = await whole(invocation, answer).catch((error: unknown) => host.errors.respond(error, cx));
    const result = host.render(cx, reply, (shown) => {
      const bare = request.method === "HEAD" || isBodiless(shown.status);
      const content = bare || isStream(shown.body) ? undefined : shown.body;
      const headers = headersOf(shown, cx.pendingHeaders);
      if (stats !== undefined) {
        stats.status = shown.status;
        stats.bytesSent = sizeOf(content);
      }
      return resultOf(event, request.source, shown.status, headers, content);
    });
    if (stats !== undefined) stats.headersSentAt = performance.now();
    await invocation.finish(true);
    return result;
  };
}

/** The reply with its body in memory. */
async function whole(invocation: Invocation, reply: HttpResponse): Promise<HttpResponse> {
  const { body } = reply;
  if (!isStream(body)) return reply;
  if (invocation.request.method === "HEAD" || isBodiless(reply.status)) {
    dropBody(body);
    return new HttpResponse(reply.status, reply.headers);
  }
  return new HttpResponse(reply.status, reply.headers, await collect(invocation, body));
}

async function collect(invocation: Invocation, body: StreamBody): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const source = openSource(body);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await invocation.within(source.next());
      if (done === true || value === undefined) return joinChunks(chunks, size);
      const chunk = typeof value === "string" ? encoder.encode(value) : value;
      size += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    source.cancel();
    throw error;
  }
}

function sizeOf(content: string | Uint8Array | undefined): number {
  if (content === undefined) return 0;
  return typeof content === "string" ? new TextEncoder().encode(content).length : content.length;
}
