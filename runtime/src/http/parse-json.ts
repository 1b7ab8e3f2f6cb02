/** Why a text is not acceptable as JSON; the message is fit for the sender. */
export class JsonError extends Error {
  override readonly name: string = "JsonError";
}

export interface ParseJsonOptions {
  /** Levels of arrays and objects (default 64). */
  depth?: number;
  /**
   * Gives a bigint for each whole number of at most 40 digits that a `number` would write with other digits, whatever its
   * form: `9007199254740993`, `9007199254740993.0`, `9.007199254740993e15` (default false: it is rounded).
   */
  bigint?: boolean;
}

/** Default of {@link ParseJsonOptions.depth}: what reads a value recursively is safe within it. */
const defaultDepth = 64;

const quote = 34;
const backslash = 92;

/**
 * Parses JSON from strangers: its depth is known before anything recursive sees it, every number is finite, and
 * `__proto__` is a property like any other. The last of several equal names wins.
 *
 * @throws {JsonError}
 */
export function parseJson(text: string, options?: ParseJsonOptions): unknown {
  limitDepth(text, options?.depth ?? defaultDepth);
  const lossless = options?.bigint === true && /\d[\d.]{15}/.test(text);
  let value: unknown;
  try {
    value = lossless ? JSON.parse(text, exactIntegers as Reviver) : JSON.parse(text);
  } catch {
    throw new JsonError("The body is not valid JSON.");
  }
  if (mayOverflow(text) && !isFinite(value)) {
    throw new JsonError("The body holds a number that is too large.");
  }
  return value;
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

/** Digits of a bigint are limited: longer ones cost time in proportion to the square of their length. */
const maxDigits = 40;

function exactIntegers(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || !Number.isInteger(value)) return value;
  const source = context?.source;
  if (source === undefined || (Number.isSafeInteger(value) && /^-?\d+$/.test(source))) return value;
  const digits = wholeDigits(source);
  if (digits === undefined) return value;
  // The digits of -2^63 as a number are those of a smaller one, and from 10^21 on numbers are written with an exponent.
  const stays = Math.abs(value) < 1e21 && value !== -0x8000_0000_0000_0000;
  return stays && digits === String(value) ? value : BigInt(digits);
}

const decimal = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A JSON number as the digits of a whole one; `undefined` for a fraction, and for one that is too long. */
function wholeDigits(text: string): string | undefined {
  const [, sign = "", whole = "", fraction = "", power = "0"] = decimal.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "").replace(/0+$/, "");
  const zeros =
    (whole + fraction).replace(/^0+/, "").length - digits.length - fraction.length + Number(power);
  if (zeros < 0 || digits.length + zeros > maxDigits || digits === "") return undefined;
  return sign + digits + "0".repeat(zeros);
}

/** Digits between two looks at a text for long numbers. */
const stride = 100;

/**
 * Whether a text may hold a number beyond 1.8e308: one with an exponent of three digits, or with two hundred digits of its
 * own, which show at two looks in a row. Text in strings may look the same, which costs a walk and nothing else.
 */
function mayOverflow(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i += stride) {
    const c = text.charCodeAt(i);
    digits = c >= 0x30 && c <= 0x39 ? digits + 1 : 0;
    if (digits === 2) return true;
  }
  return largeExponent.test(text);
}

const largeExponent = /\d[eE]\+?\d{3}/;

/** Finds out without parsing whether the depth is within the limit. Faults of the syntax are left to the parser. */
function limitDepth(text: string, limit: number): void {
  // Nearly every text has fewer brackets than it may have levels.
  if (countUpTo(text, "{", limit) + countUpTo(text, "[", limit) <= limit) return;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) {
      i = endOfString(text, i);
    } else if (c === 0x7b || c === 0x5b) {
      if (++depth > limit) throw new JsonError(`The body is nested more than ${limit} levels deep.`);
    } else if (c === 0x7d || c === 0x5d) {
      depth--;
    }
  }
}

/** How often a character occurs, as far as it matters. */
function countUpTo(text: string, character: string, limit: number): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1 && count <= limit; at = text.indexOf(character, at + 1)) {
    count++;
  }
  return count;
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
