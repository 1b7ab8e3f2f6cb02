import { once } from "node:events";
import { request as request1 } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:http2";
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from "node:http2";
import { request as requestTls } from "node:https";
import { PassThrough, Readable } from "node:stream";
import { inMemory } from "volo-http";
import type { App } from "./app.ts";

/** A request, as exactly as a host can be sent it. */
export interface Ask {
  readonly method?: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Chunks are sent without a length. */
  readonly body?: string | Uint8Array | readonly Uint8Array[];
  readonly signal?: AbortSignal;
}

/** A reply whose body may still come. */
export class Answer {
  readonly status: number;
  readonly headers: Headers;
  private readonly body: AsyncIterable<Uint8Array>;

  constructor(status: number, headers: Headers, body: AsyncIterable<Uint8Array>) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** Its chunks as they arrive; leaving the loop breaks off. Fails when the reply does. */
  chunks(): AsyncIterable<Uint8Array> {
    return this.body;
  }

  async bytes(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.body) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  }

  async text(): Promise<string> {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await this.bytes());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }
}

/** Sends requests to one host. */
export interface Client {
  /** Milliseconds to wait for what is to happen there; default 2000. */
  readonly patience?: number;
  send(ask: Ask): Promise<Answer>;
  close(): Promise<void>;
}

/** Over HTTP/1.1, with TLS when the URL says so; a connection for each request. */
export function http1(base: string): Client {
  const url = new URL(base);
  return {
    send: (ask) =>
      new Promise((resolve, reject) => {
        const open = url.protocol === "https:" ? requestTls : request1;
        const req = open({
          host: url.hostname,
          port: url.port,
          method: ask.method ?? "GET",
          path: ask.target,
          // Node announces no body for methods that rarely have one, and sends it all the same.
          headers: { ...lengthOf(ask.body), ...ask.headers } as OutgoingHttpHeaders,
          agent: false,
          rejectUnauthorized: false,
          ...(ask.signal === undefined ? {} : { signal: ask.signal }),
        });
        // A host may answer and close before it was sent everything.
        req.on("error", reject);
        req.on("response", (message: IncomingMessage) => {
          const pairs = message.rawHeaders.flatMap((name, i, raw): [string, string][] =>
            i % 2 === 0 ? [[name, raw[i + 1] ?? ""]] : [],
          );
          resolve(new Answer(message.statusCode ?? 0, new Headers(pairs), message));
        });
        if (isChunks(ask.body)) Readable.from(ask.body).pipe(req);
        else req.end(ask.body);
      }),
    close: () => Promise.resolve(),
  };
}

/** Over one connection of HTTP/2. */
export async function http2(base: string): Promise<Client> {
  const initialWindowSize = 1_048_576;
  const session = connect(base, { rejectUnauthorized: false, settings: { initialWindowSize } });
  await once(session, "connect");
  session.setLocalWindowSize(initialWindowSize);
  return {
    send: (ask) => sendOver(session, ask),
    close: async () => {
      session.destroy();
      await Promise.resolve();
    },
  };
}

function sendOver(session: ClientHttp2Session, ask: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const head = {
      ":method": ask.method ?? "GET",
      ":path": ask.target,
      ...ask.headers,
    } as OutgoingHttpHeaders;
    const stream = session.request({ ...lengthOf(ask.body), ...head }, { endStream: ask.body === undefined });
    ask.signal?.addEventListener("abort", () => stream.close(8));
    stream.on("error", reject);
    stream.on("close", () => reject(new Error("the stream was closed before there was a reply")));
    stream.on("response", (headers: IncomingHttpHeaders) => {
      const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        name.startsWith(":") ? [] : [value ?? ""].flat().map((each) => [name, each]),
      );
      resolve(new Answer(Number(headers[":status"]), new Headers(pairs), bodyOf(stream)));
    });
    if (isChunks(ask.body)) Readable.from(ask.body).pipe(stream);
    else if (ask.body !== undefined) stream.end(ask.body);
  });
}

/** Its body; a stream that was cancelled ends without an error, and one without a body may be over already. */
function bodyOf(stream: ClientHttp2Stream): Readable {
  const body = stream.pipe(new PassThrough());
  stream.on("close", () => {
    const code = stream.rstCode ?? 0;
    if (code === 0) body.end();
    else body.destroy(new Error(`the stream was reset: ${code}`));
  });
  body.on("close", () => stream.close(8));
  return body;
}

/** Calls a fetch handler in this process. */
export function inProcess(handle: (request: Request) => Promise<Response>): Client {
  return {
    send: async ({ method = "GET", target, headers = {}, body, signal }) => {
      const pairs = Object.entries(headers).flatMap(([name, value]) =>
        [value].flat().map((each): [string, string] => [name, each as string]),
      );
      const request = new Request(`http://local${target}`, {
        method,
        headers: pairs,
        ...(body === undefined
          ? {}
          : { body: isChunks(body) ? streamOf(body) : Buffer.from(body), duplex: "half" }),
        ...(signal === undefined ? {} : { signal }),
      });
      for (const [name, value] of Object.entries(lengthOf(body))) request.headers.set(name, value);
      const response = await handle(request);
      return new Answer(response.status, response.headers, response.body ?? nothing());
    },
    close: () => Promise.resolve(),
  };
}

/** Calls a service without HTTP. */
export function memory({ service, records }: App): Client {
  const transport = inMemory(service, {
    onServerError: (error, { traceId, request, route }) =>
      void records.errors.push({
        traceId,
        message: messageOf(error),
        method: request.method,
        path: request.path,
        route,
      }),
  });
  return {
    send: async ({ method = "GET", target, headers = {}, body, signal }) => {
      const fields = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]),
      );
      const sent = isChunks(body) ? streamOf(body) : body;
      const response = await transport.call(
        { operation: target, signal },
        { method, url: target, headers: fields, body: sent },
      );
      return new Answer(
        response.status,
        new Headers([...response.headers].map(([name, value]): [string, string] => [name, value])),
        response.stream(),
      );
    },
    close: () => Promise.resolve(),
  };
}

function messageOf(error: unknown): string {
  const told = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return String(told);
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A reply without a body.
}

function lengthOf(body: Ask["body"]): Readonly<Record<string, string>> {
  return body === undefined || isChunks(body) ? {} : { "content-length": String(Buffer.byteLength(body)) };
}

function isChunks(body: Ask["body"]): body is readonly Uint8Array[] {
  return Array.isArray(body);
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return Readable.toWeb(Readable.from(chunks)) as ReadableStream<Uint8Array<ArrayBuffer>>;
}
