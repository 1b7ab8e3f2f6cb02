// Writers of JSON text. They are the last check of what a handler returns: a value that JSON cannot hold, or of another
// type than the contract's, is an error of the server and never reaches the wire.

import { toBase64, toBase64Url } from "./base64.ts";
import { isArray, isObject } from "./check/json.ts";
import { hasExactlyOne } from "./check/number-text.ts";

/** A value that cannot be written as the contract says. The message shows its type and never the value. */
export class EncodeError extends Error {
  override readonly name: string = "EncodeError";
  constructor(expected: string, value: unknown) {
    super(
      `cannot write ${value === null ? "null" : Number.isNaN(value) ? "NaN" : typeof value} as ${expected}`,
    );
  }
}

/** From this length on the engine's own serializer is faster than a scan in JavaScript. */
const scanned = 40;

/** Writes a string; lone surrogates are escaped, so the text is always well-formed. */
export function str(v: string): string {
  if (typeof v !== "string") throw new EncodeError("a string", v);
  if (v.length >= scanned) return JSON.stringify(v);
  for (let i = 0; i < v.length; i++) {
    const unit = v.charCodeAt(i);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0xd800) return JSON.stringify(v);
  }
  return `"${v}"`;
}

/** Writes a finite number. */
export function num(v: number): string {
  if (typeof v !== "number" || v - v !== 0) throw new EncodeError("a number", v);
  return "" + v;
}

/** Writes a whole number; a bigint keeps all its digits. */
export function int(v: number | bigint): string {
  if (!Number.isInteger(v) && typeof v !== "bigint") throw new EncodeError("an integer", v);
  return "" + v;
}

/** Writes a whole number that is held as decimal text. */
export function digits(v: string): string {
  if (typeof v !== "string" || !/^-?(?:0|[1-9]\d*)$/.test(v)) throw new EncodeError("an integer", v);
  return v;
}

/** Writes a whole number as digits in a string. */
export function intText(v: number | bigint): string {
  return `"${int(v)}"`;
}

/** Writes a whole number that is held as decimal text as digits in a string. */
export function digitsText(v: string): string {
  return `"${digits(v)}"`;
}

/** Writes a finite number as text in a string. */
export function numText(v: number): string {
  return `"${num(v)}"`;
}

/** Writes `true` or `false`. */
export function bool(v: boolean): string {
  if (typeof v !== "boolean") throw new EncodeError("a boolean", v);
  return v ? "true" : "false";
}

/** Writes bytes as a base64 string (RFC 4648 §4). */
export function base64(v: Uint8Array): string {
  if (!(v instanceof Uint8Array)) throw new EncodeError("bytes", v);
  return `"${toBase64(v)}"`;
}

/** Writes bytes as a URL-safe base64 string without padding (RFC 4648 §5). */
export function base64url(v: Uint8Array): string {
  if (!(v instanceof Uint8Array)) throw new EncodeError("bytes", v);
  return `"${toBase64Url(v)}"`;
}

/** Writes an array, each element with `write`. */
export function list<T>(v: readonly T[], write: (item: T) => string): string {
  if (!isArray(v)) throw new EncodeError("an array", v);
  if (v.length === 0) return "[]";
  let text = "[" + write(v[0] as T);
  for (let i = 1; i < v.length; i++) text += "," + write(v[i] as T);
  return text + "]";
}

/** Writes the own properties of an object that are not `undefined`, each with `write`. */
export function record<T>(v: { readonly [name: string]: T }, write: (value: T) => string): string {
  if (!isObject(v)) throw new EncodeError("an object", v);
  let text = "";
  for (const name of Object.keys(v)) {
    const value = v[name] as T;
    if (value !== undefined) text += `${text === "" ? "" : ","}${str(name)}:${write(value)}`;
  }
  return `{${text}}`;
}

/** Makes sure that a value has exactly one of these properties, before they are written. */
export function assertExactlyOne(v: object, names: readonly string[]): void {
  if (!hasExactlyOne(v as { readonly [name: string]: unknown }, names, true))
    throw new EncodeError(`exactly one of ${names.join(", ")}`, v);
}

/** Writes a set as an array, each element with `write`. */
export function setList<T>(v: ReadonlySet<T>, write: (item: T) => string): string {
  if (!(v instanceof Set)) throw new EncodeError("a set", v);
  return list([...v], write);
}

/** A map as an object with the texts of its keys as names, for encoders that are no JSON. */
export function mapFields<T>(v: ReadonlyMap<unknown, T>): { [name: string]: T } {
  if (!(v instanceof Map)) throw new EncodeError("a map", v);
  return Object.fromEntries([...(v as ReadonlyMap<unknown, T>)].map(([key, value]) => [String(key), value]));
}

/** Writes a map as an object, with the texts of its keys as names and each value with `write`. */
export function mapRecord<T>(v: ReadonlyMap<unknown, T>, write: (value: T) => string): string {
  if (!(v instanceof Map)) throw new EncodeError("a map", v);
  let text = "";
  for (const [key, value] of v as ReadonlyMap<unknown, T>) {
    if (value === undefined) continue;
    if (typeof key === "number" && !Number.isFinite(key))
      throw new EncodeError("a map with finite keys", key);
    text += `${text === "" ? "" : ","}${str(String(key))}:${write(value)}`;
  }
  return `{${text}}`;
}

/** Values nested deeper than this are refused; a cycle is one of them. */
const maxDepth = 500;

/** Writes any JSON value; bigints keep all their digits, `toJSON` is honoured. */
export function json(v: unknown): string {
  return anything(v, 0);
}

function anything(v: unknown, depth: number): string {
  switch (typeof v) {
    case "string":
      return str(v);
    case "number":
      return num(v);
    case "boolean":
      return bool(v);
    case "bigint":
      return int(v);
    case "object":
      break;
    default:
      throw new EncodeError("JSON", v);
  }
  if (v === null) return "null";
  if (depth > maxDepth) throw new EncodeError("JSON, because it is nested too deeply,", v);
  if (isArray(v)) return list(v, (item) => anything(item ?? null, depth + 1));
  if ("toJSON" in v && typeof v.toJSON === "function") return anything(v.toJSON(), depth + 1);
  return record(v as { [name: string]: unknown }, (value) => anything(value, depth + 1));
}
