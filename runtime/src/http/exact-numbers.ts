/** Digits of a bigint are limited: longer ones cost time in proportion to the square of their length. */
const maxDigits = 40;

/**
 * For the option `bigint` of `parseJson`: gives a bigint for each whole number of at most 40 digits that a `number` would write
 * with other digits, whatever its form: `9007199254740993`, `9007199254740993.0`, `9.007199254740993e15`.
 */
export function exactNumbers(_: string, value: unknown, context?: { readonly source?: string }): unknown {
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
