import { ParameterError } from "../../client/errors.ts";
import { json } from "../write.ts";

/**
 * A value that a parameter can carry; `undefined` is absent. An array or object holds such values, which interfaces cannot
 * say of themselves.
 */
export type ParameterValue = string | number | bigint | boolean | null | undefined | object;

/** A scalar as text; an array or object inside another one is a JSON document. */
export function textOf(v: unknown): string {
  return isCompound(v) ? json(v) : scalarText(v);
}

function scalarText(v: unknown): string {
  if (typeof v === "number" && !Number.isFinite(v))
    throw new ParameterError("a parameter must be a finite number");
  // Only code that escaped the type checker gets here: nothing reads "[object Object]".
  if (isCompound(v)) throw new ParameterError("a parameter must be a scalar");
  return String(v);
}

/** Percent-encodes all but the unreserved characters of RFC 3986 §2.3. */
export function escape(v: unknown): string {
  return escapeScalar(textOf(v));
}

/** The same for what is no array and no object, so that bundles need no writer of JSON for it. */
export function escapeScalar(v: unknown): string {
  return encoded(encodeURIComponent, scalarText(v)).replace(/[!'()*]/g, percent);
}

/**
 * Reserved expansion (RFC 6570 §3.2.3): reserved characters and what is percent-encoded already stay as they are.
 * @param except Characters that would end or divide the value in its place; they are encoded all the same.
 */
export function reserved(except: RegExp): (v: unknown) => string {
  return (v) =>
    encoded(encodeURI, textOf(v))
      .replace(/%25([\dA-Fa-f]{2})/g, "%$1")
      .replace(except, percent);
}

function encoded(encode: (text: string) => string, text: string): string {
  try {
    return encode(text);
  } catch {
    throw new ParameterError("a parameter must be well-formed Unicode");
  }
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** The elements of an array that are there. */
export function elements(v: readonly unknown[]): unknown[] {
  return v.filter((item) => item !== undefined);
}

/** The properties of an object that are there. */
export function entries(v: object): [string, unknown][] {
  return Object.entries(v).filter(([, value]) => value !== undefined);
}

/** `a,b`; the empty array is the empty text. */
export function items(v: readonly unknown[], separator: string, encode: (v: unknown) => string): string {
  return join(elements(v).map(encode), separator);
}

/**
 * Joins the encoded elements of an array.
 * @throws {ParameterError} for a single empty text, which would be read as the empty array
 */
function join(texts: readonly string[], separator: string): string {
  refuseSingleEmpty(texts);
  return texts.join(separator);
}

/** @throws {ParameterError} for a single empty text, which would be read as the empty array */
export function refuseSingleEmpty(texts: readonly string[]): void {
  if (texts.length === 1 && texts[0] === "")
    throw new ParameterError("an array of one empty text cannot be told from the empty array");
}

/** `k,v,k2,v2` */
export function pairs(v: object, separator: string, encode: (v: unknown) => string): string {
  return entries(v)
    .map(([name, value]) => encode(name) + separator + encode(value))
    .join(separator);
}

/** `k=v,k2=v2` */
export function assignments(v: object, separator: string, encode: (v: unknown) => string): string {
  return entries(v)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join(separator);
}

/** Whether a value is an array or object, and not a scalar. */
export function isCompound(v: unknown): v is object {
  return typeof v === "object" && v !== null;
}
