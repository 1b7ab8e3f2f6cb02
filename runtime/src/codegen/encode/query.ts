import type { DelimitedStyle } from "../values/joined.ts";
import { isAmong } from "../values/query.ts";
import type { QueryStyle } from "../values/query.ts";
import { ParameterError } from "../../client/errors.ts";
import {
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
  return v === undefined ? "" : `${escapeScalar(name)}=${escapeScalar(v)}`;
}

/** Writes a document that is the whole query; `undefined` is absent. */
export function queryDocument(text: string | undefined): string {
  return text === undefined ? "" : escape(text);
}

// Reserved characters that a query cannot hold, or that mean something else in a form (OpenAPI 3.2 §4.12.2.2), and those
// that divide an array or object as well.
const scalarDividers = /[#&+[\]]/g;
const dividers = /[#&+[\],=]/g;

const separators: { readonly [style in QueryStyle]: string } = {
  form: ",",
  spaceDelimited: "%20",
  pipeDelimited: "%7C",
  tabDelimited: "%09",
  deepObject: ",",
};

/**
 * Writes a parameter of any type into a query or form; `undefined` is absent. An empty array or object is the name with an
 * empty text: left out, it would be absent.
 *
 * @param allowReserved Leaves reserved characters as they are, except those that end a parameter or divide its value.
 * @throws {ParameterError} for a value that the style cannot carry
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
  if (!isCompound(v)) return `${key}=${allowReserved ? reserved(scalarDividers)(v) : escape(v)}`;
  const encode = allowReserved ? reserved(explode ? scalarDividers : dividers) : escape;
  if (style === "deepObject") return deep(key, v, encode).join("&");
  if (explode) return Array.isArray(v) ? repeated(key, v, encode) : fields(name, v, encode);
  const divided = separable(style, encode);
  const separator = separators[style];
  return `${key}=${Array.isArray(v) ? items(v, separator, divided) : pairs(v, separator, divided)}`;
}

/** `n=a&n=b` */
function repeated(key: string, v: readonly unknown[], encode: (v: unknown) => string): string {
  const texts = elements(v).map(encode);
  refuseSingleEmpty(texts);
  return texts.length === 0 ? `${key}=` : texts.map((text) => `${key}=${text}`).join("&");
}

/** `a=1&b=2` */
function fields(name: string, v: object, encode: (v: unknown) => string): string {
  const found = entries(v);
  const [only] = found;
  // The fields of a whole form have no name of their own.
  if (only === undefined) return name === "" ? "" : `${escape(name)}=`;
  if (found.length === 1 && name !== "" && only[0] === name && only[1] === "")
    throw new ParameterError("an empty property of the parameter's name cannot be told from an empty object");
  return found.map(([property, value]) => `${escape(property)}=${encode(value)}`).join("&");
}

/**
 * Writes an exploded object of any properties, which shares its place with other parameters; `undefined` is absent.
 *
 * @param others Names of the other parameters, which it cannot have as properties; `n[` stands for all that begin so.
 * @throws {ParameterError} when it has, and for a value that the style cannot carry
 */
export function queryRest(
  name: string,
  v: object | null | undefined,
  others: readonly string[],
  allowReserved = false,
): string {
  if (v === undefined) return "";
  if (v !== null && entries(v).some(([property]) => isAmong(property, others)))
    throw new ParameterError("a property of an exploded object has the name of another parameter");
  return queryParam(name, v, "form", true, allowReserved);
}

/** The separators of a style as they would be in a value. */
const inside: {
  readonly [style in DelimitedStyle]: { readonly separator: RegExp; readonly what: string };
} = {
  spaceDelimited: { separator: /%20|\+/, what: "a space" },
  pipeDelimited: { separator: /%7c|\|/i, what: 'a "|"' },
  tabDelimited: { separator: /%09/, what: "a tab" },
};

/** A separator that is percent-encoded itself cannot be in a value: readers could not tell them apart. */
function separable(style: QueryStyle, encode: (v: unknown) => string): (v: unknown) => string {
  if (style === "form" || style === "deepObject") return encode;
  const { separator, what } = inside[style];
  return (v) => {
    const text = encode(v);
    if (separator.test(text)) {
      throw new ParameterError(`a parameter of the style ${style} cannot carry ${what}`);
    }
    return text;
  };
}

/**
 * `n[a]=1&n[b][c]=2`, and `n[a][0]=1&n[a][1]=2` for an array; brackets are percent-encoded (OpenAPI 3.1.1 §4.8.12.4).
 * @throws {ParameterError} for an empty array or object, which has no text, and for a name that brackets cannot hold
 */
function deep(key: string, v: object, encode: (v: unknown) => string): string[] {
  const parts: (readonly [string | number, unknown])[] = Array.isArray(v)
    ? elements(v).map((item, i) => [i, item] as const)
    : entries(v);
  if (parts.length === 0)
    throw new ParameterError("a parameter of the style deepObject cannot carry an empty array or object");
  return parts.flatMap(([name, value]) => {
    if (name === "" || /[[\]]/.test(String(name)))
      throw new ParameterError("a parameter of the style deepObject cannot carry this name of a property");
    const child = `${key}%5B${escape(name)}%5D`;
    return isCompound(value) ? deep(child, value, encode) : [`${child}=${encode(value)}`];
  });
}

/** The fields of a form beyond the named ones: scalars as text, arrays of them repeated, everything else as JSON. */
export function restFields(v: object, names: readonly string[]): string {
  return formString(
    ...entries(v)
      .filter(([name]) => !names.includes(name))
      .map(([name, value]) => {
        const plain = Array.isArray(value) ? !value.some(isCompound) : !isCompound(value);
        return plain ? queryParam(name, value as ParameterValue) : `${escape(name)}=${escape(value)}`;
      }),
  );
}
