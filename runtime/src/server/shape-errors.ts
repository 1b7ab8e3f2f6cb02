import type { ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { httpErrorOf, ShapedError } from "../http/shaped-error.ts";
import type { Layer } from "../service/layer.ts";
import { isPromise } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import type { OnError } from "./error-handler.ts";
import type { HttpService } from "./types.ts";

/**
 * Makes the replies for the errors of one router, or of one route: its 404 and 405, what extractors refuse, what handlers throw.
 * Where the hook gives undefined the error stays as it is. The error goes on being one, so that layers around see it and the log
 * gets it once; of several layers of this kind the innermost decides, and the `onError` of the server, which sees every
 * error, may still replace the reply.
 *
 * ```ts
 * router.layer(shapeErrors((error) => (error instanceof HttpError ? json({ code: error.status }, error.status) : undefined)));
 * ```
 */
export function shapeErrors(hook: OnError): Layer<HttpService> {
  return { layer: (inner) => new Shaping(inner, hook) };
}

class Shaping implements HttpService {
  private readonly inner: HttpService;
  private readonly hook: OnError;

  constructor(inner: HttpService, hook: OnError) {
    this.inner = inner;
    this.hook = hook;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    try {
      const answer = this.inner.call(cx, req);
      return isPromise(answer) ? answer.catch((error: unknown) => this.shape(error, cx)) : answer;
    } catch (error) {
      return this.shape(error, cx);
    }
  }

  private shape(error: unknown, cx: ServerContext): never {
    if (error instanceof ShapedError) throw error;
    const response = this.hook(error, cx);
    throw response === undefined ? error : new ShapedError(httpErrorOf(error), error, response);
  }
}
