// Parameters arrive as text. Conversions never fail: text that does not convert stays text, so that the check that
// follows says no and explains it like any other wrong value.

import { setOwn } from "./check/json.ts";
import type { JsonObject } from "./check/json.ts";

/** Turns the text of a parameter into the value that the contract's check expects. */
export type Convert = (raw: string) => unknown;

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Longer ones cost time in proportion to the square of their length. */
const integer = /^-?(?:0|[1-9]\d{0,39})$/;
/** Digits that a number holds exactly, whichever they are. */
const exactDigits = 15;

/** Reads a JSON number; what is no JSON number (`""`, `0x10`, `01`, `Infinity`, ` 1`) stays text. */
export function toNumber(raw: string | undefined): number | string | undefined {
  if (raw === undefined) return undefined;
  const length = raw.length;
  if (length === 0 || length > 400) return raw;
  if (length <= exactDigits) {
    let value = 0;
    for (let i = 0; i < length; i++) {
      const digit = raw.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9 || (i === 0 && digit === 0 && length > 1)) return toAnyNumber(raw);
      value = value * 10 + digit;
    }
    return value;
  }
  return toAnyNumber(raw);
}

function toAnyNumber(raw: string): number | string {
  if (!number.test(raw)) return raw;
  const value = Number(raw);
  return Number.isFinite(value) ? value : raw;
}

/** Reads a whole number of at most 40 digits as a bigint. */
export function toBigint(raw: string | undefined): bigint | string | undefined {
  return raw !== undefined && integer.test(raw) ? BigInt(raw) : raw;
}

/** Reads `true` and `false`. */
export function toBoolean(raw: string | undefined): boolean | string | undefined {
  return raw === "true" ? true : raw === "false" ? false : raw;
}

/** Reads `null`. */
export function toNull(raw: string | undefined): string | null | undefined {
  return raw === "null" ? null : raw;
}

/** Reads `null`, and everything else with `convert`. */
export function toNullable(raw: string | undefined, convert: Convert): unknown {
  return raw === undefined ? undefined : raw === "null" ? null : convert(raw);
}

/** Converts each element of a list. */
export function eachOf(list: readonly string[] | undefined, convert: Convert): unknown[] | undefined {
  return list?.map((raw) => convert(raw));
}

/**
 * Converts the fields of an object, each with the conversion of its name.
 *
 * @param rest Conversion of the fields that have none of their own; without it they stay text.
 */
export function fieldsOf(
  fields: { readonly [name: string]: string } | undefined,
  converts: { readonly [name: string]: Convert },
  rest?: Convert,
): JsonObject | undefined {
  if (fields === undefined) return undefined;
  const values: JsonObject = {};
  for (const name of Object.keys(fields)) {
    const raw = fields[name] ?? "";
    const convert = Object.hasOwn(converts, name) ? converts[name] : rest;
    setOwn(values, name, convert === undefined ? raw : convert(raw));
  }
  return values;
}

/** The first conversion whose result the check accepts; text when there is none. */
export function firstOf(
  raw: string | undefined,
  converts: readonly Convert[],
  is: (v: unknown) => boolean,
): unknown {
  if (raw === undefined) return undefined;
  for (const convert of converts) {
    const value = convert(raw);
    if (is(value)) return value;
  }
  return raw;
}
