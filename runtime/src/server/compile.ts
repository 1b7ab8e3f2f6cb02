import type { Layer } from "../service/layer.ts";
import { serviceFn } from "../service/service.ts";
import { HttpError } from "../http/problem.ts";
import { HttpResponse } from "../http/response.ts";
import type { MethodRouter } from "./method-router.ts";
import type { FallbackEntry, RouteEntry, Scope } from "./route-entry.ts";
import { malformed, Next, none, notFound, PathTargets, RouteTable, Target } from "./route-table.ts";
import { parseTemplate } from "./template.ts";
import type { HttpLayer, HttpService } from "./types.ts";

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

  table.notFound = outermost.target("", none, notFound);
  table.malformed = outermost.target("", none, malformed);
  const allow = allowOf(entries);
  table.wholeServer = outermost.target(
    "",
    none,
    serviceFn(() => new HttpResponse(204, ["allow", allow])),
  );
  for (const { prefix, service, scopes } of fallbacks) {
    const target = placeOf(scopes).target("", none, service);
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
    targets ??= new PathTargets(template, place.target(text, names, methodNotAllowed(allow)));
    for (const [method, service] of methods.handlers) {
      targets.byMethod.set(method, place.route(text, names, service));
    }
    if (methods.fallbackHandler !== undefined) {
      targets.other = place.target(text, names, methods.fallbackHandler);
      targets.refuses = false;
    }
  }
  for (const { template, methods, scopes } of entries) {
    // It takes every method, so a fallback beside it is never needed.
    if (methods.anyHandler === undefined || targets === undefined) continue;
    const place = placeOf(scopes).enter(methods, { layers: methods.layers, routeLayers: [] });
    targets.other = place.route(template.text, template.names, methods.anyHandler);
    targets.refuses = false;
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
  for (const target of [...targets.byMethod.values(), targets.other]) target.allow = allow;
  const get = targets.byMethod.get("GET");
  if (get !== undefined && !targets.byMethod.has("HEAD")) targets.byMethod.set("HEAD", get);
  const [first] = entries;
  if (first === undefined || targets.byMethod.has("OPTIONS")) return;
  const place = placeOf(first.scopes).enter(first.methods, { layers: first.methods.layers, routeLayers: [] });
  const options = serviceFn(() => new HttpResponse(204, ["allow", allow]));
  const target = place.target(first.template.text, first.template.names, options);
  target.allow = allow;
  targets.byMethod.set("OPTIONS", target);
}

/** Also for methods that no route has, where RFC 9110 §9.1 suggests 501: strangers shall not make errors of a server. */
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
