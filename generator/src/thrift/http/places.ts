import type { FieldBinding, FieldPlace, FieldSource } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import type { PathPart } from "../../ir/operation.ts";
import { parametersOf } from "./path.ts";
import type { Route } from "./routes.ts";

/** How a method is called, as far as the places of its fields depend on it. */
export interface Call {
  readonly routes: readonly Route[];
  /** Parameters of all routes, by name. */
  readonly pathNames: ReadonlyMap<string, PathPart>;
  /** Of the route that clients use. */
  readonly ownNames: ReadonlySet<string>;
  /** Of every route. */
  readonly commonNames: ReadonlySet<string>;
  /** No route is sent with a body. */
  readonly bodiless: boolean;
  /** The route that clients use is sent without a body. */
  readonly ownBodiless: boolean;
  /** Where fields without annotations are: `both` when some routes have them in the query, others in the body. */
  readonly fallback: "query" | "body" | "both";
}

/** Methods whose requests no client of a browser or of `fetch` sends a body with. */
const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD", "TRACE"]);
/** Methods whose fields are in the query unless they say otherwise. */
const queried: ReadonlySet<string> = new Set([...bodiless, "DELETE"]);

/** How a method of these routes, of which there is one at least, is called. */
export function callOf(routes: readonly Route[]): Call {
  const names = routes.map(({ path }) => parametersOf(path));
  const [own = []] = names;
  const all = names.flat();
  const inQuery = routes.filter(({ method }) => queried.has(method)).length;
  return {
    routes,
    pathNames: new Map(all.toReversed().map((part) => [part.name, part])),
    ownNames: new Set(own.map(({ name }) => name)),
    commonNames: namedInAll(names),
    bodiless: routes.every(({ method }) => bodiless.has(method)),
    ownBodiless: routes[0] !== undefined && bodiless.has(routes[0].method),
    fallback: inQuery === routes.length ? "query" : inQuery === 0 ? "body" : "both",
  };
}

function namedInAll(names: readonly (readonly { readonly name: string }[])[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { name } of names.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set([...counts].flatMap(([name, count]) => (count === names.length ? [name] : [])));
}

/** The order in which places are looked through. */
const order: readonly FieldSource[] = [
  "path",
  "form",
  "query",
  "cookie",
  "header",
  "body",
  "raw_body",
  "raw_uri",
];

/**
 * The places of a request in which a field is looked for, in order; empty: it is no part of the request, which a diagnostic
 * has said.
 */
export function requestPlaces(cx: ThriftContext, binding: FieldBinding, call: Call): readonly FieldPlace[] {
  const stated = binding.places.filter(({ source }) => source !== "http_code");
  if (stated.length === 0) return fallbackPlaces(cx, binding, call);
  const [last] = stated.slice(-1);
  const wanted = cx.options.compat === "kitex" && last !== undefined ? [last] : stated;
  const there = wanted.filter((place) => {
    if (place.source !== "path" || call.pathNames.has(place.name)) return true;
    cx.diagnostics.add(
      "VG3453",
      `no route has the path parameter \`${place.name}\`${wanted.length > 1 ? "" : ": the field is left out"}`,
      { span: place.span },
    );
    return false;
  });
  return there.length === 0 ? [] : withoutBody(cx, binding, call, inOrder(there));
}

function inOrder(places: readonly FieldPlace[]): readonly FieldPlace[] {
  return order.flatMap((source) => places.filter((place) => place.source === source));
}

function fallbackPlaces(cx: ThriftContext, binding: FieldBinding, call: Call): readonly FieldPlace[] {
  const at = (source: FieldSource): FieldPlace => ({
    source,
    name: binding.bodyName,
    span: binding.field.name.span,
  });
  if (cx.options.compat === "hertz") {
    return call.bodiless ? [at("query")] : [at("form"), at("query"), at("body")];
  }
  if (cx.options.compat === "kitex") return withoutBody(cx, binding, call, [at("body")]);
  return call.fallback === "both" ? [at("query"), at("body")] : [at(call.fallback)];
}

/** Takes what would be in a body from the query where clients send none. */
function withoutBody(
  cx: ThriftContext,
  binding: FieldBinding,
  call: Call,
  places: readonly FieldPlace[],
): readonly FieldPlace[] {
  const inBody = places.filter(({ source }) => source === "body" || source === "form");
  const elsewhere = places.filter((place) => !inBody.includes(place));
  const [first] = inBody;
  if (!call.ownBodiless || first === undefined) return places;
  if (elsewhere.length > 0) return call.bodiless ? elsewhere : places;
  cx.diagnostics.add(
    "VG3450",
    `${call.routes[0]?.method ?? ""} is sent without a body: \`${binding.field.name.text}\` is read from the query`,
    { span: first.span },
  );
  const query: FieldPlace = { ...first, source: "query" };
  return call.bodiless ? [query] : inOrder([...places, query]);
}
