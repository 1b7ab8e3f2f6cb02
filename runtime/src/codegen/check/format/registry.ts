// Formats of the OpenAPI Format Registry (https://spec.openapis.org/registry/format/) that JSON Schema does not have.

import { isDateTime, isTime } from "./date-time.ts";

/** Whether a string is a single character: one code point. */
export function isChar(v: unknown): v is string {
  return typeof v === "string" && (v.length === 1 || (v.length === 2 && (v.codePointAt(0) ?? 0) > 0xffff));
}

const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a string is a decimal number of any size, as JSON writes one; leading zeros may be there. */
export function isDecimalText(v: unknown): v is string {
  return typeof v === "string" && decimal.test(v);
}

/** At most 20 digits: nothing of the size of a bigint bomb is converted. */
const integer = /^-?(?:0|[1-9]\d{0,19})$/;

/** Whether a string is a 64-bit whole number, signed. */
export function isInt64Text(v: unknown): v is string {
  if (typeof v !== "string" || !integer.test(v)) return false;
  const value = BigInt(v);
  return value >= -0x8000_0000_0000_0000n && value <= 0x7fff_ffff_ffff_ffffn;
}

/** Whether a string is a 64-bit whole number, unsigned. */
export function isUint64Text(v: unknown): v is string {
  if (typeof v !== "string" || !integer.test(v)) return false;
  const value = BigInt(v);
  return value >= 0n && value <= 0xffff_ffff_ffff_ffffn;
}

const zone = /[zZ]|[+-]\d\d:\d\d$/;

/** Whether a string is an RFC 3339 `date-time` without its offset, e.g. `1985-04-12T23:20:50.52`. */
export function isDateTimeLocal(v: unknown): v is string {
  return typeof v === "string" && !zone.test(v) && isDateTime(`${v}Z`);
}

/** Whether a string is an RFC 3339 `partial-time`, e.g. `23:20:50.52`. */
export function isTimeLocal(v: unknown): v is string {
  return typeof v === "string" && !zone.test(v) && isTime(`${v}Z`);
}
