// Parameters arrive as text. Conversions never fail: text that does not convert stays text, so that the check that
// follows says no and explains it like any other wrong value.

import { JsonError, parseJson } from "../http/parse-json.ts";
import { isObject, setOwn } from "./check/json.ts";
import type { JsonObject } from "./check/json.ts";

/** Turns the text of a parameter into the value that the contract's check expects. */
export type Convert = (raw: string) => unknown;

/**
 * What the parts of a parameter are converted to: a scalar, a list of such (`[toNumber]`), an object by property, or any of
 * them ({@link mixed}). A property without an entry stays as it is.
 */
export type Shape = Convert | readonly [Shape] | Mixed | { readonly [name: string]: Shape };

/** The parts of {@link mixed}. */
export interface MixedShape {
  /** A text. */
  readonly scalar?: Convert;
  /** The elements of a list. */
  readonly items?: Shape;
  /** The fields of an object, and those of any other name. */
  readonly fields?: { readonly [name: string]: Shape };
  readonly rest?: Shape;
}

/** A {@link Shape} of several kinds, of which the text shows the one. */
export class Mixed {
  readonly shape: MixedShape;
  constructor(shape: MixedShape) {
    this.shape = shape;
  }
}

/** What may be a text, a list or an object, or is an object with fields of any name. */
export function mixed(shape: MixedShape): Mixed {
  return new Mixed(shape);
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Longer ones cost time in proportion to the square of their length. */
const integer = /^-?(?:0|[1-9]\d{0,39})$/;
/** Digits that a number holds exactly, whichever they are. */
const exactDigits = 15;

/**
 * Reads the name of a member of an enum, or its value; what is neither stays text.
 *
 * @param convert How a value is read. Default: as its text.
 */
export function memberOf(
  raw: string | undefined,
  members: { readonly [name: string]: string | number | boolean | null },
  convert?: Convert,
): unknown {
  if (raw === undefined) return undefined;
  if (Object.hasOwn(members, raw)) return members[raw];
  return convert === undefined ? raw : convert(raw);
}

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

/** Reads `null`, written out or as the empty text (OpenAPI 3.1.1 §4.8.12.4), and everything else with `convert`. */
export function toValueOrNull(raw: string | undefined, convert: Convert): unknown {
  return raw === "" ? null : toNullable(raw, convert);
}

/** Reads a JSON document; text that is none stays text. */
export function toJson(raw: string | undefined): unknown {
  if (raw === undefined) return undefined;
  try {
    return parseJson(raw);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return raw;
  }
}

/** An empty text, where the contract allows an empty value, stands for no value, unless it is a value of the type. */
export function unlessEmpty(raw: string | undefined, is: (v: unknown) => boolean): string | undefined {
  return raw === "" && !is("") ? undefined : raw;
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
 * Converts the fields of an object, each with the shape of its name. Where a list is expected, one text is a list of one,
 * and an object with the keys 0, 1, 2 … is the list of its values.
 *
 * @param rest Shape of the fields that have none of their own; without it they stay text.
 */
export function fieldsOf(
  fields: { readonly [name: string]: unknown } | string | undefined,
  shapes: { readonly [name: string]: Shape },
  rest?: Shape,
): JsonObject | string | undefined {
  // A text that is no object stays one, for the check to refuse.
  if (fields === undefined || typeof fields === "string") return fields;
  const values: JsonObject = {};
  for (const name of Object.keys(fields)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : rest;
    const raw = fields[name];
    setOwn(values, name, shape === undefined ? raw : shaped(raw, shape));
  }
  return values;
}

/** 0 to 1000. */
const index = /^(?:0|[1-9]\d{0,2}|1000)$/;

/** Converts whatever brackets gave; what does not have the shape stays as it is. */
export function shaped(raw: unknown, shape: Shape): unknown {
  if (shape instanceof Mixed) return mixedValue(raw, shape.shape);
  if (typeof shape === "function") return typeof raw === "string" ? shape(raw) : raw;
  if (isList(shape)) {
    const items = asList(raw);
    return Array.isArray(items) ? items.map((item) => shaped(item, shape[0])) : items;
  }
  return isObject(raw) ? fieldsOf(raw, shape) : raw;
}

function mixedValue(raw: unknown, { scalar, items, fields, rest }: MixedShape): unknown {
  if (typeof raw === "string") {
    if (scalar !== undefined) return scalar(raw);
    return items === undefined ? raw : [shaped(raw, items)];
  }
  if (items !== undefined) {
    const list = fields === undefined && rest === undefined ? asList(raw) : raw;
    if (Array.isArray(list)) return list.map((item) => shaped(item, items));
  }
  return isObject(raw) ? fieldsOf(raw, fields ?? {}, rest) : raw;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** Indexes are only an order: `a[7]=x` is a list of one, so nothing is allocated for what lies between. */
function asList(raw: unknown): unknown {
  if (typeof raw === "string") return [raw];
  if (!isObject(raw)) return raw;
  return Object.keys(raw).every((key) => index.test(key)) ? Object.values(raw) : raw;
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

/** For a value that may be a list or a single one: the list when the check accepts it, else its only element. */
export function listOrOne(list: readonly unknown[] | undefined, is: (v: unknown) => boolean): unknown {
  return list?.length === 1 && !is(list) ? list[0] : list;
}
