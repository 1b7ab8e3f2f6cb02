import type { PathListStyle } from "../values/path.ts";
import { delimitedItems } from "./joined.ts";
import { ParameterError } from "../../client/errors.ts";
import {
  assignments,
  elements,
  entries,
  escape,
  escapeScalar,
  isCompound,
  items,
  pairs,
  refuseSingleEmpty,
  reserved,
} from "./text.ts";
import type { ParameterValue } from "./text.ts";

/**
 * Writes a scalar into a path: whatever it holds, it stays inside its segment.
 *
 * @throws {ParameterError} for "", "." and "..", which would name another path however they were encoded: URL parsers read
 * `%2e` as a dot (WHATWG URL §4.4)
 */
export function pathValue(v: string | number | bigint | boolean | null): string {
  return inSegment(escapeScalar(v));
}

function inSegment(text: string): string {
  if (text === "" || text === "." || text === "..") {
    throw new ParameterError(
      `${JSON.stringify(text)} cannot be a path parameter: it would name another path`,
    );
  }
  return text;
}

// Reserved characters that would end a segment, and those that divide an array or object as well.
const scalarDividers = /[/?#[\]]/g;
const dividers = /[/?#[\],;=]/g;

/**
 * Writes a value into a path (RFC 6570 §3.2.2, §3.2.5, §3.2.7; lists also with the separators of OpenAPI 2.0).
 *
 * @param allowReserved Leaves reserved characters as they are, except those that end a segment or divide the value.
 * @throws {ParameterError} as {@link pathValue} does, and for what the style cannot carry: a dot in an exploded label
 */
export function pathParam(
  name: string,
  v: ParameterValue,
  style: PathListStyle,
  explode: boolean,
  allowReserved = false,
): string {
  const encode = allowReserved ? reserved(isCompound(v) ? dividers : scalarDividers) : escape;
  if (style === "matrix") return inSegment(matrix(escape(name), v, explode, encode));
  if (style === "simple") return inSegment(list(v, ",", explode, encode));
  if (style !== "label") return inSegment(delimitedItems(v, style, encode));
  const separated = explode && isCompound(v);
  return inSegment(`.${list(v, separated ? "." : ",", explode, separated ? dotless(encode) : encode)}`);
}

/** `;n=v`, and `;n` for the empty text. */
function matrix(key: string, v: ParameterValue, explode: boolean, encode: (v: unknown) => string): string {
  const assigned = (name: string, value: string) => (value === "" ? `;${name}` : `;${name}=${value}`);
  if (!explode || !isCompound(v)) return assigned(key, list(v, ",", false, encode));
  if (Array.isArray(v)) {
    const texts = elements(v).map(encode);
    refuseSingleEmpty(texts);
    return texts.length === 0 ? `;${key}` : texts.map((text) => assigned(key, text)).join("");
  }
  return entries(v)
    .map(([property, value]) => assigned(encode(property), encode(value)))
    .map((text) => {
      if (text === ";") throw new ParameterError("an exploded matrix cannot carry an empty name and text");
      return text;
    })
    .join("");
}

function list(
  v: ParameterValue,
  separator: string,
  explode: boolean,
  encode: (v: unknown) => string,
): string {
  if (Array.isArray(v)) return items(v, separator, encode);
  if (!isCompound(v)) return encode(v);
  return explode ? assignments(v, separator, encode) : pairs(v, ",", encode);
}

/** In an exploded label a dot divides, and a dot is never escaped (RFC 3986 §2.3). */
function dotless(encode: (v: unknown) => string): (v: unknown) => string {
  return (v) => {
    const text = encode(v);
    if (text.includes(".")) throw new ParameterError("an exploded label cannot carry a dot");
    return text;
  };
}
