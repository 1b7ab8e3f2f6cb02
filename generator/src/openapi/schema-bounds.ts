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
