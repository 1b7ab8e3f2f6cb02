import type { PathStyle } from "../values/path.ts";
import { assignments, elements, escape, isCompound, pairs } from "./text.ts";
import type { ParameterValue } from "./text.ts";

/**
 * Writes a scalar into a path: whatever it holds, it stays inside its segment.
 *
 * @throws {TypeError} for "", "." and "..", which would name another path however they were encoded: URL parsers read
 * `%2e` as a dot (WHATWG URL §4.4)
 */
export function pathValue(v: string | number | bigint | boolean | null): string {
  const text = escape(v);
  if (text === "" || text === "." || text === "..") {
    throw new TypeError(`${JSON.stringify(text)} cannot be a path parameter: it would name another path`);
  }
  return text;
}

/**
 * Writes an array, an object, or a styled scalar into a path (RFC 6570 §3.2.2, §3.2.5, §3.2.7).
 * @throws {TypeError} as {@link pathValue} does
 */
export function pathParam(name: string, v: ParameterValue, style: PathStyle, explode: boolean): string {
  if (style === "simple") {
    const text = list(v, ",", explode);
    if (text === "" || text === "." || text === "..") return pathValue(text);
    return text;
  }
  if (style === "label") return `.${list(v, explode ? "." : ",", explode)}`;
  const key = escape(name);
  if (Array.isArray(v) && explode) {
    return elements(v)
      .map((item) => `;${key}=${escape(item)}`)
      .join("");
  }
  if (isCompound(v) && !Array.isArray(v) && explode) return `;${assignments(v, ";", escape)}`;
  return `;${key}=${list(v, ",", false)}`;
}

function list(v: ParameterValue, separator: string, explode: boolean): string {
  if (Array.isArray(v)) return elements(v).map(escape).join(separator);
  if (!isCompound(v)) return escape(v);
  return explode ? assignments(v, separator, escape) : pairs(v, ",", escape);
}
