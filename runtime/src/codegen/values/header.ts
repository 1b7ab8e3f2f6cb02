import { cookieValue, parseCookies } from "../../http/cookie.ts";
import { decodePercent } from "../../http/query.ts";
import { malformed } from "./defect.ts";
import type { Defect } from "./defect.ts";
import { decodeExploded, splitAssignments, splitList, splitPairs } from "./delimited.ts";
import type { Fields } from "./delimited.ts";
import { joinedList } from "./joined.ts";
import type { JoinedStyle } from "./joined.ts";
import { setOwn } from "../check/json.ts";

/** Header fields are never percent-encoded (OpenAPI 3.2 §4.12.3), only surrounded by white space. */
function trimmed(raw: string): string {
  return raw.trim();
}

/** An array in a header field: `a,b`, or with the separator of the style. */
export function headerList(raw: string, style: JoinedStyle = "simple"): string[] {
  return joinedList(raw, style);
}

/** An object in a header field: `k,v,k2,v2`, or `k=v,k2=v2` when exploded. */
export function headerFields(raw: string, explode: boolean): Fields | Defect {
  return explode ? splitAssignments(raw, ",", trimmed) : splitPairs(raw, ",", trimmed);
}

/** `form` cookies are percent-encoded, `cookie` ones are not (OpenAPI 3.2 §4.12.3). */
export type CookieStyle = "form" | "cookie";

function plain(raw: string): string {
  return raw;
}

function decoder(style: CookieStyle): (raw: string) => string | undefined {
  return style === "form" ? decodePercent : plain;
}

/** A scalar in a cookie. */
export function cookieScalar(header: string, name: string, style: CookieStyle): string | Defect | undefined {
  const raw = cookieValue(header, name);
  return raw === undefined ? undefined : (decoder(style)(raw) ?? malformed);
}

/** An array in cookies: `n=a,b`, or a cookie for each element when exploded. */
export function cookieList(
  header: string,
  name: string,
  style: CookieStyle,
  explode: boolean,
): string[] | Defect | undefined {
  if (!explode) {
    const raw = cookieValue(header, name);
    return raw === undefined ? undefined : splitList(raw, ",", decoder(style));
  }
  const raws = explodedCookies(header, style).filter(([key]) => key === name);
  if (raws.length === 0) return undefined;
  return decodeExploded(
    raws.map(([, value]) => value),
    decoder(style),
  );
}

/**
 * The cookies of a `cookie` field. RFC 6570, which defines the style `form`, joins exploded values by "&", which ends no
 * cookie: callers that take it at its word send them in one.
 */
function explodedCookies(header: string, style: CookieStyle): [name: string, value: string][] {
  const cookies = parseCookies(header);
  if (style === "cookie" || !header.includes("&")) return cookies;
  return cookies.flatMap(([name, value]) => {
    const [first = "", ...others] = value.split("&");
    return [[name, first], ...parseCookies(others.join(";"))] satisfies [string, string][];
  });
}

/** An object in cookies: `n=k,v,k2,v2`, or a cookie for each of `names` when exploded. */
export function cookieFields(
  header: string,
  name: string,
  style: CookieStyle,
  explode: boolean,
  names: readonly string[],
): Fields | Defect | undefined {
  if (!explode) {
    const raw = cookieValue(header, name);
    return raw === undefined ? undefined : splitPairs(raw, ",", decoder(style));
  }
  const fields: Fields = {};
  let found = false;
  for (const [key, raw] of explodedCookies(header, style)) {
    // As for scalars, the first cookie of a name wins.
    if (!names.includes(key) || Object.hasOwn(fields, key)) continue;
    const value = decoder(style)(raw);
    if (value === undefined) return malformed;
    setOwn(fields, key, value);
    found = true;
  }
  return found || cookieValue(header, name) === "" ? fields : undefined;
}
