import { dropBody, isStream } from "../../../http/stream-body.ts";
import { ServerResponse } from "node:http";
import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import type { ServerContext } from "../../../http/context.ts";
import { addPendingHeaders, HeaderMap } from "../../../http/header-map.ts";
import { HttpResponse } from "../../../http/response.ts";
import { isBodiless } from "../../../http/status.ts";
import type { Awaitable } from "../../../service/service.ts";
import { pump } from "../node/pump.ts";

type Callback = (error?: Error | null) => void;
type Fields = OutgoingHttpHeaders | readonly OutgoingHttpHeader[] | readonly [string, string][];

/**
 * Makes an {@link HttpResponse} of what is written to a `ServerResponse` that has no socket, so that layers around a Node handler
 * see its reply like any other. The methods are the response's own, because Express gives responses another prototype, and
 * middlewares replace them.
 */
export class NodeReply {
  readonly response: ServerResponse;
  private readonly settled: PromiseWithResolvers<HttpResponse> = Promise.withResolvers();
  private answer: HttpResponse | undefined = undefined;
  private failure: { readonly error: unknown } | undefined = undefined;
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined = undefined;
  private full: boolean = false;

  constructor(message: IncomingMessage, cx: ServerContext) {
    const response = new ServerResponse(message);
    this.response = response;
    Object.assign(response, {
      writeHead: (status: number, ...rest: [reason?: string | Fields, fields?: Fields]) =>
        this.writeHead(status, ...rest),
      write: (chunk: unknown, ...rest: [encoding?: BufferEncoding | Callback, done?: Callback]) =>
        this.write(chunk, ...rest),
      end: (...args: unknown[]) => this.end(args),
      flushHeaders: () => this.flushHeaders(),
      destroy: (error?: Error) => this.destroy(error),
      addTrailers: () => {
        throw new Error("A reply of a service has no trailers.");
      },
      // Interim replies may always be left out (RFC 9110 §15.2).
      writeContinue: (done?: Callback) => done?.(),
      writeProcessing: (done?: Callback) => done?.(),
      writeEarlyHints: (_hints: unknown, done?: Callback) => done?.(),
    });
    // Nobody may ever ask for it.
    this.settled.promise.catch(() => undefined);
    const { signal } = cx;
    if (signal.aborted) this.leave();
    else signal.addEventListener("abort", () => this.leave(), { once: true });
  }

  /** The reply, as soon as its header is known. */
  result(): Awaitable<HttpResponse> {
    if (this.failure !== undefined) throw this.failure.error;
    return this.answer ?? this.settled.promise;
  }

  /** Ends the reply with an error: as the failure of the call, or, after the header, by breaking the body off. */
  fail(error: unknown): void {
    if (this.answer === undefined) {
      this.failure ??= { error };
      this.settled.reject(error);
    } else if (this.controller !== undefined && !this.response.writableEnded) {
      this.controller.error(error);
      this.close();
    } else {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }

  /** Header fields that are set so far. */
  headers(): HeaderMap {
    const map = new HeaderMap();
    for (const [name, value] of Object.entries(this.response.getHeaders())) {
      // How the reply is framed is the server's to say.
      if (value === undefined || name === "transfer-encoding") continue;
      for (const each of Array.isArray(value) ? value : [String(value)]) map.append(name, each);
    }
    return map;
  }

  /** Writes the reply of a service, for whoever has replaced methods of the response. Its own fields win over those set before. */
  deliver(reply: HttpResponse): void {
    const { response } = this;
    const { body } = reply;
    if (response.headersSent || response.destroyed) {
      dropBody(body);
      return;
    }
    const headers = HeaderMap.from(reply.headers);
    addPendingHeaders(reply.headers, this.headers(), (name, value) => headers.append(name, value));
    for (const [name] of headers) response.setHeader(name, headers.getAll(name));
    response.statusCode = reply.status;
    if (!isStream(body)) {
      response.end(body);
      return;
    }
    // The first piece may take long, as with events.
    response.flushHeaders();
    pump(body, response, undefined).catch((error: Error) => response.destroy(error));
  }

  private writeHead(
    status: number,
    ...[reason, fields]: [reason?: string | Fields, fields?: Fields]
  ): ServerResponse {
    const { response } = this;
    setFields(response, typeof reason === "string" ? fields : (reason ?? fields));
    ServerResponse.prototype.writeHead.call(response, status);
    return response;
  }

  private write(
    chunk: unknown,
    ...[encoding, done]: [encoding?: BufferEncoding | Callback, done?: Callback]
  ): boolean {
    const { response } = this;
    if (typeof encoding === "function") return this.write(chunk, undefined, encoding);
    if (response.writableEnded) return ServerResponse.prototype.write.call(response, chunk, "utf8");
    const bytes = bytesOf(chunk, encoding);
    this.flushHeaders();
    if (done !== undefined) process.nextTick(done);
    if (this.controller === undefined || response.destroyed) return !response.destroyed;
    this.controller.enqueue(bytes);
    this.full = (this.controller.desiredSize ?? 0) <= 0;
    return !this.full;
  }

  private end(args: readonly unknown[]): ServerResponse {
    const { response } = this;
    const done = args.findLast((arg) => typeof arg === "function") as Callback | undefined;
    const [chunk, encoding] = args.filter((arg) => typeof arg !== "function");
    if (response.writableEnded || response.destroyed) {
      if (done !== undefined) process.nextTick(done);
      return response;
    }
    const bytes =
      chunk === undefined || chunk === null ? undefined : bytesOf(chunk, encoding as BufferEncoding);
    if (!response.headersSent) response.writeHead(response.statusCode);
    if (this.answer === undefined) this.settle(bytes);
    else if (this.controller !== undefined) {
      if (bytes !== undefined) this.controller.enqueue(bytes);
      this.controller.close();
    }
    response.finished = true;
    process.nextTick(() => {
      response.emit("finish");
      done?.();
      this.close();
    });
    return response;
  }

  /** Answers with a body that is still to come. */
  private flushHeaders(): void {
    const { response } = this;
    if (this.answer !== undefined || response.destroyed) return;
    if (!response.headersSent) response.writeHead(response.statusCode);
    if (response.req.method === "HEAD" || isBodiless(response.statusCode)) {
      this.settle(undefined);
      return;
    }
    this.settle(
      new ReadableStream<Uint8Array>(
        {
          start: (controller) => {
            this.controller = controller;
          },
          pull: () => this.drain(),
          cancel: () => this.leave(),
        },
        { highWaterMark: 16_384, size: (chunk) => chunk?.length ?? 0 },
      ),
    );
  }

  private settle(body: HttpResponse["body"]): void {
    try {
      this.answer = new HttpResponse(this.response.statusCode, this.headers(), body);
      this.settled.resolve(this.answer);
    } catch (error) {
      // A header that Node lets pass and HeaderMap does not.
      this.fail(error);
    }
  }

  private drain(): void {
    if (!this.full) return;
    this.full = false;
    this.response.emit("drain");
  }

  private destroy(error: Error | undefined): ServerResponse {
    if (!this.response.destroyed && !this.response.writableEnded) {
      this.fail(error ?? new Error("The handler has given its reply up."));
      this.close();
    }
    return this.response;
  }

  /** The caller is gone, or is not waited for any longer. */
  private leave(): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    this.response.req.destroy();
    this.close();
  }

  private close(): void {
    const { response } = this;
    if (response.destroyed) return;
    Object.assign(response, { destroyed: true, _closed: true });
    response.emit("close");
  }
}

function setFields(response: ServerResponse, fields: Fields | undefined): void {
  if (fields === undefined) return;
  if (!Array.isArray(fields)) {
    for (const [name, value] of Object.entries(fields as OutgoingHttpHeaders)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    return;
  }
  const flat = (fields as unknown[]).flat().map(String);
  for (let i = 0; i < flat.length; i += 2) response.removeHeader(flat[i] ?? "");
  for (let i = 0; i + 1 < flat.length; i += 2) response.appendHeader(flat[i] ?? "", flat[i + 1] ?? "");
}

function bytesOf(chunk: unknown, encoding: BufferEncoding | undefined): Uint8Array {
  if (typeof chunk === "string") return Buffer.from(chunk, encoding ?? "utf8");
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError("What is written to a reply is text or bytes.");
}
