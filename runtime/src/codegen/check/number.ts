/** Whether a JSON value is a finite number. */
export function isNumber(v: unknown): v is number {
  return typeof v === "number" && v - v === 0;
}

/** The largest finite single-precision number. */
const maxFloat = 3.4028234663852886e38;

/** Whether a JSON value is a number within the range of single precision; digits beyond its precision are let in. */
export function isFloat(v: unknown): v is number {
  return typeof v === "number" && v >= -maxFloat && v <= maxFloat;
}

/** Like {@link isNumber} where whole numbers of many digits have been read as bigints. */
export function isWideNumber(v: unknown): v is number | bigint {
  return typeof v === "bigint" ? Number.isFinite(Number(v)) : typeof v === "number" && v - v === 0;
}

/** Like {@link isFloat} where whole numbers of many digits have been read as bigints. */
export function isWideFloat(v: unknown): v is number | bigint {
  return typeof v === "bigint" ? isFloat(Number(v)) : isFloat(v);
}

/** Whether a JSON value is a whole number; `1.0` is one (JSON Schema 2020-12 validation §6.1.1). */
export function isInteger(v: unknown): v is number {
  return Number.isInteger(v);
}

/** Whether a JSON value is a whole number within 8 bits, signed. */
export function isInt8(v: unknown): v is number {
  return typeof v === "number" && (v << 24) >> 24 === v;
}

/** Whether a JSON value is a whole number within 8 bits, unsigned. */
export function isUint8(v: unknown): v is number {
  return typeof v === "number" && (v & 0xff) === v;
}

/** Whether a JSON value is a whole number within 16 bits, signed. */
export function isInt16(v: unknown): v is number {
  return typeof v === "number" && (v << 16) >> 16 === v;
}

/** Whether a JSON value is a whole number within 16 bits, unsigned. */
export function isUint16(v: unknown): v is number {
  return typeof v === "number" && (v & 0xffff) === v;
}

/** Whether a JSON value is a whole number within 32 bits, signed. */
export function isInt32(v: unknown): v is number {
  return typeof v === "number" && (v | 0) === v;
}

/** Whether a JSON value is a whole number within 32 bits, unsigned. */
export function isUint32(v: unknown): v is number {
  return typeof v === "number" && v >>> 0 === v;
}

/**
 * Whether a JSON value is an int64 that a `number` holds exactly: within ±(2^53 − 1). Beyond that a number may already
 * have been rounded, so it is refused rather than altered; map int64 to bigint to accept it.
 */
export function isInt64(v: unknown): v is number {
  return Number.isSafeInteger(v);
}

/** Whether a JSON value is a uint64 that a `number` holds exactly: within 0 and 2^53 − 1. */
export function isUint64(v: unknown): v is number {
  return Number.isSafeInteger(v) && (v as number) >= 0;
}

/**
 * Whether a value of the lossless JSON reader, or a bigint, is an int64: the reader gives a bigint only where a number
 * would be rounded.
 */
export function isBigInt64(v: unknown): v is bigint | number {
  return typeof v === "bigint"
    ? v >= -0x8000_0000_0000_0000n && v <= 0x7fff_ffff_ffff_ffffn
    : Number.isInteger(v) && (v as number) > -0x8000_0000_0000_0000 && (v as number) < 0x8000_0000_0000_0000;
}

/** Like {@link isBigInt64} for uint64. */
export function isBigUint64(v: unknown): v is bigint | number {
  return typeof v === "bigint"
    ? v >= 0n && v <= 0xffff_ffff_ffff_ffffn
    : Number.isInteger(v) && (v as number) >= 0 && (v as number) < 0x1_0000_0000_0000_0000;
}

/** Like {@link isBigInt64} without bounds. */
export function isBigInteger(v: unknown): v is bigint | number {
  return typeof v === "bigint" || (Number.isInteger(v) && Math.abs(v as number) < 1e21);
}

/** Up to here powers of ten, and products with them, are exact. */
const maxDecimals = 15;

/**
 * Whether `v` is a multiple of `divisor` when both are read as the decimals that they were written as: 0.3 is a multiple
 * of 0.1, although the doubles are not (JSON Schema 2020-12 validation §6.2.1).
 */
export function multipleOf(v: number | bigint, divisor: number | bigint): boolean {
  if (typeof divisor === "bigint" || typeof v === "bigint")
    return isDecimalMultiple(String(v), String(divisor));
  // The remainder of two doubles is exact, so two whole numbers need no care.
  if (v % divisor === 0) return true;
  if (Number.isInteger(v) && Number.isInteger(divisor)) return false;
  let scale = 1;
  for (let i = 0; i <= maxDecimals; i++, scale *= 10) {
    const d = Math.round(divisor * scale);
    if (d / scale !== divisor) continue;
    const n = Math.round(v * scale);
    if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d)) break;
    return n / scale === v && n % d === 0;
  }
  return isDecimalMultiple(String(v), String(divisor));
}

function isDecimalMultiple(v: string, divisor: string): boolean {
  const a = decimal(v);
  const b = decimal(divisor);
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (d: typeof a) => d.digits * 10n ** BigInt(d.exponent - exponent);
  return scaled(a) % scaled(b) === 0n;
}

/** Splits the text of a number into `digits · 10^exponent`. */
function decimal(text: string): { digits: bigint; exponent: number } {
  const [mantissa = "", power = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** A whole number of the lossless JSON reader as a bigint: a number stands for the digits that it is written with. */
export function toBig(v: unknown): bigint {
  if (typeof v === "bigint") return v;
  return BigInt(Number.isSafeInteger(v) ? (v as number) : String(v));
}
