import { contentLength, noBody, StreamBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import type { Connection } from "../../http/context.ts";
import { addPendingHeaders } from "../../http/header-map.ts";
import type { HeadersView } from "../../http/header-map.ts";
import type { HttpRequest, RequestBody } from "../../http/request.ts";
import type { HttpResponse, ResponseBody } from "../../http/response.ts";
import { isBodiless } from "../../http/status.ts";
import { isPromise } from "../../service/service.ts";
import { TimeoutError } from "../../service/timeout.ts";
import { resolveLimits } from "../defaults.ts";
import type { ServerLimits } from "../defaults.ts";
import { ErrorHandler } from "../error-handler.ts";
import type { ErrorOptions } from "../error-handler.ts";
import type { HttpService } from "../types.ts";

export interface FetchOptions
  extends ErrorOptions, Partial<Pick<ServerLimits, "bodyLimit" | "handlerTimeout">> {}

/** What a host may know about a request beyond the request itself. */
export interface FetchInfo {
  remoteAddress?: string;
}

/** A handler as Workers, Deno, Bun and service workers call it. */
export type FetchHandler = (request: Request, info?: FetchInfo) => Promise<Response>;

/**
 * Makes a fetch handler of a service.
 *
 * ```ts
 * const handle = toFetch(router);
 * export default { fetch: (request: Request) => handle(request) };
 * ```
 */
export function toFetch(service: HttpService, options: FetchOptions = {}): FetchHandler {
  const limits = resolveLimits(options);
  const errors = new ErrorHandler(options);
  return async (request, info) => {
    const incoming = new FetchRequest(request, limits.bodyLimit);
    const cx = new ServerContext(incoming, new FetchConnection(request, info));
    let reply: HttpResponse;
    try {
      const answer = service.call(cx, incoming);
      reply = isPromise(answer) ? await within(limits.handlerTimeout, answer, cx) : answer;
      return toResponse(reply, cx, request.method);
    } catch (error) {
      return toResponse(errors.respond(error, cx), cx, request.method);
    }
  };
}

async function within(
  milliseconds: number,
  answer: Promise<HttpResponse>,
  cx: ServerContext,
): Promise<HttpResponse> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new TimeoutError(milliseconds);
      reject(error);
      cx.cancel(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([answer, expired]);
  } finally {
    clearTimeout(timer);
  }
}

class FetchConnection implements Connection {
  readonly remoteAddress: string | undefined;
  private readonly request: Request;

  constructor(request: Request, info: FetchInfo | undefined) {
    this.request = request;
    this.remoteAddress = info?.remoteAddress;
  }

  onDisconnect(cancel: (reason: unknown) => void): void {
    const { signal } = this.request;
    if (signal.aborted) cancel(signal.reason);
    else signal.addEventListener("abort", () => cancel(signal.reason), { once: true });
  }
}

class FetchRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  private readonly request: Request;
  private readonly bodyLimit: number;
  private lazyHeaders: HeadersView | undefined = undefined;
  private lazyBody: RequestBody | undefined = undefined;

  constructor(request: Request, bodyLimit: number) {
    this.request = request;
    this.bodyLimit = bodyLimit;
    this.method = request.method;
    const url = new URL(request.url);
    this.path = url.pathname;
    this.query = url.search.slice(1);
    this.target = url.pathname + url.search;
  }

  get headers(): HeadersView {
    return (this.lazyHeaders ??= new FetchHeaders(this.request.headers));
  }

  get body(): RequestBody {
    return (this.lazyBody ??= this.makeBody());
  }

  private makeBody(): RequestBody {
    const { body, headers } = this.request;
    return body === null
      ? noBody
      : new StreamBody(body, contentLength(headers.get("content-length")), this.bodyLimit);
  }
}

class FetchHeaders implements HeadersView {
  private readonly headers: Headers;

  constructor(headers: Headers) {
    this.headers = headers;
  }

  get(name: string): string | undefined {
    return this.headers.get(name) ?? undefined;
  }

  getAll(name: string): string[] {
    const value = this.headers.get(name);
    return value === null ? [] : [value];
  }

  has(name: string): boolean {
    return this.headers.has(name);
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.headers.entries();
  }
}

function toResponse(reply: HttpResponse, cx: ServerContext, method: string): Response {
  const headers = new Headers();
  for (const [name, value] of reply.headers) headers.append(name, value);
  addPendingHeaders(reply.headers, cx.pendingHeaders, (name, value) => headers.append(name, value));
  const { status, body } = reply;
  if (isBodiless(status)) {
    dropBody(body);
    return new Response(null, { status, headers });
  }
  const size = sizeOf(body);
  if (size !== undefined && !headers.has("content-length")) headers.set("content-length", String(size));
  if (method === "HEAD") {
    dropBody(body);
    return new Response(null, { status, headers });
  }
  // The constructor adds a content type to text that has none; what the service said is what is sent.
  return new Response(typeof body === "string" ? encoder.encode(body) : bodyInit(body), {
    status,
    headers,
  });
}

const encoder = new TextEncoder();

function sizeOf(body: ResponseBody): number | undefined {
  if (body === undefined) return 0;
  if (typeof body === "string") return encoder.encode(body).length;
  return body instanceof Uint8Array ? body.length : undefined;
}

function bodyInit(body: Exclude<ResponseBody, string>): ConstructorParameters<typeof Response>[0] {
  if (body === undefined) return null;
  if (body instanceof ReadableStream) return body;
  // Response takes views of ordinary buffers only.
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  return fromIterable(body);
}

function fromIterable(body: AsyncIterable<Uint8Array | string>): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

function dropBody(body: ResponseBody): void {
  if (body instanceof ReadableStream) body.cancel().catch(() => undefined);
}
