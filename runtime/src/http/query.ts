import { HttpError } from "./problem.ts";

/** One `name=value` of a query or a form, undecoded. */
export interface QueryPair {
  readonly name: string;
  /** "" for a name without "=". */
  readonly value: string;
}

/** Most parameters that a query or a form may have, unless the server says otherwise. */
const queryParameterLimit = 1000;

/**
 * Splits a query (or a form body) at "&" and the first "=" of each part; decodes nothing.
 * @throws {HttpError} 400 when there are more than `limit` parts
 */
export function splitQuery(query: string, limit: number = queryParameterLimit): QueryPair[] {
  const pairs: QueryPair[] = [];
  const length = query.length;
  let start = 0;
  while (start < length) {
    let end = query.indexOf("&", start);
    if (end === -1) end = length;
    if (end > start) {
      if (pairs.length === limit) throw new HttpError(400, `There are more than ${limit} parameters.`);
      const equals = query.indexOf("=", start);
      if (equals === -1 || equals > end) pairs.push({ name: query.slice(start, end), value: "" });
      else pairs.push({ name: query.slice(start, equals), value: query.slice(equals + 1, end) });
    }
    start = end + 1;
  }
  return pairs;
}

/**
 * Decodes one name or value of a query or a form: "+" is a space, %XX is UTF-8.
 * @returns undefined when an escape is malformed or is not UTF-8
 */
export function decodeQueryValue(raw: string): string | undefined {
  const spaced = raw.includes("+") ? raw.replaceAll("+", " ") : raw;
  return decodePercent(spaced);
}

/**
 * Decodes %XX as UTF-8, once.
 * @returns undefined when an escape is malformed or is not UTF-8
 */
export function decodePercent(raw: string): string | undefined {
  if (!raw.includes("%")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

/**
 * Decodes one raw value of a path, once: %2F stays inside the value.
 * @returns undefined when an escape is malformed or is not UTF-8, and when there is a NUL or another control character
 */
export function decodePathValue(raw: string): string | undefined {
  const value = decodePercent(raw);
  return value === undefined || (value !== raw && controlCharacter.test(value)) ? undefined : value;
}

// Raw controls never get here: the HTTP parser refuses them.
// oxlint-disable-next-line no-control-regex
const controlCharacter = /[\u0000-\u001f\u007f]/;
