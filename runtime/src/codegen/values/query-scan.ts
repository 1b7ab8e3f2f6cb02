import { decodeQueryValue, splitQuery } from "../../http/query.ts";
import { duplicate, malformed } from "./defect.ts";
import type { Defect } from "./defect.ts";

const ampersand = "&";
const equalsSign = 61;

/** Longer queries are split once and looked up; shorter ones are scanned in place, which allocates nothing. */
const scanned = 256;

/**
 * The raw value of a scalar parameter of a query or a form; undefined when absent. A name without "=" has the value "".
 * @throws {HttpError} 400 when there are too many parameters
 */
export function rawScalar(query: string, name: string): string | Defect | undefined {
  const length = query.length;
  if (length > scanned) return longScalar(query, name);
  const escaped = hasEscapes(query);
  let found: string | undefined;
  let start = 0;
  while (start < length) {
    let end = query.indexOf(ampersand, start);
    if (end === -1) end = length;
    const value = valueOf(query, name, start, end, escaped);
    if (value !== undefined) {
      if (found !== undefined) return duplicate;
      found = value;
    }
    start = end + 1;
  }
  return found;
}

/**
 * The raw values of all parameters of a name, in order; undefined when there is none.
 * @throws {HttpError} 400 when there are too many parameters
 */
export function rawList(query: string, name: string): readonly string[] | undefined {
  const length = query.length;
  if (length > scanned) return pairsOf(query).get(name);
  const escaped = hasEscapes(query);
  let found: string[] | undefined;
  let start = 0;
  while (start < length) {
    let end = query.indexOf(ampersand, start);
    if (end === -1) end = length;
    const value = valueOf(query, name, start, end, escaped);
    if (value !== undefined) {
      if (found === undefined) found = [value];
      else found.push(value);
    }
    start = end + 1;
  }
  return found;
}

function hasEscapes(query: string): boolean {
  return query.includes("%") || query.includes("+");
}

/**
 * The raw value of the part between `start` and `end`; undefined when it is of another name.
 * @param escaped whether names may be written with escapes
 */
function valueOf(
  query: string,
  name: string,
  start: number,
  end: number,
  escaped: boolean,
): string | undefined {
  if (query.startsWith(name, start) && !(escaped && hasEscapes(name))) {
    const after = start + name.length;
    if (after === end) return "";
    if (query.charCodeAt(after) === equalsSign) return query.slice(after + 1, end);
  }
  if (!escaped) return undefined;
  let equals = query.indexOf("=", start);
  if (equals === -1 || equals > end) equals = end;
  // An escaped name is longer than the plain one, except that "+" is a space.
  if (equals - start < name.length) return undefined;
  const rawName = query.slice(start, equals);
  if (!rawName.includes("%") && !rawName.includes("+")) return undefined;
  return decodeQueryValue(rawName) === name ? query.slice(equals + 1, end) : undefined;
}

let lastQuery = "";
let lastPairs: ReadonlyMap<string, readonly string[]> = new Map();

/** Raw values by decoded name. The last query is remembered: its parameters are asked for one after the other. */
export function pairsOf(query: string): ReadonlyMap<string, readonly string[]> {
  if (query === lastQuery) return lastPairs;
  const pairs = new Map<string, string[]>();
  for (const { name, value } of splitQuery(query)) {
    const decoded = decodeQueryValue(name);
    if (decoded === undefined) continue;
    const values = pairs.get(decoded);
    if (values === undefined) pairs.set(decoded, [value]);
    else values.push(value);
  }
  lastQuery = query;
  lastPairs = pairs;
  return pairs;
}

function longScalar(query: string, name: string): string | Defect | undefined {
  const values = pairsOf(query).get(name);
  return values === undefined || values.length === 1 ? values?.[0] : duplicate;
}

/** Decodes one raw value. */
export function decoded(raw: string): string | Defect {
  return decodeQueryValue(raw) ?? malformed;
}
