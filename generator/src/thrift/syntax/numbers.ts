import type { Kind } from "./tokens.ts";
import { kinds } from "./tokens.ts";

/** Characters of a number: converting a very long one takes more than linear time. */
export const longest: number = 400;

/** What a number looks like, the longest first. */
export const numberPatterns: readonly (readonly [RegExp, Kind])[] = [
  [/[+-]?0[xX][0-9a-fA-F]+/y, kinds.integer],
  [/[+-]?0[oO][0-7]+/y, kinds.integer],
  [/[+-]?(?:\d+\.\d+|\.\d+)(?:[eE][+-]?\d+)?/y, kinds.double],
  [/[+-]?\d+[eE][+-]?\d+/y, kinds.double],
  [/[+-]?\d+/y, kinds.integer],
];

/** What a faulty number is taken to be. */
export const restOfNumber: RegExp = /[+-]?[\w.]+/y;

/** The value of an integer: decimal, `0x` or `0o`, with a sign. What is no number is 0; the lexer has said so. */
export function integerValue(text: string): bigint {
  // Nearly all numbers are short decimals.
  if (text.length < 16 && /^[0-9]+$/.test(text)) return BigInt(Number(text));
  if (text.length > longest) return 0n;
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|\d+)$/.exec(text);
  if (match === null) return 0n;
  const value = BigInt(match[2] ?? "0");
  return match[1] === "-" ? -value : value;
}

/** True for a decimal with a zero in front, which some compilers take as octal. */
export function looksOctal(text: string): boolean {
  return /^[+-]?0\d/.test(text);
}
