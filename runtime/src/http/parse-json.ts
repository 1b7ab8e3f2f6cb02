/** Why a text is not acceptable as JSON; the message is fit for the sender. */
export class JsonError extends Error {
  override readonly name: string = "JsonError";
}

/** Decides what a JSON number becomes; a function of its own, so that only those who need it carry it. */
export type ExactNumbers = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

export interface ParseJsonOptions {
  /** Levels of arrays and objects (default 64). */
  depth?: number;
  /** What becomes of whole numbers that a `number` would round: `exactNumbers` (default: they are rounded). */
  bigint?: ExactNumbers | undefined;
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
  const exact = options?.bigint;
  let value: unknown;
  try {
    value =
      exact !== undefined && /\d[\d.]{15}/.test(text) ? JSON.parse(text, exact as Reviver) : JSON.parse(text);
  } catch {
    throw new JsonError("The body is not valid JSON.");
  }
  if (mayOverflow(text) && !isFinite(value)) {
    throw new JsonError("The body holds a number that is too large.");
  }
  return value;
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
