import { decodeQueryValue } from "../../http/query.ts";
import { own, setOwn } from "../check/json.ts";
import { decodeAll, decodeExploded, splitList, splitPairs } from "./delimited.ts";
import type { Fields } from "./delimited.ts";
import { duplicate, isDefect, malformed, misplaced, tooDeep } from "./defect.ts";
import type { Defect } from "./defect.ts";
import { decoded, pairsOf, rawList, rawScalar } from "./query-scan.ts";

/** Styles of parameters in queries and forms (OpenAPI 3.1 §4.8.12.3). */
export type QueryStyle = "form" | "spaceDelimited" | "pipeDelimited" | "tabDelimited" | "deepObject";

/** A deepObject as text; what it should be is said by the contract and not by the brackets. */
export type DeepFields = { [name: string]: DeepValue };
/** What one name of a deepObject holds. */
export type DeepValue = string | string[] | DeepFields;

const separators: { readonly [style in QueryStyle]: string | RegExp } = {
  form: ",",
  spaceDelimited: /%20|\+/,
  pipeDelimited: /\||%7c/i,
  tabDelimited: /%09/,
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
    return values === undefined ? undefined : decodeExploded(values, decodeQueryValue);
  }
  const raw = rawScalar(query, name);
  return typeof raw === "string" ? splitList(raw, separators[style], decodeQueryValue) : raw;
}

/**
 * An object: `a=1&b=2` when exploded, else `n=a,1,b,2` with the separator of the style.
 *
 * @param names When exploded: its declared properties; undefined takes every parameter.
 * @param except When exploded: names of parameters that are not its properties; `n[` stands for all that begin so.
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
    if (isAmong(property, except)) continue;
    const value = queryScalar(query, property);
    if (value === undefined) continue;
    if (typeof value === "object") return value;
    setOwn(fields, property, value);
    found = true;
  }
  // Of an empty object nothing is left but the parameter's own name with an empty text.
  const [only, ...others] = Object.keys(fields);
  if (only === name && others.length === 0 && fields[name] === "") return {};
  return found || rawScalar(query, name) === "" ? fields : undefined;
}

/** Whether a name is in a list, where `n[` stands for all names that begin so. */
export function isAmong(name: string, list: readonly string[]): boolean {
  return list.some((one) => one === name || (one.endsWith("[") && name.startsWith(one)));
}

/** Levels of brackets in a deepObject, unless the contract declares more. */
const maxDepth = 5;

/**
 * A deepObject: `n[a]=1&n[b][c]=2`. A name that comes twice, or ends with `[]`, holds a list; `n[]=1` is one as a whole.
 *
 * @param depth Most levels of brackets.
 */
export function queryDeep(
  query: string,
  name: string,
  depth: number = maxDepth,
): DeepFields | string[] | Defect | undefined {
  if (query === "") return undefined;
  const prefix = name + "[";
  // The parameter is a property of `top`, so that it is found like any other.
  const top: DeepFields = {};
  for (const [key, raws] of pairsOf(query)) {
    if (!key.startsWith(prefix) || !key.endsWith("]")) continue;
    const path = key.slice(prefix.length, -1).split("][");
    const isList = path.at(-1) === "";
    if (isList) path.pop();
    if (path.length > depth) return tooDeep;
    if (path.some((part) => part === "" || part.includes("[") || part.includes("]"))) return misplaced;
    const values = decodeAll(raws, decodeQueryValue);
    if (isDefect(values)) return malformed;
    path.unshift(name);
    const place = descend(top, path);
    const last = path.at(-1) ?? "";
    if (place === undefined || own(place, last) !== undefined) return duplicate;
    setOwn(place, last, isList || values.length > 1 ? values : values[0]);
  }
  return own(top, name) as DeepFields | string[] | undefined;
}

/** The object that holds the last name of a path; undefined when a text or a list stands in its way. */
function descend(root: DeepFields, path: readonly string[]): DeepFields | undefined {
  let place = root;
  for (const name of path.slice(0, -1)) {
    let next = own(place, name) as DeepValue | undefined;
    if (next === undefined) setOwn(place, name, (next = {}));
    if (typeof next === "string" || Array.isArray(next)) return undefined;
    place = next;
  }
  return place;
}
