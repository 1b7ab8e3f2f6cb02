import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { report, show } from "../context.ts";

/**
 * Reports the value of an extension.
 *
 * @param wanted what to write instead.
 * @param span where the object is that has the extension.
 */
export function refuse(cx: Context, key: string, value: JsonData, wanted: string, span: NodeSpan): void {
  report(cx, "VG2230", childSpan(span, key), `${show(value)} is no value of ${key} here: write ${wanted}`);
}

/** An extension that is there or not. */
export function isSaid(cx: Context, owner: JsonObject, key: string, span: NodeSpan): boolean {
  const value = getOwn(owner, key);
  if (value !== undefined && typeof value !== "boolean") refuse(cx, key, value, "true", span);
  return value === true;
}
