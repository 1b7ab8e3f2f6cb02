import type { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { intoResponse } from "../../../respond/into-response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";

/** A handler as Workers, Deno, Bun and frameworks such as Hono have it; the context is there for those who want it. */
export type ForeignFetch = (request: Request, cx: ServerContext) => Awaitable<Response>;

export interface FromFetchOptions {
  /**
   * Scheme and authority of the URLs that the handler sees; default: `https://` or `http://`, as the
   * connection is, and the request's `host`.
   */
  origin?: string;
  /** Most bytes of a body; default: the server's limit. Reading fails with 413 beyond. */
  bodyLimit?: number;
}

/**
 * Makes a service of a fetch handler. Bodies are streamed both ways; the signal of the request is that of the context.
 *
 * A URL cannot hold every path that HTTP can: a path with dot segments or backslashes, of which the handler would see
 * another one than the router and its layers did, is refused with 400, and what is no path with 400 as well. A method that fetch
 * does not have (TRACE, CONNECT) is refused with 501. A body of GET and HEAD, which has no meaning, is left out.
 *
 * ```ts
 * router.nestService("/legacy", fromFetch(app.fetch));
 * ```
 * @throws {TypeError} when `origin` is none
 */
export function fromFetch(handler: ForeignFetch, options: FromFetchOptions = {}): HttpService {
  return new FetchService(handler, options);
}

class FetchService implements HttpService {
  private readonly handler: ForeignFetch;
  private readonly origin: string | undefined;
  private readonly bodyLimit: number | undefined;

  constructor(handler: ForeignFetch, { origin, bodyLimit }: FromFetchOptions) {
    if (origin !== undefined && new URL(origin).origin !== origin) {
      throw new TypeError(`An origin is a scheme and an authority, not ${JSON.stringify(origin)}`);
    }
    if (bodyLimit !== undefined && !(bodyLimit >= 0)) {
      throw new RangeError(`bodyLimit is a number from 0 on, not ${bodyLimit}`);
    }
    this.handler = handler;
    this.origin = origin;
    this.bodyLimit = bodyLimit;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const answer = this.handler(this.request(cx, req), cx);
    return isPromise(answer) ? answer.then(intoResponse) : intoResponse(answer);
  }

  private request(cx: ServerContext, req: HttpRequest): Request {
    const { method } = req;
    const url = urlOf(req, this.origin, cx.connection?.secure === true ? "https" : "http");
    const headers = new Headers();
    for (const [name, value] of req.headers) headers.append(name, value);
    const hasBody = method !== "GET" && method !== "HEAD" && req.body.present;
    const body = hasBody ? lazyBody(req, this.bodyLimit) : null;
    let request: Request;
    try {
      request = new Request(url, { method, headers, body, signal: cx.signal, duplex: "half" } as RequestInit);
    } catch (cause) {
      throw new HttpError(501, undefined, { cause });
    }
    // fetch writes some methods in capitals, which would make another method of them.
    if (request.method !== method) throw new HttpError(501);
    return request;
  }
}

const authority = /^[^/?#\\@]+$/;
const changedByUrl = /\\|\/(?:\.|%2e){1,2}(?:\/|$)/i;

function urlOf({ path, query, headers }: HttpRequest, origin: string | undefined, scheme: string): URL {
  if (!path.startsWith("/")) throw new HttpError(400, "The target is not a path.");
  if (changedByUrl.test(path)) throw new HttpError(400, "The path has dot segments or backslashes.");
  const host = headers.get("host") || "localhost";
  const base = origin ?? (authority.test(host) ? `${scheme}://${host}` : undefined);
  const url = base === undefined ? null : URL.parse(base + path + (query === "" ? "" : `?${query}`));
  if (url === null) throw new HttpError(400, "The Host is malformed.");
  return url;
}

/** Opened when somebody reads it: a body that nobody reads stays where it is. */
function lazyBody(req: HttpRequest, limit: number | undefined): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= req.body.stream(limit).getReader();
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel(reason) {
        await reader?.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
