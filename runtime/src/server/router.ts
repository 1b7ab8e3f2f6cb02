import type { ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { Awaitable } from "../service/service.ts";
import { compileRoutes } from "./compile.ts";
import { handlerService } from "./handler.ts";
import { MethodRouter } from "./method-router.ts";
import { PatternRoutes } from "./pattern-routes.ts";
import { RouteConflictError } from "./route-error.ts";
import type { FallbackEntry, RouteEntry, Scope } from "./route-entry.ts";
import { formatRoutes, nameOf, operationOf } from "./route-info.ts";
import type { RouteInfo } from "./route-info.ts";
import type { RouteTable } from "./route-table.ts";
import { StripPrefix } from "./strip-prefix.ts";
import { joinTemplates, parseTemplate } from "./template.ts";
import type { HttpLayer, HttpService, RouteHandler } from "./types.ts";

/** Handlers by method: a short form of {@link MethodRouter} for {@link Router.route}. */
export type MethodTable = Readonly<Record<string, RouteHandler>>;

/**
 * Sends requests to handlers by path and method.
 *
 * Templates are made of text, `{name}` (also inside a segment: `{id}.json`) and `{*rest}` at the end; text wins over
 * parameters and parameters over the rest, in any order of adding. Paths are compared undecoded, with slashes and case.
 * A router without a match answers 404, one without the method 405 with `allow`; HEAD and OPTIONS are answered by
 * themselves, `OPTIONS *` with the methods of all routes.
 *
 * ```ts
 * new Router().route("/pets/{id}", get([path("id")], (id) => `pet ${id}`).delete(removePet));
 * ```
 */
export class Router implements HttpService {
  private readonly entries: RouteEntry[] = [];
  private readonly byShape: Map<string, RouteEntry[]> = new Map();
  private readonly patterns: PatternRoutes = new PatternRoutes();
  private readonly fallbacks: FallbackEntry[] = [];
  private readonly layers: HttpLayer[] = [];
  private readonly routeLayers: HttpLayer[] = [];
  private table: RouteTable | undefined = undefined;

  /**
   * Adds handlers for a path. A path may be added several times with different methods.
   * @throws {RouteConflictError} when another route has the same shape and method, or other parameter names; and when
   *   their patterns match the same paths and neither has more text (`{a}-{b}` and `{a}.{b}`)
   * @throws {RouteSyntaxError} when the template is malformed
   */
  route(path: string, methods: MethodRouter | MethodTable): this {
    this.add({
      template: parseTemplate(path),
      methods: methods instanceof MethodRouter ? methods : fromTable(methods),
      scopes: [],
    });
    return this;
  }

  /**
   * Adds the routes that another router has at this moment below a prefix, with its layers. Handlers see the request as it
   * came and the whole template in `cx.route`. A route `/` of the inner router answers at the prefix with and without a
   * slash at its end, unless the prefix itself ends with one. A fallback of the inner router answers below the prefix.
   * @throws {RouteConflictError} as {@link route} does, and when another router at the prefix has a fallback as well
   */
  nest(prefix: string, router: Router): this {
    parseTemplate(prefix);
    const scope = router.scope();
    for (const { template, methods, scopes } of router.entries) {
      const texts = template.text === "/" ? bothSlashes(prefix) : [joinTemplates(prefix, template.text)];
      for (const text of texts) {
        this.add({
          template: parseTemplate(text),
          methods: movedBelow(prefix, methods),
          scopes: [scope, ...scopes],
        });
      }
    }
    for (const inner of router.fallbacks) {
      this.addFallback({
        prefix: inner.prefix === undefined ? prefix : joinTemplates(prefix, inner.prefix),
        service: inner.service,
        scopes: [scope, ...inner.scopes],
      });
    }
    return this;
  }

  /**
   * Gives everything at and below a prefix to a service, which sees the path without the prefix; the request as it came
   * stays in `cx.request`. A router among such services sees its own routes with the prefix before them in `cx.route`, and
   * the prefix's parameters before its own in `cx.params`; routes that it gets later answer as well.
   */
  nestService(prefix: string, service: HttpService): this {
    const bare = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
    const strip = new StripPrefix(parseTemplate(bare === "" ? "/" : bare), service);
    for (const text of [...bothSlashes(prefix), `${bare}/{*rest}`]) {
      this.route(text, new MethodRouter().any(strip));
    }
    return this;
  }

  /**
   * Adds the routes that another router has at this moment, with its layers, and its fallback.
   * @throws {RouteConflictError} as {@link route} does, and when both have a fallback
   */
  merge(router: Router): this {
    const scope = router.scope();
    for (const entry of router.entries) this.add({ ...entry, scopes: [scope, ...entry.scopes] });
    for (const fallback of router.fallbacks) {
      this.addFallback({ ...fallback, scopes: [scope, ...fallback.scopes] });
    }
    return this;
  }

  /**
   * Answers requests that no route matches, instead of the 404.
   * @throws {RouteConflictError} when there is a fallback already
   */
  fallback(handler: RouteHandler): this {
    return this.addFallback({ prefix: undefined, service: handlerService(handler), scopes: [] });
  }

  /**
   * Wraps everything this router answers, 404 and 405 included, and also routes added later. The first layer added is the
   * outermost; it is applied once. The route is known when a layer runs: see `cx.route`.
   */
  layer(layer: HttpLayer): this {
    this.layers.push(layer);
    this.table = undefined;
    return this;
  }

  /** As {@link layer}, but only for requests that a route answers: not for 404, 405 and the automatic OPTIONS. */
  routeLayer(layer: HttpLayer): this {
    this.routeLayers.push(layer);
    this.table = undefined;
    return this;
  }

  /** Every route, in the order of adding. */
  routes(): RouteInfo[] {
    const own = countLayers(this.scope());
    return this.entries.flatMap(({ template, methods, scopes }) => {
      const layers = scopes.reduce((sum, scope) => sum + countLayers(scope), own + methods.layers.length);
      const info = (method: string, service: HttpService): RouteInfo => ({
        method,
        path: template.text,
        operation: operationOf(service),
        handler: nameOf(service),
        layers,
      });
      const rows = [...methods.handlers].map(([method, service]) => info(method, service));
      if (methods.anyHandler !== undefined) rows.push(info("*", methods.anyHandler));
      return rows;
    });
  }

  /** The table of {@link routes} as text, a line for each. */
  toString(): string {
    return formatRoutes(this.routes());
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const table = this.table ?? this.compile();
    return table.route(cx.root, req).first.call(cx, req);
  }

  private compile(): RouteTable {
    return (this.table = compileRoutes(this.scope(), this.entries, this.fallbacks));
  }

  private scope(): Scope {
    return { layers: [...this.layers], routeLayers: [...this.routeLayers] };
  }

  private add(entry: RouteEntry): void {
    // Handlers that are added to `methods` afterwards would escape the check below.
    const added = { ...entry, methods: entry.methods.copy() };
    const same = this.byShape.get(added.template.shape);
    for (const existing of same ?? []) checkConflict(existing, added);
    if (same === undefined) this.patterns.add(added.template);
    if (same === undefined) this.byShape.set(added.template.shape, [added]);
    else same.push(added);
    this.entries.push(added);
    this.table = undefined;
  }

  private addFallback(fallback: FallbackEntry): this {
    const shape = fallbackShape(fallback);
    const existing = this.fallbacks.find((other) => fallbackShape(other) === shape);
    if (existing !== undefined) throw new RouteConflictError(nameFallback(existing), nameFallback(fallback));
    this.fallbacks.push(fallback);
    this.table = undefined;
    return this;
  }
}

function countLayers({ layers, routeLayers }: Scope): number {
  return layers.length + routeLayers.length;
}

function checkConflict(existing: RouteEntry, added: RouteEntry): void {
  const [before, after] = [existing.template.text, added.template.text];
  if (before !== after) throw new RouteConflictError(before, after);
  for (const method of added.methods.handlers.keys()) {
    if (existing.methods.handlers.has(method)) {
      throw new RouteConflictError(`${method} ${before}`, `${method} ${after}`);
    }
  }
  for (const [kind, one, other] of [
    ["any method of", existing.methods.anyHandler, added.methods.anyHandler],
    ["the fallback of", existing.methods.fallbackHandler, added.methods.fallbackHandler],
  ] as const) {
    if (one !== undefined && other !== undefined) {
      throw new RouteConflictError(`${kind} ${before}`, `${kind} ${after}`);
    }
  }
}

/** Fallbacks of one shape want the same requests, with a slash at the end and without. */
function fallbackShape({ prefix }: FallbackEntry): string | undefined {
  return prefix === undefined ? undefined : parseTemplate(prefix).shape.replace(/\/$/, "");
}

function nameFallback({ prefix }: FallbackEntry): string {
  return prefix === undefined ? "the fallback" : `the fallback of ${prefix}`;
}

function fromTable(table: MethodTable): MethodRouter {
  const methods = new MethodRouter();
  for (const [method, handler] of Object.entries(table)) methods.on(method, handler);
  return methods;
}

/** The services of a prefix take off as much more as there is before it. */
function movedBelow(prefix: string, methods: MethodRouter): MethodRouter {
  if (!(methods.anyHandler instanceof StripPrefix)) return methods;
  const moved = methods.copy();
  moved.anyHandler = methods.anyHandler.below(prefix);
  return moved;
}

/** The templates at which the root of a nested router answers. */
function bothSlashes(prefix: string): string[] {
  return prefix.endsWith("/") ? [prefix] : [prefix, `${prefix}/`];
}
