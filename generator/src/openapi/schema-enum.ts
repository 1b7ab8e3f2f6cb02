import type { EnumMember, Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { declaredTypes } from "./accepted.ts";
import type { Context } from "./context.ts";
import { isNullable, report, show } from "./context.ts";
import { jsonTypes, typeNames, typeOfValue } from "./json-types.ts";

export function checkFits(
  cx: Context,
  schema: JsonObject,
  value: JsonData,
  span: NodeSpan,
  what: string,
): boolean {
  const declared = declaredTypes(schema);
  if (declared === undefined) return true;
  const nullable = isNullable(cx, schema) ? jsonTypes.null : 0;
  if ((typeOfValue(value) & ~(declared | nullable)) === 0) return true;
  const hint =
    value === null && cx.version === "3.0"
      ? `add ${cx.swagger ? "x-nullable" : "nullable"}: true`
      : undefined;
  report(cx, "VG2043", span, `${what} ${show(value)} is not of type ${typeNames(declared)}`, { hint });
  return false;
}

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2 */
export function lowerEnum(
  cx: Context,
  schema: JsonObject,
  values: readonly JsonData[],
  span: NodeSpan,
): Type | undefined {
  const at = childSpan(span, "enum");
  const seen = new Map<string, number>();
  const names = [
    getOwn(schema, "x-enum-varnames"),
    getOwn(schema, "x-enumNames"),
    getOwn(schema, "x-enum-names"),
  ].find((n) => isArray(n));
  const texts = getOwn(schema, "x-enum-descriptions") ?? getOwn(schema, "x-enumDescriptions");
  const members: EnumMember[] = [];
  const others: Type[] = [];
  let hasNull = false;
  values.forEach((value, i) => {
    const key = JSON.stringify(value, (_k, v: unknown) => (typeof v === "bigint" ? `bigint:${v}` : v));
    const first = seen.get(key);
    if (first !== undefined) {
      report(cx, "VG2044", childSpan(at, i), `the value ${show(value)} occurs twice in this enumeration`, {
        related: [{ message: "the first occurrence", span: childSpan(at, first) }],
      });
      return;
    }
    seen.set(key, i);
    if (!checkFits(cx, schema, value, childSpan(at, i), "the value")) return;
    if (value === null) hasNull = true;
    else if (typeof value === "object" || typeof value === "bigint")
      others.push({ kind: "literal", value, span: childSpan(at, i) });
    else {
      const name = isArray(names) ? names[i] : undefined;
      const description = isArray(texts)
        ? texts[i]
        : isObject(texts)
          ? getOwn(texts, String(value))
          : undefined;
      members.push({
        value,
        ...(typeof name === "string" && { name }),
        ...(typeof description === "string" && { docs: { description } }),
        span: childSpan(at, i),
      });
    }
  });
  const alternatives: Type[] = [
    ...(members.length > 0 ? [{ kind: "enum", members, span } as const] : []),
    ...others,
  ];
  if (alternatives.length === 0) return hasNull ? { kind: "literal", value: null, span } : undefined;
  const inner: Type =
    alternatives.length === 1
      ? alternatives[0]!
      : { kind: "union", mode: "any", members: alternatives, span };
  return hasNull ? { kind: "nullable", inner, span } : inner;
}
