import type { CookieStyle } from "../values/header.ts";
import { assignments, elements, escape, isCompound, pairs, textOf } from "./text.ts";
import type { ParameterValue } from "./text.ts";

/** Writes a header field: `a,b` for an array, `k,v` (`k=v` exploded) for an object. Nothing is percent-encoded. */
export function headerValue(v: Exclude<ParameterValue, undefined>, explode = false): string {
  if (Array.isArray(v)) return elements(v).map(textOf).join(",");
  if (isCompound(v)) return explode ? assignments(v, ",", textOf) : pairs(v, ",", textOf);
  return textOf(v);
}

/** Writes a header field that may be absent. */
export function optionalHeader(v: ParameterValue, explode = false): string | undefined {
  return v === undefined ? undefined : headerValue(v, explode);
}

const plainCookie = /^[!#-+\--:<-[\]-~]*$/;

/**
 * Writes one cookie, or several for an exploded array or object; "" when the value is absent.
 *
 * @throws {TypeError} when the style `cookie`, which escapes nothing, would end the cookie early
 */
export function cookieParam(
  name: string,
  v: ParameterValue,
  style: CookieStyle = "form",
  explode: boolean = true,
): string {
  if (v === undefined) return "";
  const encode = style === "form" ? escape : plain;
  if (Array.isArray(v)) {
    const items = elements(v).map(encode);
    return explode ? items.map((item) => `${name}=${item}`).join("; ") : `${name}=${items.join(",")}`;
  }
  if (!isCompound(v)) return `${name}=${encode(v)}`;
  return explode ? assignments(v, "; ", encode) : `${name}=${pairs(v, ",", encode)}`;
}

function plain(v: unknown): string {
  const text = textOf(v);
  if (!plainCookie.test(text)) throw new TypeError("a cookie of the style “cookie” cannot hold this value");
  return text;
}

/** Joins the cookies that are there. */
export function cookieString(...cookies: readonly string[]): string {
  return cookies.filter((cookie) => cookie !== "").join("; ");
}
