import type { CookieStyle } from "../values/header.ts";
import type { DelimitedStyle } from "../values/joined.ts";
import { plainSeparators } from "../values/joined.ts";
import { joinable } from "./joined.ts";
import { ParameterError } from "../../client/errors.ts";
import {
  assignments,
  elements,
  entries,
  escape,
  isCompound,
  items,
  pairs,
  refuseSingleEmpty,
  reserved,
  textOf,
} from "./text.ts";
import type { ParameterValue } from "./text.ts";

// Everything but HTAB, printable ASCII and obs-text (RFC 9110 §5.5); white space around a value is not part of it.
// oxlint-disable-next-line no-control-regex
const unsendable = /[^\t\u0020-\u007e\u0080-\u00ff]|^[ \t]|[ \t]$/;

/**
 * Writes a header field: `a,b` for an array, `k,v` (`k=v` exploded) for an object. Nothing is percent-encoded (OpenAPI 3.2
 * §4.12.2.2).
 *
 * @throws {ParameterError} for a value that a field cannot carry: a comma inside an array or object, a "=" in the name of
 * an exploded property, white space at an end, a character beyond Latin-1
 */
export function headerValue(v: Exclude<ParameterValue, undefined>, explode = false): string {
  if (Array.isArray(v)) return items(v, ",", part);
  if (!isCompound(v)) return field(v);
  if (explode && entries(v).some(([name]) => name.includes("=")))
    throw new ParameterError('a header cannot carry a property with "=" in its name');
  return explode ? assignments(v, ",", part) : pairs(v, ",", part);
}

function part(v: unknown): string {
  const text = field(v);
  if (text.includes(",")) throw new ParameterError("a header cannot carry a comma inside an array or object");
  return text;
}

/**
 * Writes a list into a header field with the separator of a style; `undefined` is absent.
 *
 * @throws {ParameterError} for what a field cannot carry, and for an item that holds the separator
 */
export function headerItems(v: readonly unknown[], style: DelimitedStyle): string;
export function headerItems(v: readonly unknown[] | undefined, style: DelimitedStyle): string | undefined;
export function headerItems(v: readonly unknown[] | undefined, style: DelimitedStyle): string | undefined {
  if (v === undefined) return undefined;
  const separator = plainSeparators[style];
  return items(v, separator, (item) => joinable(field(item), separator));
}

function field(v: unknown): string {
  const text = textOf(v);
  if (unsendable.test(text)) throw new ParameterError("a header cannot carry this text");
  return text;
}

/** Writes a header field that may be absent. */
export function optionalHeader(v: ParameterValue, explode = false): string | undefined {
  return v === undefined ? undefined : headerValue(v, explode);
}

/** Writes JSON text into a header field: what is not ASCII is escaped as JSON has it. */
export function headerJson(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const cookieName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const plainCookie = /^[!#-+\--:<-[\]-~]*$/;
// Reserved characters that cannot stand in a cookie, and those that divide an array or object as well.
const scalarDividers = /[;,]/g;
const dividers = /[;,=&]/g;

/**
 * Writes one cookie, or several for an exploded array or object; "" when the value is absent.
 *
 * @param allowReserved Leaves reserved characters as they are, except those that end a cookie or divide its value.
 * @throws {ParameterError} for what the style `cookie`, which escapes nothing, cannot carry (RFC 6265 §4.1.1)
 */
export function cookieParam(
  name: string,
  v: ParameterValue,
  style: CookieStyle = "form",
  explode: boolean = true,
  allowReserved = false,
): string {
  if (v === undefined) return "";
  const escaped = allowReserved ? reserved(isCompound(v) ? dividers : scalarDividers) : escape;
  const encode = style === "form" ? escaped : plain;
  if (Array.isArray(v)) {
    if (!explode) return `${name}=${items(v, ",", encode)}`;
    const texts = elements(v).map(encode);
    refuseSingleEmpty(texts);
    return texts.length === 0 ? `${name}=` : texts.map((text) => `${name}=${text}`).join("; ");
  }
  if (!isCompound(v)) return `${name}=${encode(v)}`;
  if (!explode) return `${name}=${pairs(v, ",", encode)}`;
  const found = entries(v);
  if (found.length === 0) return `${name}=`;
  if (found.some(([property]) => !cookieName.test(property)))
    throw new ParameterError("a property of an exploded object is not a name of a cookie");
  return found.map(([property, value]) => `${property}=${encode(value)}`).join("; ");
}

function plain(v: unknown): string {
  const text = textOf(v);
  if (!plainCookie.test(text))
    throw new ParameterError("a cookie of the style cookie cannot carry this text");
  return text;
}

/** Joins the cookies that are there. */
export function cookieString(...cookies: readonly string[]): string {
  return cookies.filter((cookie) => cookie !== "").join("; ");
}
