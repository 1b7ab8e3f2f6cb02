/** A whole number as digits, without zeros in front; nobody needs more of them. */
const digits = /^(?:0|-?[1-9]\d{0,39})$/;

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
    if (!digits.test(v)) return false;
    whole = v.length < 16 ? Number(v) : BigInt(v);
  } else if (typeof v === "bigint" || Number.isInteger(v)) whole = v as number | bigint;
  else return false;
  return (low === undefined || whole >= low) && (high === undefined || whole <= high);
}

/** Whether a JSON value is a finite number, or the text of one as JSON writes it. */
export function isNumberText(v: unknown): v is number | string {
  if (typeof v === "string") {
    return (
      v.length <= 40 && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(v) && Number.isFinite(Number(v))
    );
  }
  return typeof v === "number" && v - v === 0;
}

/** Whether a text is `true` or `false`, as the key of a map. */
export function isBooleanText(v: unknown): v is "true" | "false" {
  return v === "true" || v === "false";
}

/** Whether an object has exactly one of the properties; `null` is as good as nothing. */
export function hasExactlyOne(v: { readonly [name: string]: unknown }, names: readonly string[]): boolean {
  let found = 0;
  for (const name of names) {
    if (Object.hasOwn(v, name) && v[name] !== undefined && v[name] !== null && ++found > 1) return false;
  }
  return found === 1;
}
