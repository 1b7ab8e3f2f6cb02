import type { MatchedRoute, ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import { decodePathValue } from "../http/query.ts";
import type { HttpRequest } from "../http/request.ts";
import { HttpResponse } from "../http/response.ts";
import type { Layer } from "../service/layer.ts";
import { serviceFn } from "../service/service.ts";
import type { Awaitable } from "../service/service.ts";
import type { MethodRouter } from "./method-router.ts";
import type { FallbackEntry, RouteEntry, Scope } from "./route-entry.ts";
import { RouteTree } from "./route-tree.ts";
import { parseTemplate } from "./template.ts";
import type { HttpLayer, HttpService } from "./types.ts";

/**
 * What answers one method of one route: the layers around it, outermost first, and its endpoint. Every layer was applied
 * once, for all routes of its scope, so what it wraps is not the next service but a {@link Next}, which looks up the next
 * one of the request's own chain.
 */
class Target implements MatchedRoute {
  readonly template: string;
  readonly names: readonly string[];
  readonly chain: readonly HttpService[];
  readonly first: HttpService;
  readonly table: RouteTable;

  constructor(table: RouteTable, names: readonly string[], template: string, chain: readonly HttpService[]) {
    this.table = table;
    this.template = template;
    this.names = names;
    this.chain = chain;
    this.first = chain[0] ?? notFound;
  }
}

/** Calls the service after a place in the chain of the request's target. */
class Next implements HttpService {
  private readonly table: RouteTable;
  private readonly index: number;

  constructor(table: RouteTable, place: number) {
    this.table = table;
    this.index = place + 1;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const matched = cx.root.matched;
    // Another router that ran inside may have left its own match, when a layer calls for the second time.
    const target =
      matched instanceof Target && matched.table === this.table ? matched : this.table.find(cx.root, req);
    return (target.chain[this.index] ?? notFound).call(cx, req);
  }
}

/** The targets of one path, by method. */
class PathTargets {
  readonly byMethod: Map<string, Target> = new Map();
  other: Target;

  constructor(other: Target) {
    this.other = other;
  }
}

const noNames: readonly string[] = [];

function isDecodable(raw: string): boolean {
  return decodePathValue(raw) !== undefined;
}

const notFound: HttpService = serviceFn(() => {
  throw new HttpError(404);
});

const malformed: HttpService = serviceFn(() => {
  throw new HttpError(400, "The path has a malformed escape.");
});

/** A router's routes with all layers applied. */
export class RouteTable {
  readonly paths: RouteTree<PathTargets> = new RouteTree();
  readonly fallbacks: RouteTree<Target> = new RouteTree();
  notFound: Target = new Target(this, noNames, "", [notFound]);
  malformed: Target = new Target(this, noNames, "", [malformed]);
  /** Answers `OPTIONS *`, which asks about the server as a whole (RFC 9110 §9.3.7). */
  wholeServer: Target = this.notFound;

  /** Finds the target of a request and leaves the path's raw parameters on its context. */
  find(root: ServerContext, req: HttpRequest): Target {
    const fixed = this.paths.fixed(req.path);
    if (fixed !== undefined) {
      // Those of a router around this one are not the route's.
      root.params = noNames;
      return fixed.byMethod.get(req.method) ?? fixed.other;
    }
    const params: string[] = [];
    const found = this.paths.match(req.path, params);
    if (found === undefined) {
      params.length = 0;
      if (req.path === "*" && req.method === "OPTIONS") return this.wholeServer;
      return this.fallbacks.match(req.path, params) ?? this.notFound;
    }
    root.params = params;
    if (req.path.includes("%") && !params.every(isDecodable)) return this.malformed;
    return found.byMethod.get(req.method) ?? found.other;
  }
}

/** Where a scope stands in the chain: its layers, and after them its route layers, each applied once. */
class Place {
  private readonly table: RouteTable;
  private readonly depth: number;
  private readonly before: readonly HttpService[];
  private readonly beforeRoute: readonly HttpService[];
  private readonly inner: Map<Scope | MethodRouter, Place> = new Map();

  constructor(table: RouteTable, scope: Scope, outer?: Place) {
    this.table = table;
    let depth = outer?.depth ?? 0;
    const before = [...(outer?.before ?? [])];
    const beforeRoute = [...(outer?.beforeRoute ?? [])];
    if (scope.layers.length > 0) {
      const wrapped = applyLayers(scope.layers, new Next(table, depth++));
      before.push(wrapped);
      beforeRoute.push(wrapped);
    }
    if (scope.routeLayers.length > 0) {
      const next = new Next(table, depth++);
      before.push(next);
      beforeRoute.push(applyLayers(scope.routeLayers, next));
    }
    this.depth = depth;
    this.before = before;
    this.beforeRoute = beforeRoute;
  }

  /** The place of a scope inside this one; the same one for each of its routes. */
  enter(key: Scope | MethodRouter, scope: Scope): Place {
    let place = this.inner.get(key);
    if (place === undefined) this.inner.set(key, (place = new Place(this.table, scope, this)));
    return place;
  }

  /** A target that route layers do not see. */
  target(template: string, names: readonly string[], endpoint: HttpService): Target {
    return new Target(this.table, names, template, [...this.before, endpoint]);
  }

  route(template: string, names: readonly string[], endpoint: HttpService): Target {
    return new Target(this.table, names, template, [...this.beforeRoute, endpoint]);
  }
}

/** The first layer is the outermost. */
function applyLayers(layers: readonly HttpLayer[], service: HttpService): HttpService {
  return layers.reduceRight<HttpService>(
    (inner, layer) => (layer as Layer<HttpService>).layer(inner),
    service,
  );
}

/** Applies every layer and arranges routes for {@link RouteTable.find}. */
export function compileRoutes(
  scope: Scope,
  entries: readonly RouteEntry[],
  fallbacks: readonly FallbackEntry[],
): RouteTable {
  const table = new RouteTable();
  const outermost = new Place(table, scope);
  const placeOf = (scopes: readonly Scope[]): Place =>
    scopes.reduce((place, inner) => place.enter(inner, inner), outermost);

  table.notFound = outermost.target("", noNames, notFound);
  table.malformed = outermost.target("", noNames, malformed);
  const allow = allowOf(entries);
  table.wholeServer = outermost.target(
    "",
    noNames,
    serviceFn(() => new HttpResponse(204, ["allow", allow])),
  );
  for (const { prefix, service, scopes } of fallbacks) {
    const target = placeOf(scopes).target("", noNames, service);
    if (prefix === undefined) table.notFound = target;
    else for (const text of templatesBelow(prefix)) table.fallbacks.set(parseTemplate(text), target);
  }

  const byPath = new Map<string, RouteEntry[]>();
  for (const entry of entries) {
    const same = byPath.get(entry.template.text);
    if (same === undefined) byPath.set(entry.template.text, [entry]);
    else same.push(entry);
  }
  for (const same of byPath.values()) {
    const [first] = same;
    if (first !== undefined) table.paths.set(first.template, compilePath(same, placeOf));
  }
  return table;
}

function templatesBelow(prefix: string): string[] {
  const bare = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  return prefix.endsWith("/") ? [prefix, `${bare}/{*rest}`] : [prefix, `${prefix}/`, `${bare}/{*rest}`];
}

function compilePath(
  entries: readonly RouteEntry[],
  placeOf: (scopes: readonly Scope[]) => Place,
): PathTargets {
  const allow = allowOf(entries);
  let targets: PathTargets | undefined;
  for (const { template, methods, scopes } of entries) {
    const { text, names } = template;
    const place = placeOf(scopes).enter(methods, { layers: methods.layers, routeLayers: [] });
    targets ??= new PathTargets(place.target(text, names, methodNotAllowed(allow)));
    for (const [method, service] of methods.handlers) {
      targets.byMethod.set(method, place.route(text, names, service));
    }
    if (methods.fallbackHandler !== undefined) {
      targets.other = place.target(text, names, methods.fallbackHandler);
    }
  }
  for (const { template, methods, scopes } of entries) {
    // It takes every method, so a fallback beside it is never needed.
    if (methods.anyHandler === undefined || targets === undefined) continue;
    const place = placeOf(scopes).enter(methods, { layers: methods.layers, routeLayers: [] });
    targets.other = place.route(template.text, template.names, methods.anyHandler);
  }
  if (targets === undefined) throw new Error("unreachable: a path has at least one entry");
  addAutomatic(targets, entries, placeOf, allow);
  return targets;
}

/** HEAD is GET without a body (the adapter leaves it out); OPTIONS tells what is allowed. */
function addAutomatic(
  targets: PathTargets,
  entries: readonly RouteEntry[],
  placeOf: (scopes: readonly Scope[]) => Place,
  allow: string,
): void {
  if (entries.some(({ methods }) => methods.anyHandler !== undefined)) return;
  const get = targets.byMethod.get("GET");
  if (get !== undefined && !targets.byMethod.has("HEAD")) targets.byMethod.set("HEAD", get);
  const [first] = entries;
  if (first === undefined || targets.byMethod.has("OPTIONS")) return;
  const place = placeOf(first.scopes).enter(first.methods, { layers: first.methods.layers, routeLayers: [] });
  const options = serviceFn(() => new HttpResponse(204, ["allow", allow]));
  targets.byMethod.set("OPTIONS", place.target(first.template.text, first.template.names, options));
}

function methodNotAllowed(allow: string): HttpService {
  return serviceFn(() => {
    throw new HttpError(405, undefined, { headers: { allow } });
  });
}

/** In the order of adding; HEAD after GET, OPTIONS last. */
function allowOf(entries: readonly RouteEntry[]): string {
  const methods = new Set<string>();
  for (const entry of entries) {
    for (const method of entry.methods.handlers.keys()) {
      methods.add(method);
      if (method === "GET") methods.add("HEAD");
    }
  }
  methods.delete("OPTIONS");
  return [...methods, "OPTIONS"].join(", ");
}
