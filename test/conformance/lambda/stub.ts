import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LambdaResult } from "volo-http/aws-lambda";
import { eventOf } from "./events.ts";
import type { Front } from "./events.ts";

/** A request that waits for the function. */
interface Waiting {
  readonly event: unknown;
  readonly response: ServerResponse;
}

/**
 * What surrounds a function at AWS: something that takes requests, and the Runtime API from which the function fetches them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class LambdaStub {
  /** Milliseconds that each invocation has. */
  private readonly time: number;
  private readonly kind: Front;
  private readonly front: Server;
  private readonly runtime: Server;
  private readonly queue: Waiting[] = [];
  private readonly pollers: ((waiting: Waiting) => void)[] = [];
  private readonly running: Map<string, ServerResponse> = new Map();

  constructor(kind: Front, time = 10_000) {
    this.kind = kind;
    this.time = time;
    this.front = createServer((message, response) => void this.take(message, response));
    this.runtime = createServer((message, response) => void this.serveRuntime(message, response));
  }

  async start(): Promise<{ readonly url: string; readonly api: string }> {
    const [front, runtime] = await Promise.all([listen(this.front), listen(this.runtime)]);
    return { url: `http://${front}`, api: runtime };
  }

  close(): void {
    for (const server of [this.front, this.runtime]) {
      server.close();
      server.closeAllConnections();
    }
  }

  private async take(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = {
      method: message.method ?? "",
      target: message.url ?? "",
      fields: message.rawHeaders,
      body: await bytesOf(message),
    };
    const waiting = { event: eventOf(this.kind, received), response };
    const poller = this.pollers.shift();
    if (poller === undefined) this.queue.push(waiting);
    else poller(waiting);
  }

  private async serveRuntime(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , , , id = "", verb] = (message.url ?? "").split("/");
    if (id === "next") {
      this.hand(await this.next(), response);
      return;
    }
    const caller = this.running.get(id);
    this.running.delete(id);
    if (caller !== undefined) await this.forward(message, verb, caller);
    response.writeHead(202).end("{}");
  }

  private next(): Promise<Waiting> {
    const waiting = this.queue.shift();
    return waiting === undefined
      ? new Promise((resolve) => this.pollers.push(resolve))
      : Promise.resolve(waiting);
  }

  private hand({ event, response: caller }: Waiting, response: ServerResponse): void {
    const id = crypto.randomUUID();
    this.running.set(id, caller);
    response.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": id,
      "lambda-runtime-deadline-ms": Date.now() + this.time,
    });
    response.end(JSON.stringify(event));
  }

  private async forward(
    message: IncomingMessage,
    verb: string | undefined,
    caller: ServerResponse,
  ): Promise<void> {
    if (message.headers["lambda-runtime-function-response-mode"] === "streaming")
      await stream(message, caller);
    else if (verb === "error") caller.writeHead(502).end(await bytesOf(message));
    else write(JSON.parse(Buffer.from(await bytesOf(message)).toString()) as LambdaResult, caller);
  }
}

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bytesOf(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

function write(result: LambdaResult, caller: ServerResponse): void {
  const { statusCode, headers, multiValueHeaders, cookies = [], body, isBase64Encoded } = result;
  const fields = Object.entries({ ...headers, ...multiValueHeaders });
  for (const [name, value] of fields) caller.setHeader(name, value);
  if (cookies.length > 0) caller.setHeader("set-cookie", cookies);
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  const bare = statusCode === 204 || statusCode === 304;
  // Also for HEAD, whose body nobody here has seen.
  if (!bare) caller.setHeader("content-length", bytes.length);
  caller.writeHead(statusCode);
  caller.end(bytes);
}

function drained(caller: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      caller.off("drain", done).off("close", done);
      resolve();
    };
    caller.once("drain", done).once("close", done);
  });
}

/** Metadata, eight zeros, and the body as it comes. */
async function stream(message: IncomingMessage, caller: ServerResponse): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of message) {
    if (head === undefined) {
      if (!caller.write(chunk) && !caller.destroyed) await drained(caller);
      continue;
    }
    head = Buffer.concat([head, chunk as Buffer]);
    const end = head.indexOf(new Uint8Array(8));
    if (end === -1) continue;
    const {
      statusCode,
      headers,
      cookies = [],
    } = JSON.parse(head.subarray(0, end).toString()) as LambdaResult;
    for (const [name, value] of Object.entries(headers ?? {})) caller.setHeader(name, value);
    if (cookies.length > 0) caller.setHeader("set-cookie", cookies);
    caller.writeHead(statusCode);
    // Not flushHeaders(), which writes the header as UTF-8.
    caller.write(Buffer.alloc(0));
    if (head.length > end + 8) caller.write(head.subarray(end + 8));
    head = undefined;
  }
  if (head !== undefined) caller.writeHead(502).end();
  else if (message.trailers["lambda-runtime-function-error-type"] === undefined) caller.end();
  else caller.destroy();
}
