import { isBigInt64 } from "./number.ts";

/** A whole number as digits, without zeros in front. */
const digits = /^(?:0|-?[1-9]\d*)$/;
/** Longer texts cost time in proportion to the square of their length. */
const maxLength = 40;

/**
 * Whether a JSON value is a whole number in a range, as a number or as text: digits in a string.
 *
 * @param low The least one; absent: none.
 * @param high The greatest one; absent: none.
 */
export function isIntegerText(
  v: unknown,
  low?: number | bigint,
  high?: number | bigint,
): v is number | bigint | string {
  let whole: number | bigint;
  if (typeof v === "string") {
    if (v.length > maxLength || !digits.test(v)) return false;
    whole = v.length < 16 ? Number(v) : BigInt(v);
  } else if (typeof v === "bigint" || Number.isInteger(v)) whole = v as number | bigint;
  else return false;
  return (low === undefined || whole >= low) && (high === undefined || whole <= high);
}

const minInt64 = -0x8000_0000_0000_0000n;
const maxInt64 = 0x7fff_ffff_ffff_ffffn;
/** Up to here every text of digits is an int64. */
const alwaysFits = 18;

/** Whether a value of the lossless JSON reader is an int64, as a number or as text. */
export function isInt64OrText(v: unknown): v is number | bigint | string {
  if (typeof v !== "string") return isBigInt64(v);
  return v.length <= alwaysFits ? digits.test(v) : isIntegerText(v, minInt64, maxInt64);
}

/** Whether a JSON value is a finite number, or the text of one as JSON writes it. */
export function isNumberText(v: unknown): v is number | string {
  if (typeof v === "string") {
    return (
      v.length <= maxLength &&
      /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(v) &&
      Number.isFinite(Number(v))
    );
  }
  return typeof v === "number" && v - v === 0;
}

/** Whether a text is `true` or `false`, as the key of a map. */
export function isBooleanText(v: unknown): v is "true" | "false" {
  return v === "true" || v === "false";
}

/**
 * Whether an object has exactly one of the properties.
 *
 * @param nulls Whether `null` is a value, and not as good as nothing. Default: false.
 */
export function hasExactlyOne(
  v: { readonly [name: string]: unknown },
  names: readonly string[],
  nulls = false,
): boolean {
  let found = 0;
  for (const name of names) {
    const item = Object.hasOwn(v, name) ? v[name] : undefined;
    if (item !== undefined && (nulls || item !== null) && ++found > 1) return false;
  }
  return found === 1;
}
