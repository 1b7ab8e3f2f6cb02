import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { messageOf, urlOf } from "./node-message.ts";
import { NodeReply } from "./node-reply.ts";

// Methods, because their parameters may be of types that extend these, as those of Express are.
interface Callables {
  handler(message: IncomingMessage, response: ServerResponse): unknown;
  middleware(message: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): unknown;
}

/** A request listener of `node:http`. */
export type NodeHandler = Callables["handler"];

/** A middleware as Connect and Express have it. */
export type NodeMiddleware = Callables["middleware"];

/**
 * Makes a service of a request listener. What it writes becomes a reply like any other, so layers work around it and it runs
 * without a socket as well: body, body limit and abort are those of the request that the service was called with.
 *
 * An error that it throws or rejects with is the failure of the call; after the header it breaks the reply off. Reason phrases
 * and interim replies (1xx) are not sent; trailers are an error.
 */
export function fromNodeHandler(handler: NodeHandler): HttpService {
  return new NodeService(handler);
}

class NodeService implements HttpService {
  private readonly handler: NodeHandler;

  constructor(handler: NodeHandler) {
    this.handler = handler;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const message = messageOf(cx, req);
    const reply = new NodeReply(message, cx);
    guard(reply, () => this.handler(message, reply.response));
    return reply.result();
  }
}

/**
 * Makes a layer of a Connect or Express middleware; an Express app is one.
 *
 * | the middleware | what happens |
 * |---|---|
 * | answers | its reply is the reply; the inner service is not called |
 * | calls `next()` | the inner service is called and its reply is written to the response, so that replaced methods see it; header fields set before are kept, also when the inner service fails, unless the reply has its own (`set-cookie`, `vary` and `link` add up) |
 * | calls `next(error)`, throws, rejects | the call fails with the error; one that has a 4xx `status`, as those of `http-errors`, becomes a {@link HttpError} |
 * | changes `url` or `method` of the message | the inner service sees them |
 *
 * Only the first call of `next` counts. Middlewares of one request share one message: see {@link nodeMessage}.
 */
export function fromNodeMiddleware(middleware: NodeMiddleware): Layer<HttpService> {
  return { layer: (inner) => new NodeMiddlewareService(middleware, inner) };
}

class NodeMiddlewareService implements HttpService {
  private readonly middleware: NodeMiddleware;
  private readonly inner: HttpService;

  constructor(middleware: NodeMiddleware, inner: HttpService) {
    this.middleware = middleware;
    this.inner = inner;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const message = messageOf(cx, req);
    const reply = new NodeReply(message, cx);
    let called = false;
    const next = (error?: unknown): void => {
      if (called) return;
      called = true;
      if (error) reply.fail(foreignError(error));
      else if (!reply.response.headersSent) this.goOn(cx, changed(req, message), reply);
    };
    guard(reply, () => this.middleware(message, reply.response, next));
    return reply.result();
  }

  private goOn(cx: ServerContext, req: HttpRequest, reply: NodeReply): void {
    const fail = (error: unknown): void => {
      // The error gets its reply outside of all layers.
      for (const [name, value] of reply.headers()) cx.responseHeaders.append(name, value);
      reply.fail(error);
    };
    try {
      const answer = this.inner.call(cx, req);
      if (isPromise(answer)) answer.then((response) => reply.deliver(response)).catch(fail);
      else reply.deliver(answer);
    } catch (error) {
      fail(error);
    }
  }
}

function guard(reply: NodeReply, run: () => unknown): void {
  try {
    const done = run();
    if (isPromise(done)) done.then(undefined, (error: unknown) => reply.fail(foreignError(error)));
  } catch (error) {
    reply.fail(foreignError(error));
  }
}

/** The request as a middleware has left it. */
function changed(req: HttpRequest, message: IncomingMessage): HttpRequest {
  const { method = req.method, url = "" } = message;
  if (url === urlOf(req) && method === req.method) return req;
  const mark = url.indexOf("?");
  return {
    method,
    target: url,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? "" : url.slice(mark + 1),
    headers: req.headers,
    get body(): RequestBody {
      return req.body;
    },
  };
}

/** Errors of Connect's world say by `status` what they mean, and by `expose` whether their message is for the caller. */
function foreignError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof HttpError) return error;
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  if (typeof status !== "number" || !(status >= 400 && status < 500)) return error;
  return new HttpError(status, expose === true ? error.message : undefined, { cause: error });
}
