import { BytesBody, noBody, StreamBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import type { Connection, RequestStats } from "../../http/context.ts";
import { addPendingHeaders, HeaderMap } from "../../http/header-map.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../http/request.ts";
import { HttpResponse } from "../../http/response.ts";
import { ShapedError } from "../../http/shaped-error.ts";
import type { ResponseBody } from "../../http/response.ts";
import { isBodiless } from "../../http/status.ts";
import { errorResponse } from "../../respond/problem.ts";
import { TimeoutError } from "../../service/timeout.ts";
import type { Service } from "../../service/service.ts";
import type { ClientContext, ClientRequest, ClientResponse, Transport } from "../types.ts";
import { byteStream } from "./byte-stream.ts";

/** What a server runs, such as a router. */
type ServerService = Service<ServerContext, HttpRequest, HttpResponse>;

/** How {@link inMemory} works. */
export interface InMemoryOptions {
  /**
   * Hears of every error that becomes a 5xx (default: `console.error`), because the caller sees no more of it than over a
   * network.
   */
  readonly onServerError?: (error: unknown, cx: ServerContext) => void;
}

/**
 * Calls a server's service without a network. Callers see what they would over HTTP: errors as problem details, no body in
 * a reply to HEAD, and streams that arrive piece by piece; a call that is aborted aborts the signal of its handler.
 */
export function inMemory(service: ServerService, options: InMemoryOptions = {}): Transport {
  return new MemoryTransport(service, options.onServerError ?? ((error) => console.error(error)));
}

class MemoryTransport implements Transport {
  readonly #service: ServerService;
  readonly #onServerError: (error: unknown, cx: ServerContext) => void;

  constructor(service: ServerService, onServerError: (error: unknown, cx: ServerContext) => void) {
    this.#service = service;
    this.#onServerError = onServerError;
  }

  async call(cx: ClientContext, req: ClientRequest): Promise<ClientResponse> {
    const { signal } = cx;
    signal?.throwIfAborted();
    const connection = new MemoryConnection();
    const request = requestOf(req);
    const server = new ServerContext(request, connection);
    const abort = () => connection.disconnect(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const answer = await orAborted(signal, this.#answer(server, request)).catch((error: unknown) => {
      server.finish();
      throw error;
    });
    const response = withPending(answer, server.pendingHeaders);
    const bodiless = req.method === "HEAD" || isBodiless(response.status);
    if (bodiless) await discard(response.body);
    const body = watched(server, response.status, bodiless ? undefined : response.body);
    if (isWhole(body)) signal?.removeEventListener("abort", abort);
    return new MemoryResponse(response, body, connection, signal);
  }

  async #answer(cx: ServerContext, req: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.#service.call(cx, req);
    } catch (error) {
      const known = knownError(error);
      if (known === undefined || known.status >= 500) {
        this.#onServerError(error instanceof ShapedError ? error.original : error, cx);
      }
      const shown = known ?? new HttpError(500);
      return errorResponse(shown, shown.status >= 500 ? cx.traceId : undefined);
    }
  }
}

function knownError(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  return error instanceof TimeoutError ? new HttpError(503, "The request took too long.") : undefined;
}

/** The peer is the caller, so it goes away when the call is aborted. */
class MemoryConnection implements Connection {
  readonly remoteAddress: string | undefined = undefined;
  #cancel: ((reason: unknown) => void) | undefined;
  #gone = false;
  #reason: unknown;

  onDisconnect(cancel: (reason: unknown) => void): void {
    this.#cancel = cancel;
    if (this.#gone) cancel(this.#reason);
  }

  disconnect(reason: unknown): void {
    this.#gone = true;
    this.#reason = reason;
    this.#cancel?.(reason);
  }
}

/** The target is taken from the URL as it is: parsing it would already decode what servers must see raw. */
function requestOf(req: ClientRequest): HttpRequest {
  const origin = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(req.url)?.[0] ?? "";
  const [target = ""] = req.url.slice(origin.length).split("#");
  const question = target.indexOf("?");
  return {
    method: req.method,
    target,
    path: (question === -1 ? target : target.slice(0, question)) || "/",
    query: question === -1 ? "" : target.slice(question + 1),
    headers: HeaderMap.from(req.headers),
    body: bodyOf(req),
  };
}

function bodyOf({ body }: ClientRequest): RequestBody {
  if (body === undefined) return noBody;
  if (typeof body === "string") return new BytesBody(new TextEncoder().encode(body));
  return body instanceof Uint8Array ? new BytesBody(body) : new StreamBody(body);
}

/** A copy, because the reply may be a constant of the handler's. */
function withPending(answer: HttpResponse, pending: HeaderMap | undefined): HttpResponse {
  if (pending === undefined) return answer;
  const headers = HeaderMap.from(answer.headers);
  addPendingHeaders(answer.headers, pending, (name, value) => headers.append(name, value));
  return new HttpResponse(answer.status, headers, answer.body);
}

/** Tells those who asked on the context how the request went, once its reply was taken or given up. */
function watched(cx: ServerContext, status: number, body: ResponseBody): ResponseBody {
  const { stats, request } = cx;
  if (stats === undefined) return body;
  stats.answeredAt = performance.now();
  stats.headersSentAt = stats.answeredAt;
  stats.status = status;
  if (request.body.used) stats.bytesReceived = request.body.length ?? 0;
  if (!isWhole(body)) return counted(cx, stats, body);
  stats.bytesSent = body === undefined ? 0 : sizeOf(body);
  stats.complete = true;
  cx.finish();
  return body;
}

/** Not a generator: one that was never started would not notice that it is given up. */
function counted(
  cx: ServerContext,
  stats: RequestStats,
  body: AsyncIterable<Uint8Array | string>,
): AsyncIterable<Uint8Array | string> {
  const source = body[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Uint8Array | string> = {
    async next() {
      try {
        const next = await source.next();
        if (next.done !== true) {
          stats.bytesSent += sizeOf(next.value);
          return next;
        }
        stats.complete = true;
        cx.finish();
        return next;
      } catch (error) {
        cx.finish();
        throw error;
      }
    },
    async return() {
      cx.finish();
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function sizeOf(chunk: Uint8Array | string): number {
  return typeof chunk === "string" ? new TextEncoder().encode(chunk).length : chunk.length;
}

function isWhole(body: ResponseBody): body is undefined | string | Uint8Array {
  return body === undefined || typeof body === "string" || body instanceof Uint8Array;
}

async function discard(body: ResponseBody): Promise<void> {
  if (isWhole(body)) return;
  if (body instanceof ReadableStream) await body.cancel();
  else await body[Symbol.asyncIterator]().return?.();
}

/** A server's reply as its caller sees it. */
export class MemoryResponse implements ClientResponse {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly #body: ResponseBody;
  readonly #connection: MemoryConnection;
  readonly #signal: AbortSignal | undefined;

  constructor(
    response: HttpResponse,
    body: ResponseBody,
    connection: MemoryConnection = new MemoryConnection(),
    signal?: AbortSignal,
  ) {
    this.status = response.status;
    this.headers = response.headers;
    this.#body = body;
    this.#connection = connection;
    this.#signal = signal;
  }

  async bytes(): Promise<Uint8Array> {
    const body = this.#body;
    if (body === undefined) return new Uint8Array();
    if (typeof body === "string") return new TextEncoder().encode(body);
    if (body instanceof Uint8Array) return body;
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.stream()) chunks.push(chunk);
    const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  stream(): ReadableStream<Uint8Array> {
    return byteStream(this.#body, this.#signal, (reason) => this.#connection.disconnect(reason));
  }

  async cancel(): Promise<void> {
    if (isWhole(this.#body)) return;
    await this.stream().cancel();
  }
}

function orAborted<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    // The service may have run, and the caller may have left, before anybody waits.
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
