import type { ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { IntoResponse } from "../respond/into-response.ts";
import type { Layer, UniformLayer } from "../service/layer.ts";
import type { Awaitable, Service } from "../service/service.ts";

/** What a server serves: routers, routes and layers around them all are of this type. */
export type HttpService = Service<ServerContext, HttpRequest, HttpResponse>;

/** Middleware of a server, router or route. */
export type HttpLayer = Layer<HttpService> | UniformLayer;

/** A function that answers requests of a route. */
export type Handler = (req: HttpRequest, cx: ServerContext) => Awaitable<IntoResponse>;

/**
 * What a route can be given: a function or a service. Functions have a method `call` of their own, so without the second
 * half every function, whatever it returns, would pass for a service.
 */
export type RouteHandler = Handler | (HttpService & { readonly bind?: never });
