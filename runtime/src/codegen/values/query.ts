import { decodeQueryValue } from "../../http/query.ts";
import { own, setOwn } from "../check/json.ts";
import { decodeAll, splitList, splitPairs } from "./delimited.ts";
import type { Fields } from "./delimited.ts";
import { isDefect, malformed, tooDeep, duplicate } from "./defect.ts";
import type { Defect } from "./defect.ts";
import { decoded, pairsOf, rawList, rawScalar } from "./query-scan.ts";

/** Styles of parameters in queries and forms (OpenAPI 3.1 §4.8.12.3). */
export type QueryStyle = "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";

/** A deepObject as text; what it should be is said by the contract and not by the brackets. */
export type DeepFields = { [name: string]: string | string[] | DeepFields };

const separators: { readonly [style in QueryStyle]: string | RegExp } = {
  form: ",",
  spaceDelimited: /%20|\+/,
  pipeDelimited: /\||%7c/i,
  deepObject: ",",
};

/** A scalar, decoded. */
export function queryScalar(query: string, name: string): string | Defect | undefined {
  if (query === "") return undefined;
  const raw = rawScalar(query, name);
  return typeof raw === "string" && (raw.includes("%") || raw.includes("+")) ? decoded(raw) : raw;
}

/** An array: `n=a&n=b` when exploded, else `n=a,b` with the separator of the style. */
export function queryList(
  query: string,
  name: string,
  style: QueryStyle,
  explode: boolean,
): string[] | Defect | undefined {
  if (query === "") return undefined;
  if (explode) {
    const values = rawList(query, name);
    return values === undefined ? undefined : decodeAll(values, decodeQueryValue);
  }
  const raw = rawScalar(query, name);
  return typeof raw === "string" ? splitList(raw, separators[style], decodeQueryValue) : raw;
}

/**
 * An object: `a=1&b=2` when exploded, else `n=a,1,b,2` with the separator of the style.
 *
 * @param names When exploded: its declared properties; undefined takes every parameter.
 * @param except When exploded: names of parameters that are not its properties.
 */
export function queryFields(
  query: string,
  name: string,
  style: QueryStyle,
  explode: boolean,
  names: readonly string[] | undefined,
  except: readonly string[],
): Fields | Defect | undefined {
  if (query === "") return undefined;
  if (!explode) {
    const raw = rawScalar(query, name);
    return typeof raw === "string" ? splitPairs(raw, separators[style], decodeQueryValue) : raw;
  }
  const fields: Fields = {};
  let found = false;
  for (const property of names ?? pairsOf(query).keys()) {
    if (except.includes(property)) continue;
    const value = queryScalar(query, property);
    if (value === undefined) continue;
    if (typeof value === "object") return value;
    setOwn(fields, property, value);
    found = true;
  }
  return found ? fields : undefined;
}

/** Levels of brackets in a deepObject. */
const maxDepth = 5;

/**
 * A deepObject: `n[a]=1&n[b][c]=2`. A name that comes twice, or ends with `[]`, holds a list.
 */
export function queryDeep(query: string, name: string): DeepFields | Defect | undefined {
  if (query === "") return undefined;
  let root: DeepFields | undefined;
  const prefix = name + "[";
  for (const [key, raws] of pairsOf(query)) {
    if (!key.startsWith(prefix) || !key.endsWith("]")) continue;
    const path = key.slice(prefix.length, -1).split("][");
    const isList = path.length > 1 && path.at(-1) === "";
    if (isList) path.pop();
    if (path.length > maxDepth) return tooDeep;
    const values = decodeAll(raws, decodeQueryValue);
    if (isDefect(values)) return malformed;
    root ??= {};
    const place = descend(root, path);
    const last = path.at(-1) ?? "";
    if (place === undefined || own(place, last) !== undefined) return duplicate;
    setOwn(place, last, isList || values.length > 1 ? values : values[0]);
  }
  return root;
}

/** The object that holds the last name of a path; undefined when a text stands in its way. */
function descend(root: DeepFields, path: readonly string[]): DeepFields | undefined {
  let place = root;
  for (const name of path.slice(0, -1)) {
    let next = own(place, name) as DeepFields[string] | undefined;
    if (next === undefined) setOwn(place, name, (next = {}));
    if (typeof next === "string" || Array.isArray(next)) return undefined;
    place = next;
  }
  return place;
}
