import { isObject, own } from "./json.ts";
import { shown } from "./sprintf.ts";

// What conditions of a contract are printed with, beyond what JavaScript's own operators say. Absent values are `undefined`
// or `null`; numbers are doubles, bigints included. None of these throws, whatever it is given.

/** A part of an object; `undefined` when there is none. */
export function partOf(v: unknown, name: string): unknown {
  return isObject(v) ? own(v, name) : undefined;
}

/** The number that a number, a bigint or a text of digits stands for; NaN for anything else. */
export function numeric(v: unknown): number {
  if (typeof v === "number") return v;
  return typeof v === "bigint" || (typeof v === "string" && v !== "") ? Number(v) : NaN;
}

/** The same, where what is absent is told from what is no number. */
export function numberOf(v: unknown): number | undefined {
  return v === undefined || v === null ? undefined : numeric(v);
}

/** The bytes that a text holds in base64, or bytes as they are; `undefined` for anything else. */
export function bytesOf(v: unknown): Uint8Array | undefined {
  if (v instanceof Uint8Array) return v;
  if (typeof v !== "string") return undefined;
  try {
    return Uint8Array.from(atob(v.replaceAll("-", "+").replaceAll("_", "/")), (unit) => unit.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Whether a value counts as true: not `null`, `false`, 0, the empty text, or a list that holds something of that kind. */
export function truthy(v: unknown): boolean {
  if (v === undefined || v === null || v === false || v === "" || v === 0 || v === 0n) return false;
  return !Array.isArray(v) || v.every(truthy);
}

/** Whether the result of a condition lets a value pass: one that says nothing does. */
export function passes(v: unknown): boolean {
  return v === undefined || v === null || truthy(v);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** The number that a text stands for beside a number. */
function parsed(text: string): number | undefined {
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === "-" ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? NaN : undefined;
}

function besideNumber(v: unknown): number | undefined {
  if (typeof v === "number") return v;
  if (typeof v === "bigint") return Number(v);
  return typeof v === "string" ? parsed(v) : undefined;
}

function isNumeric(v: unknown): v is number | bigint {
  return typeof v === "number" || typeof v === "bigint";
}

function besideText(v: unknown): string | undefined {
  return v === undefined || v === null ? undefined : shown(v);
}

/** Whether two values are equal: beside a number, a text of digits is its number; beside a text, anything is its text. */
export function equals(a: unknown, b: unknown): boolean {
  if (isNumeric(a)) return Number(a) === besideNumber(b);
  if (typeof a === "string") return a === besideText(b);
  if (a === undefined || a === null) return b === undefined || b === null;
  return typeof a === "boolean" && a === b;
}

/** Whether two numbers, or two texts by their code points, are in an order; converts as {@link equals} does. */
export function compare(a: unknown, operator: "<" | "<=" | ">" | ">=", b: unknown): boolean {
  if (isNumeric(a)) {
    const other = besideNumber(b);
    return other !== undefined && inOrder(Number(a), operator, other);
  }
  if (typeof a !== "string") return false;
  const other = besideText(b);
  return other !== undefined && inOrder(difference(a, other), operator, 0);
}

function inOrder(a: number, operator: "<" | "<=" | ">" | ">=", b: number): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

function difference(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return weight(x) - weight(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters beyond all others. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A value in arithmetic: texts of digits are their numbers, and what is no number counts as 0. */
export function amount(v: unknown): number {
  return besideNumber(v) ?? 0;
}

/** Adds to a number, joins with a text, and otherwise gives the left operand. */
export function sum(a: unknown, b: unknown): unknown {
  if (isNumeric(a)) return Number(a) + amount(b);
  return typeof a === "string" ? a + (besideText(b) ?? "") : a;
}

/** The quotient; by 0 it is no number. */
export function quotient(a: number, b: number): number {
  return b === 0 ? NaN : a / b;
}

/** The remainder of what stands before the decimal points; by 0 it is no number. */
export function remainder(a: number, b: number): number {
  return (Math.trunc(a) % Math.trunc(b)) + 0;
}

/** A number with the other sign; anything else as it is. */
export function negated(v: unknown): unknown {
  return isNumeric(v) ? -Number(v) : v;
}

/** Bytes of a text in UTF-8 or of binary data, elements of a list or map, 0 of anything else. */
export function size(v: unknown): number {
  return typeof v === "string" ? byteLength(v) : count(v);
}

/** Characters of a text, elements of a list or map, 0 of anything else. */
export function characters(v: unknown): number {
  if (typeof v !== "string") return count(v);
  let length = 0;
  for (const _ of v) length++;
  return length;
}

function count(v: unknown): number {
  if (Array.isArray(v) || v instanceof Uint8Array) return v.length;
  if (v instanceof Set || v instanceof Map) return v.size;
  let length = 0;
  if (isObject(v)) for (const name of Object.keys(v)) if (v[name] !== undefined) length++;
  return length;
}

function byteLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length++;
    // A pair of surrogates is four bytes, a lone one is replaced by a character of three.
    else if (unit < 0xd800 || unit > 0xdbff || (text.charCodeAt(i + 1) & 0xfc00) !== 0xdc00) length += 2;
    else {
      length += 2;
      i++;
    }
  }
  return length;
}

/** Whether a pattern is found in a text. */
export function found(pattern: RegExp, v: unknown): boolean {
  return typeof v === "string" && pattern.test(v);
}

/** Whether a pattern is not found in a text. */
export function lacks(pattern: RegExp, v: unknown): boolean {
  return typeof v === "string" && !pattern.test(v);
}

/** An element of a list, an entry of a map, a byte of a text; `undefined` when there is none. */
export function element(of: unknown, key: unknown): unknown {
  const at = typeof key === "number" ? Math.trunc(key) : undefined;
  if (Array.isArray(of) || of instanceof Uint8Array) return at === undefined ? undefined : of[at];
  if (of instanceof Set) return at === undefined ? undefined : [...(of as ReadonlySet<unknown>)][at];
  if (typeof of === "string") return at === undefined ? undefined : new TextEncoder().encode(of)[at];
  if (!isScalar(key)) return undefined;
  const name = String(key);
  if (!(of instanceof Map)) return partOf(of, name);
  for (const [one, value] of of as ReadonlyMap<unknown, unknown>) if (String(one) === name) return value;
  return undefined;
}

function isScalar(v: unknown): v is string | number | bigint | boolean {
  return typeof v === "string" || typeof v === "boolean" || isNumeric(v);
}

/** Whether a condition holds for all elements of a list, a set, a map or an object; what is none of these has none. */
export function all(of: unknown, holds: (value: unknown, key: unknown, size: number) => boolean): boolean {
  const length = count(of);
  if (Array.isArray(of) || of instanceof Uint8Array || of instanceof Set) {
    let i = 0;
    for (const value of of as Iterable<unknown>) if (!holds(value, i++, length)) return false;
    return true;
  }
  if (of instanceof Map) {
    for (const [key, value] of of as ReadonlyMap<unknown, unknown>)
      if (!holds(value, key, length)) return false;
    return true;
  }
  if (!isObject(of)) return true;
  return Object.keys(of).every((key) => of[key] === undefined || holds(of[key], key, length));
}

/** Whether a scalar is the same as one of the others, without conversions. */
export function among(v: unknown, ...others: readonly unknown[]): boolean {
  if (typeof v === "object" && v !== null) return false;
  return others.some((other) => scalar(other) === scalar(v));
}

function scalar(v: unknown): unknown {
  return v === undefined ? null : typeof v === "bigint" ? Number(v) : v;
}

const address = /^[A-Za-z0-9_\-.\u4e00-\u9fa5]+@[A-Za-z0-9_\-.]+\.[A-Za-z]{2,8}$/;

/** Whether a value is of the form of an address of mail as rules of contracts mean it, which is not that of any RFC. */
export function isMailAddress(v: unknown): boolean {
  return typeof v === "string" && address.test(v);
}

/** Whether a text begins with another one. */
export function startsWith(v: unknown, part: unknown): boolean {
  return typeof v === "string" && typeof part === "string" && v.startsWith(part);
}

/** Whether a text ends with another one. */
export function endsWith(v: unknown, part: unknown): boolean {
  return typeof v === "string" && typeof part === "string" && v.endsWith(part);
}

/** Whether a text holds another one. */
export function holds(v: unknown, part: unknown): boolean {
  return typeof v === "string" && typeof part === "string" && v.includes(part);
}
