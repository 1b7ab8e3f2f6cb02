import type { JsonData } from "../../source/value.ts";

/** A number that is written as text; whole ones keep all their digits. */
export function numeric(value: JsonData): JsonData {
  if (typeof value !== "string") return value;
  const plain = Number(value);
  return /^-?\d+$/.test(value) && !Number.isSafeInteger(plain) ? BigInt(value) : plain;
}
