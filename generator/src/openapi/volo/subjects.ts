import type { ParameterSource } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import { didYouMean } from "../../source/suggest.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { text } from "../context.ts";
import { numeric } from "./numeric.ts";
import type { Subjects } from "./assertions.ts";
import { unknownName } from "./assertions.ts";

interface Place {
  readonly value: JsonData;
  readonly span: NodeSpan;
}

/** The default of a schema, or of the one that it refers to. */
function defaultOf(cx: Context, place: Place): JsonData | undefined {
  const own = isObject(place.value) ? getOwn(place.value, "default") : undefined;
  if (own !== undefined && isObject(place.value)) return asRead(place.value, own);
  const behind = cx.references.follow(place.value, place.span)?.value;
  const value = isObject(behind) ? getOwn(behind, "default") : undefined;
  return value === undefined || !isObject(behind) ? undefined : asRead(behind, value);
}

/** Conditions see numbers, also where these are written as digits in a string. */
function asRead(schema: JsonObject, value: JsonData): JsonData {
  return getOwn(schema, "x-volo-text") === "write" ? numeric(value) : value;
}

/** What is inside a schema at a name; `"any"` when it lets any names in; otherwise the names that it knows. */
function inside(cx: Context, place: Place, name: string): Place | "any" | readonly string[] {
  const node = cx.references.follow(place.value, place.span);
  if (node === undefined || !isObject(node.value)) return "any";
  const properties = getOwn(node.value, "properties");
  if (!isObject(properties)) return "any";
  const found = getOwn(properties, name);
  if (found !== undefined) return { value: found, span: childSpan(childSpan(node.span, "properties"), name) };
  const { value } = node;
  const others = ["allOf", "anyOf", "oneOf", "patternProperties", "additionalProperties"];
  return others.some((word) => getOwn(value, word) !== undefined) ? "any" : Object.keys(properties);
}

/** The default of what names lead to inside a schema; fails where the schema has no such property. */
function follow(
  cx: Context,
  root: Place,
  names: readonly string[],
  fail: (hint: string | undefined) => never,
): JsonData | undefined {
  let place = root;
  for (const name of names) {
    const next = inside(cx, place, name);
    if (next === "any") return undefined;
    if (!("span" in next)) return fail(didYouMean(name, next));
    place = next;
  }
  return defaultOf(cx, place);
}

/** Conditions of a schema speak of its properties. */
export function schemaSubjects(cx: Context, value: JsonObject, span: NodeSpan): Subjects {
  return {
    find: (names, start, end) => ({
      path: { from: "self", keys: names },
      otherwise: follow(cx, { value, span }, names, (hint) => unknownName(names, start, end, hint)),
    }),
  };
}

const sources = ["path", "query", "header", "cookie"] as const;

/** Conditions of an operation speak of `query.limit`, `path.id` …, and of `body`. */
export function operationSubjects(
  cx: Context,
  value: JsonObject,
  span: NodeSpan,
  outer: readonly { readonly source: ParameterSource; readonly name: string; readonly default?: JsonData }[],
): Subjects {
  const body = bodyOf(cx, value, span);
  const list = getOwn(value, "parameters");
  const at = childSpan(span, "parameters");
  const own = new Map<string, Place | undefined>();
  for (const [i, item] of (isArray(list) ? list : []).entries()) {
    const node = cx.references.follow(item, childSpan(at, i));
    if (node === undefined || !isObject(node.value)) continue;
    const name = `${text(node.value, "in") ?? ""} ${text(node.value, "name") ?? ""}`;
    const schema = getOwn(node.value, "schema");
    own.set(name, schema === undefined ? undefined : { value: schema, span: childSpan(node.span, "schema") });
  }
  return {
    find(names, start, end) {
      const [from, name, ...keys] = names;
      const fail = (hint: string | undefined): never => unknownName(names, start, end, hint);
      if (from === "body" && body !== undefined) {
        return {
          path: { from: "body", keys: names.slice(1) },
          otherwise: follow(cx, body, names.slice(1), fail),
        };
      }
      const source = sources.find((one) => one === from);
      if (source === undefined || name === undefined)
        return fail("conditions of an operation speak of path.x, query.x, header.x, cookie.x and body");
      const path = { from: "parameter", source, name, keys } as const;
      const place = own.get(`${source} ${name}`);
      if (place !== undefined) return { path, otherwise: follow(cx, place, keys, fail) };
      const known = outer.find((one) => one.source === source && one.name === name);
      if (known === undefined && !own.has(`${source} ${name}`)) {
        const there = outer.filter((one) => one.source === source).map((one) => `${source}.${one.name}`);
        return fail(didYouMean(`${source}.${name}`, there));
      }
      return { path, otherwise: keys.length === 0 ? known?.default : undefined };
    },
  };
}

/** The schema of an operation's body, of its first media type. */
function bodyOf(cx: Context, value: JsonObject, span: NodeSpan): Place | undefined {
  const body = getOwn(value, "requestBody");
  const node = body === undefined ? undefined : cx.references.follow(body, childSpan(span, "requestBody"));
  const contents = node !== undefined && isObject(node.value) ? getOwn(node.value, "content") : undefined;
  if (node === undefined || !isObject(contents)) return undefined;
  const at = childSpan(node.span, "content");
  for (const [mediaType, content] of Object.entries(contents)) {
    const schema = isObject(content) ? getOwn(content, "schema") : undefined;
    if (schema !== undefined) return { value: schema, span: childSpan(childSpan(at, mediaType), "schema") };
  }
  return { value: true, span: at };
}
