import type { IntegerFormat, IntegerType } from "../../ir/index.ts";
import { boundsOf } from "./shape.ts";

const safe = Number.MAX_SAFE_INTEGER;

const ranges: Readonly<Record<IntegerFormat, readonly [number, number]>> = {
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  int32: [-0x8000_0000, 0x7fff_ffff],
  int64: [-safe, safe],
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffff_ffff],
  uint64: [0, safe],
};

type Bound = number | bigint | undefined;

/** The least and the greatest value of a width, as TypeScript holds it; both `undefined` without one. */
export function widthOf(type: IntegerType): readonly [low: Bound, high: Bound] {
  if (type.as !== "number") {
    if (type.format === "int64") return [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn];
    if (type.format === "uint64") return [0n, 0xffff_ffff_ffff_ffffn];
  }
  return (type.format && ranges[type.format]) ?? [undefined, undefined];
}

/** The least and the greatest value of a whole number by its width and its bounds. */
export function integerRange(type: IntegerType): readonly [low: Bound, high: Bound] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = boundsOf(type);
  const [low, high] = widthOf(type);
  const above = exclusiveMinimum === undefined ? undefined : next(exclusiveMinimum, 1);
  const below = exclusiveMaximum === undefined ? undefined : next(exclusiveMaximum, -1);
  return [larger(larger(low, minimum), above), smaller(smaller(high, maximum), below)];
}

/** The whole number after one, or before it. */
function next(value: number | bigint, step: 1 | -1): number | bigint {
  if (typeof value === "bigint") return value + BigInt(step);
  return step === 1 ? Math.floor(value) + 1 : Math.ceil(value) - 1;
}

export function larger(a: Bound, b: Bound): Bound {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

export function smaller(a: Bound, b: Bound): Bound {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
