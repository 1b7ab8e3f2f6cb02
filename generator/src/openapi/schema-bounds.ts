import type { NumberConstraints } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn } from "../source/value.ts";
import type { Context } from "./context.ts";
import { report } from "./context.ts";

export function numeric(schema: JsonObject, key: string): number | bigint | undefined {
  const value = getOwn(schema, key);
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

export function count(schema: JsonObject, key: string): number | undefined {
  const value = getOwn(schema, key);
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/**
 * Reports bounds between which there are numbers, but no whole one, or none that is a multiple as demanded. Crossed
 * bounds are reported by {@link checkBounds}.
 */
export function checkWholeNumbers(
  cx: Context,
  span: NodeSpan,
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: NumberConstraints,
  isInteger: boolean,
): void {
  const step = Number(multipleOf ?? 1);
  if (isInteger ? !Number.isInteger(step) : multipleOf === undefined) return;
  // What is not exact in a double is left to run time.
  if (!Number.isSafeInteger(step * 1e6) || step <= 0) return;
  const low = Math.max(Number(minimum ?? -Infinity), Number(exclusiveMinimum ?? -Infinity));
  const high = Math.min(Number(maximum ?? Infinity), Number(exclusiveMaximum ?? Infinity));
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high || Math.max(Math.abs(low), high) > 1e9)
    return;
  let first = Math.ceil(low / step) * step;
  if (exclusiveMinimum !== undefined && first <= Number(exclusiveMinimum)) first += step;
  if (exclusiveMaximum !== undefined ? first < Number(exclusiveMaximum) && first <= high : first <= high)
    return;
  const key = minimum !== undefined && Number(minimum) === low ? "minimum" : "exclusiveMinimum";
  // In 3.0 an exclusive bound is written as `minimum` with a flag.
  const lowKey = cx.version === "3.0" ? "minimum" : key;
  const highKey =
    cx.version === "3.0" || (maximum !== undefined && Number(maximum) === high)
      ? "maximum"
      : "exclusiveMaximum";
  if (low === high && (exclusiveMinimum === low || exclusiveMaximum === high) && cx.version === "3.0") return;
  const what = multipleOf === undefined || multipleOf === 1 ? "whole number" : `multiple of ${multipleOf}`;
  report(
    cx,
    "VG2221",
    childSpan(span, lowKey),
    `there is no ${what} from ${lowKey} ${low} to ${highKey} ${high}`,
    {
      related: [{ message: "the other bound", span: childSpan(span, highKey) }],
    },
  );
}

export function checkBounds(
  cx: Context,
  span: NodeSpan,
  low: string,
  min: number | bigint | undefined,
  high: string,
  max: number | bigint | undefined,
  strict = false,
): void {
  if (min === undefined || max === undefined || (strict ? min < max : min <= max)) return;
  report(cx, "VG2046", childSpan(span, low), `no value satisfies both ${low} ${min} and ${high} ${max}`, {
    related: [{ message: `the other bound`, span: childSpan(span, high) }],
  });
}
