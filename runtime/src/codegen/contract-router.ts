import { key } from "../http/context.ts";
import type { ContextKey, ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { httpErrorOf, ShapedError } from "../http/shaped-error.ts";
import { timeHandler } from "../server/handler.ts";
import { MethodRouter } from "../server/method-router.ts";
import type { OperationService } from "../server/route-info.ts";
import { Router } from "../server/router.ts";
import type { HttpService } from "../server/types.ts";
import { isPromise } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import type { CommonOptions, ContextFn, ContractRoute, HttpLayers } from "./contract-options.ts";
import { replyOfException } from "./exception.ts";
import { Exchange } from "./exchange.ts";
import type { EndpointConfig } from "./exchange/options.ts";
import { errorLayer } from "./map-error.ts";
import type { ErrorWriter, MapError } from "./map-error.ts";
import { Guard } from "./security.ts";
import { InShared, layersNamed, SharedLayers, wrap } from "./shared-layers.ts";
import type { Verifiers } from "./security.ts";
import type { SecuritySchemes } from "./security/scheme.ts";

/** The options of every contract's router; what their types demand of users has been checked before. */
export interface RouterOptions extends CommonOptions<string> {
  readonly context?: ContextFn<object> | undefined;
  readonly security?: object | undefined;
  readonly mapError?: MapError<never> | undefined;
  readonly namedLayers?: { readonly [name: string]: HttpLayers | undefined } | undefined;
  /** Of receivers. */
  readonly paths?: { readonly [operation: string]: string | undefined } | undefined;
}

/** A route of any service. */
type Route = ContractRoute<never>;

/**
 * Makes the router of a contract. A request passes the layers of the router, those that the contract names, those of its
 * operation, its security, the option `context`, and then its endpoint; what an operation does not use is not in its way.
 *
 * @param basePath Path of the contract's first server.
 * @throws {Error} when the service lacks operations and `unimplemented` is not 501, when `layers` names an operation that
 * does not exist, when a limit is none, or when a verifier or a named layer is missing
 */
export function contractRouter(
  service: object,
  options: RouterOptions,
  given: readonly Route[],
  schemes: SecuritySchemes = {},
  basePath = "",
  writeError?: ErrorWriter,
): Router {
  const routes = distinct(given);
  complain(problemsOf(service, options, routes, schemes));
  const config: EndpointConfig = {
    bodyLimit: options.bodyLimit,
    validateReplies: options.validateReplies ?? false,
    itemLimit: options.itemLimit,
    multipart: options.multipart,
  };
  const layers = new SharedLayers(options);
  const operations = new Map<string, HttpService>();
  const counts = new Map<string, number>();
  for (const { operation } of routes) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const byShape = new Map<string, { readonly path: string; readonly methods: MethodRouter }>();
  for (const route of routes) {
    const base = options.basePath === "contract" ? (route.basePath ?? basePath) : options.basePath;
    const path = options.paths?.[route.operation] ?? below(base, route);
    // Methods of one path may call its parameters differently: endpoints find them by their place.
    const shape = path.replace(/\{(\*?)[^}]*\}/g, "{$1}");
    let place = byShape.get(shape);
    if (place === undefined) byShape.set(shape, (place = { path, methods: new MethodRouter() }));
    // Layers of an operation are applied once, however many routes lead to it.
    let operation = operations.get(route.operation);
    if (operation === undefined) {
      operation = serviceOf(service, route, options, schemes, config, layers);
      operations.set(route.operation, operation);
    }
    const several = (counts.get(route.operation) ?? 0) > 1;
    place.methods.on(route.method, several ? new ByRoute(operation, route) : operation);
  }
  const router = new Router();
  for (const { path, methods } of byShape.values()) router.route(path, methods);
  if (writeError !== undefined && options.mapError !== undefined) {
    router.layer(errorLayer(options.mapError, writeError, config));
  }
  return router;
}

/** Groups that share operations list them each. */
function distinct(routes: readonly Route[]): readonly Route[] {
  const byKey = new Map(routes.map((route) => [`${route.operation} ${route.method} ${route.path}`, route]));
  return byKey.size === routes.length ? routes : [...byKey.values()];
}

function below(basePath: string | undefined, { path }: Route): string {
  return basePath === undefined ? path : basePath.replace(/\/+$/, "") + path;
}

/** Whether a service has a handler for an operation. */
function implement(service: object, route: Route): boolean {
  return (service as Readonly<Record<string, unknown>>)[route.operation] !== undefined;
}

function problemsOf(
  service: object,
  options: RouterOptions,
  routes: readonly Route[],
  schemes: SecuritySchemes,
): string[] {
  const problems: string[] = [];
  const lacking = routes.filter((route) => !implement(service, route)).map((route) => route.operation);
  const missing = [...new Set(lacking)];
  if (missing.length > 0 && options.unimplemented !== 501) {
    problems.push(`the service lacks ${missing.join(", ")} (the option unimplemented: 501 accepts that)`);
  }
  const { validateReplies: share } = options;
  if (typeof share === "number" && !(share >= 0 && share <= 1)) {
    problems.push(`validateReplies is a share from 0 to 1, not ${share}`);
  }
  for (const [name, limit] of Object.entries(options.multipart ?? {})) {
    if (!(limit >= 0)) problems.push(`multipart.${name} is a limit, not ${limit}`);
  }
  const operations = new Set(routes.map((route) => route.operation));
  for (const name of Object.keys(options.layers ?? {})) {
    if (name !== "all" && !operations.has(name)) problems.push(`layers names ${name}, which is no operation`);
  }
  for (const name of Object.keys(options.paths ?? {})) {
    if (!operations.has(name)) problems.push(`paths names ${name}, which is no operation`);
  }
  const { namedLayers = {} } = options;
  const named = new Set(routes.flatMap(({ layers = [] }) => layers));
  for (const name of named) {
    if (layersNamed(namedLayers, name) === undefined) problems.push(`namedLayers has no layer ${name}`);
  }
  for (const name of Object.keys(namedLayers)) {
    if (!named.has(name)) problems.push(`namedLayers has ${name}, which no operation asks for`);
  }
  const needed = new Set(routes.flatMap(({ security = [] }) => security.flatMap((one) => Object.keys(one))));
  for (const name of needed) {
    if (schemes[name] === undefined) problems.push(`the security scheme ${name} is not described`);
    else if (verifiersOf(options)[name] === undefined) problems.push(`security has no verifier for ${name}`);
  }
  return problems;
}

function complain(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`Cannot make the router: ${problems.join("; ")}.`);
}

function verifiersOf(options: RouterOptions): Verifiers {
  return (options.security ?? {}) as Verifiers;
}

function serviceOf(
  handlers: object,
  route: Route,
  options: RouterOptions,
  schemes: SecuritySchemes,
  config: EndpointConfig,
  layers: SharedLayers,
): HttpService {
  const implemented = implement(handlers, route);
  const { security = [] } = route;
  let service: HttpService = implemented ? new Endpoint(handlers, route, config) : new Unimplemented(route);
  if (implemented && options.context !== undefined) service = new WithContext(service, options.context);
  if (security.length > 0) {
    service = new Secured(service, new Guard(security, schemes, verifiersOf(options), options));
  }
  // Whoever asks for the operation's name, such as a layer that traces, stands further outside.
  service = wrap(service, options.layers?.[route.operation]);
  for (const shared of layers.around(route).toReversed()) service = new InShared(service, shared);
  if (options.onError !== undefined) service = new WithErrors(service, options.onError);
  return service instanceof Endpoint ? service : new Named(service, route.operation);
}

/** The route by which a request came, of operations that have several. */
const routeKey: ContextKey<Route> = key("route of the operation");

/** One of several routes to an operation. */
class ByRoute implements OperationService {
  readonly inner: HttpService;
  readonly route: Route;

  constructor(inner: HttpService, route: Route) {
    this.inner = inner;
    this.route = route;
  }

  get operation(): string {
    return this.route.operation;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    cx.set(routeKey, this.route);
    return this.inner.call(cx, req);
  }
}

class Endpoint implements OperationService {
  readonly handler: object;
  readonly endpoint: (handlers: never, x: Exchange) => Awaitable<HttpResponse>;
  readonly operation: string;
  readonly config: EndpointConfig;
  /** What the routes differ in, where there are several. */
  readonly byRoute: Map<Route, EndpointConfig> = new Map<Route, EndpointConfig>();

  constructor(handlers: object, route: Route, config: EndpointConfig) {
    this.handler = returning(handlers as Handlers, route);
    this.endpoint = route.endpoint;
    this.operation = route.operation;
    this.config = configOf(route, config);
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    cx.operation = this.operation;
    return this.endpoint(this.handler as never, new Exchange(cx, req, this.configFor(cx)));
  }

  private configFor(cx: ServerContext): EndpointConfig {
    const route = cx.get(routeKey);
    // A context may have passed another operation before, whose handler has sent the request on.
    if (route === undefined || route.endpoint !== this.endpoint) return this.config;
    let config = this.byRoute.get(route);
    if (config === undefined) this.byRoute.set(route, (config = configOf(route, this.config)));
    return config;
  }
}

function configOf({ path, parameters }: Route, config: EndpointConfig): EndpointConfig {
  return { ...config, pathParameters: path.split("{").length - 1, pathPlaces: parameters };
}

type Handlers = Readonly<Record<string, (req: unknown, cx: ServerContext) => unknown>>;

/** The handler of an operation, which may throw its replies and its exceptions as well as return replies. */
function returning(handlers: Handlers, { operation, exceptions }: Route): Handlers {
  const thrown =
    exceptions === undefined
      ? thrownReply
      : (error: unknown) => replyOfException(error, exceptions) ?? thrownReply(error);
  return {
    [operation]: (req, cx) => {
      try {
        const { stats } = cx;
        const result =
          stats === undefined
            ? handlers[operation]?.(req, cx)
            : timeHandler(stats, () => handlers[operation]?.(req, cx));
        return isPromise(result) ? result.then(undefined, thrown) : result;
      } catch (error) {
        return thrown(error);
      }
    },
  };
}

function thrownReply(error: unknown): Reply<number, unknown, unknown, string | undefined> {
  if (error instanceof Reply) return error;
  throw error;
}

class Unimplemented implements HttpService {
  readonly operation: string;

  constructor(route: Route) {
    this.operation = route.operation;
  }

  call(): never {
    throw new HttpError(501, `The operation ${this.operation} is not implemented.`);
  }
}

/** Says which operation a request is for before any layer asks. */
class Named implements OperationService {
  readonly inner: HttpService;
  readonly operation: string;

  constructor(inner: HttpService, operation: string) {
    this.inner = inner;
    this.operation = operation;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    cx.operation = this.operation;
    return this.inner.call(cx, req);
  }
}

class WithContext implements HttpService {
  readonly inner: HttpService;
  readonly context: ContextFn<object>;

  constructor(inner: HttpService, context: ContextFn<object>) {
    this.inner = inner;
    this.context = context;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const extra = this.context(cx, req);
    if (isPromise(extra)) return extra.then((value) => this.inner.call(Object.assign(cx, value), req));
    return this.inner.call(Object.assign(cx, extra), req);
  }
}

class Secured implements HttpService {
  readonly inner: HttpService;
  readonly guard: Guard;

  constructor(inner: HttpService, guard: Guard) {
    this.inner = inner;
    this.guard = guard;
  }

  async call(cx: ServerContext, req: HttpRequest): Promise<HttpResponse> {
    await this.guard.admit(cx, req);
    return this.inner.call(cx, req);
  }
}

class WithErrors implements HttpService {
  readonly inner: HttpService;
  readonly onError: NonNullable<RouterOptions["onError"]>;

  constructor(inner: HttpService, onError: NonNullable<RouterOptions["onError"]>) {
    this.inner = inner;
    this.onError = onError;
  }

  async call(cx: ServerContext, req: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.inner.call(cx, req);
    } catch (error) {
      const response = await this.onError(error, cx);
      // It goes on being an error, so that layers around see it and the log gets what is the server's fault.
      throw response === undefined ? error : new ShapedError(httpErrorOf(error), error, response);
    }
  }
}
