/** Why a text is not acceptable as JSON; the message is fit for the sender. */
export class JsonError extends Error {
  override readonly name: string = "JsonError";
}

export interface ParseJsonOptions {
  /** Levels of arrays and objects (default 64). */
  depth?: number;
  /** Gives a bigint for each whole number that a `number` would round (default false: it is rounded). */
  bigint?: boolean;
}

/** Default of {@link ParseJsonOptions.depth}: what reads a value recursively is safe within it. */
export const defaultDepth = 64;

const quote = 34;
const backslash = 92;

/**
 * Parses JSON from strangers: its depth is known before anything recursive sees it, every number is finite, and
 * `__proto__` is a property like any other. The last of several equal names wins.
 *
 * @throws {JsonError}
 */
export function parseJson(text: string, options?: ParseJsonOptions): unknown {
  const unusualNumbers = scan(text, options?.depth ?? defaultDepth);
  const lossless = options?.bigint === true && /\d{16}/.test(text);
  let value: unknown;
  try {
    value = lossless ? JSON.parse(text, exactIntegers as Reviver) : JSON.parse(text);
  } catch {
    throw new JsonError("The body is not valid JSON.");
  }
  if (unusualNumbers && !isFinite(value)) throw new JsonError("The body holds a number that is too large.");
  return value;
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

/** Digits of a bigint are limited: longer ones cost time in proportion to the square of their length. */
const exactInteger = /^-?\d{16,40}$/;

function exactIntegers(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context?.source !== undefined && exactInteger.test(context.source) ? BigInt(context.source) : value;
}

/** Longest number without an exponent that is certainly finite. */
const longNumber = 300;

/**
 * Finds the depth without parsing. Returns whether a number may be infinite: one has an exponent or very many digits.
 * Faults of the syntax are left to the parser.
 */
function scan(text: string, limit: number): boolean {
  let depth = 0;
  let unusual = false;
  let last = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) {
      i = endOfString(text, i);
      last = i;
    } else if (c === 0x7b || c === 0x5b) {
      if (++depth > limit) throw new JsonError(`The body is nested more than ${limit} levels deep.`);
    } else if (c === 0x7d || c === 0x5d || c === 0x2c) {
      if (c !== 0x2c) depth--;
      if (i - last > longNumber) unusual = true;
      last = i;
    } else if (c === 0x65 || c === 0x45) {
      const before = text.charCodeAt(i - 1);
      if (before >= 0x30 && before <= 0x39) unusual = true;
    }
  }
  return unusual || text.length - last > longNumber;
}

/** Position of the quote that ends the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
}

/** Recursion is safe here: the depth has been limited. */
function isFinite(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(isFinite);
}
