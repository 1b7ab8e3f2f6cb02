import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn } from "../source/value.ts";
import type { Context } from "./context.ts";
import { report, show } from "./context.ts";

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  tb: 1000 ** 4,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/**
 * The extension `x-body-limit` of an operation, a request body or a media type: most bytes of a body, as a whole number or
 * as a text such as `10 MiB`. The one that stands deepest counts.
 */
export function bodyLimit(cx: Context, object: JsonObject, span: NodeSpan): number | undefined {
  const value = getOwn(object, "x-body-limit");
  if (value === undefined) return undefined;
  const limit = bytesOf(value);
  if (limit === undefined || !Number.isSafeInteger(limit) || limit < 0) {
    report(cx, "VG2185", childSpan(span, "x-body-limit"), `${show(value)} is not a number of bytes`, {
      hint: 'write a whole number, or a text such as "10 MiB"',
    });
    return undefined;
  }
  return limit;
}

function bytesOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?) ?([kmgt]?i?b)$/i.exec(value) : null;
  const unit = match === null ? undefined : units[match[2]!.toLowerCase()];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}
