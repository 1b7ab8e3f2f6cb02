import type { QueryStyle } from "../values/query.ts";
import { assignments, elements, entries, escape, isCompound, pairs, textOf } from "./text.ts";
import type { ParameterValue } from "./text.ts";

/** Joins the parameters that are there into a query, `?` included; "" when there are none. */
export function queryString(...parameters: readonly string[]): string {
  const text = formString(...parameters);
  return text === "" ? "" : `?${text}`;
}

/** Joins the fields that are there into an `application/x-www-form-urlencoded` body. */
export function formString(...fields: readonly string[]): string {
  return fields.filter((field) => field !== "").join("&");
}

/** Writes a scalar; `undefined` is absent. */
export function queryValue(name: string, v: string | number | bigint | boolean | null | undefined): string {
  return v === undefined ? "" : `${escape(name)}=${escape(v)}`;
}

const separators: { readonly [style in QueryStyle]: string } = {
  form: ",",
  spaceDelimited: "%20",
  pipeDelimited: "%7C",
  deepObject: ",",
};

/**
 * Writes a parameter of any type into a query or form; `undefined` is absent, and so is an empty exploded array or object,
 * which has no text.
 *
 * @param allowReserved Leaves reserved characters as they are, except those that end a parameter.
 */
export function queryParam(
  name: string,
  v: ParameterValue,
  style: QueryStyle = "form",
  explode: boolean = style === "form",
  allowReserved = false,
): string {
  if (v === undefined) return "";
  const key = escape(name);
  if (!isCompound(v)) return `${key}=${allowReserved ? escapeInQuery(v) : escape(v)}`;
  if (style === "deepObject") return deep(key, v).join("&");
  if (Array.isArray(v)) {
    if (!explode) return `${key}=${elements(v).map(escape).join(separators[style])}`;
    const encode = allowReserved ? escapeInQuery : escape;
    return elements(v)
      .map((item) => `${key}=${encode(item)}`)
      .join("&");
  }
  return explode ? assignments(v, "&", escape) : `${key}=${pairs(v, separators[style], escape)}`;
}

/** `n[a]=1&n[b][c]=2`, and `n[a]=1&n[a]=2` for an array in it; brackets are percent-encoded (OpenAPI 3.1.1 §4.8.12.4). */
function deep(key: string, v: object): string[] {
  if (Array.isArray(v)) return elements(v).map((item) => `${key}=${escape(item)}`);
  return entries(v).flatMap(([name, value]) => {
    const child = `${key}%5B${escape(name)}%5D`;
    return isCompound(value) ? deep(child, value) : [`${child}=${escape(value)}`];
  });
}

/** "%" is escaped, so that a value that looks encoded arrives as it was. */
function escapeInQuery(v: unknown): string {
  return encodeURI(textOf(v)).replace(/[&=+#]/g, encodeURIComponent);
}

/** What an object holds beyond the named properties. */
export function without(v: object, names: readonly string[]): ParameterValue {
  return Object.fromEntries(entries(v).filter(([name]) => !names.includes(name))) as ParameterValue;
}
