import type { ServerContext } from "../http/context.ts";
import type { HttpError } from "../http/problem.ts";
import { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { httpErrorOf, ShapedError } from "../http/shaped-error.ts";
import type { ClientErrorStatus, ServerErrorStatus } from "../http/status.ts";
import type { HttpLayer, HttpService } from "../server/types.ts";
import type { Awaitable } from "../service/service.ts";
import { Exchange } from "./exchange.ts";
import type { EndpointConfig } from "./exchange/options.ts";

/** A reply that tells of an error. */
export type ErrorReply<Body> = Reply<ClientErrorStatus | ServerErrorStatus, Body>;

/** Gives errors the shape that a contract has for them; see {@link MapErrorOption}. */
export type MapError<Body> = (error: HttpError, cx: ServerContext) => Awaitable<Body | ErrorReply<Body>>;

/** The option of contracts all of whose operations tell of errors in one shape. */
export interface MapErrorOption<Body> {
  /**
   * Makes the body, or the reply, of every error that leaves the router: what the runtime refuses (404, 405, 401, 403,
   * 415, 406, 413, 400), what handlers throw, and 500 for whatever is no {@link HttpError}; `error.cause` is what was
   * thrown then, and is for the log, where it goes anyway. A body alone gets the status of the error; header fields such as
   * `allow` and `www-authenticate` are added to either. `onError` comes first.
   */
  readonly mapError: MapError<Body>;
}

/** Writes the reply of an error as the contract declares it. */
export type ErrorWriter = (x: Exchange, reply: ErrorReply<never>) => HttpResponse;

/** Gives every error that passes the shape of a contract. */
export function errorLayer(map: MapError<unknown>, write: ErrorWriter, config: EndpointConfig): HttpLayer {
  return { layer: (inner: HttpService) => new Shaping(inner, map, write, config) };
}

class Shaping implements HttpService {
  readonly inner: HttpService;
  readonly map: MapError<unknown>;
  readonly write: ErrorWriter;
  readonly config: EndpointConfig;

  constructor(inner: HttpService, map: MapError<unknown>, write: ErrorWriter, config: EndpointConfig) {
    this.inner = inner;
    this.map = map;
    this.write = write;
    this.config = config;
  }

  async call(cx: ServerContext, req: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.inner.call(cx, req);
    } catch (thrown) {
      // A router inside this one has done it.
      if (thrown instanceof ShapedError) throw thrown;
      const error = httpErrorOf(thrown);
      throw new ShapedError(error, thrown, await this.response(error, cx, req));
    }
  }

  private async response(error: HttpError, cx: ServerContext, req: HttpRequest): Promise<HttpResponse> {
    const found = await this.map(error, cx);
    const reply = found instanceof Reply ? found : new Reply(error.status, found, {}, undefined);
    const x = new Exchange(cx, req, this.config);
    for (const [name, value] of Object.entries(error.headers ?? {})) x.set(name.toLowerCase(), value);
    return this.write(x, reply as ErrorReply<never>);
  }
}
