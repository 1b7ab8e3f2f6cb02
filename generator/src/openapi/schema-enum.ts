import type { EnumMember, Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { declaredTypes, keywordTypes } from "./accepted.ts";
import type { Context } from "./context.ts";
import { isNullable, report, show } from "./context.ts";
import { misfit, sameJson } from "./misfit.ts";
import { jsonTypes, typeNames, typeOfValue } from "./json-types.ts";

/** Whether a listed value is of the declared type; a fault is reported. */
function checkFits(cx: Context, schema: JsonObject, value: JsonData, span: NodeSpan, what: string): boolean {
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

/**
 * Lowers `const` and `enum`, which list the values that a schema accepts. The other keywords hold as well: a scalar that
 * they refuse is left out, an object or array has to pass both. `undefined` when the schema lists nothing.
 *
 * @param beside Gives the type that the other keywords describe, for a set of JSON types.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1
 */
export function lowerValues(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  beside: (types: number) => Type,
): Type | undefined {
  const constant = getOwn(schema, "const");
  const listed = getOwn(schema, "enum");
  if (constant === undefined && !isArray(listed)) return undefined;
  if (constant !== undefined) checkFits(cx, schema, constant, childSpan(span, "const"), "the constant");
  if (constant === undefined && isArray(listed)) {
    if (listed.length === 0) return never(cx, childSpan(span, "enum"), "no value is in an empty enumeration");
    const type = lowerEnum(cx, schema, listed, span);
    return type && bothHold(cx, schema, type, span, "enum", beside);
  }
  if (constant === undefined) return undefined;
  if (isArray(listed) && !listed.some((value) => sameJson(value, constant)))
    return never(
      cx,
      childSpan(span, "const"),
      `the constant ${show(constant)} is not in the enumeration beside it`,
    );
  return bothHold(cx, schema, { kind: "literal", value: constant, span }, span, "const", beside);
}

function never(cx: Context, span: NodeSpan, message: string): Type {
  report(cx, "VG2060", span, message);
  return { kind: "never", span };
}

/** Listed values beside keywords that restrict them. */
function bothHold(
  cx: Context,
  schema: JsonObject,
  type: Type,
  span: NodeSpan,
  keyword: "const" | "enum",
  beside: (types: number) => Type,
): Type {
  const keys = Object.keys(schema).filter((key) => Object.hasOwn(keywordTypes, key));
  const about = keys.reduce((set, key) => set | jsonTypes[keywordTypes[key]!], 0);
  const fits = (value: JsonData, at: NodeSpan): boolean => {
    if (about === 0 || (typeOfValue(value) & about) === 0) return true;
    const fault = misfit(value, beside(typeOfValue(value)), { types: new Map(), oneSided: false });
    if (fault === undefined) return true;
    report(
      cx,
      "VG2140",
      at,
      `the value ${show(value)} does not fit the keywords beside it: it is ${fault.reason}`,
    );
    return false;
  };
  const narrow = (part: Type): Type | undefined => {
    if (part.kind === "enum") {
      const members = part.members.filter((member) => fits(member.value, member.span as NodeSpan));
      return members.length === 0
        ? undefined
        : members.length === part.members.length
          ? part
          : { ...part, members };
    }
    if (part.kind !== "literal") return part;
    const { value } = part;
    if (typeof value !== "object" || value === null)
      return fits(value, keyword === "const" ? childSpan(span, "const") : (part.span as NodeSpan))
        ? part
        : undefined;
    if ((typeOfValue(value) & about) === 0) return part;
    return { kind: "intersection", members: [part, beside(typeOfValue(value))], span: part.span };
  };
  const inner = type.kind === "nullable" ? type.inner : type;
  const members = inner.kind === "union" ? inner.members : [inner];
  const left = members.map(narrow).filter((part) => part !== undefined);
  if (left.length === members.length && left.every((part, i) => part === members[i])) return type;
  const [only] = left;
  if (only === undefined) {
    return type.kind === "nullable"
      ? { kind: "literal", value: null, span }
      : // Each value that does not fit was reported.
        { kind: "never", span };
  }
  const rest: Type = left.length === 1 ? only : { kind: "union", mode: "any", members: left, span };
  return type.kind === "nullable" ? { ...type, inner: rest } : rest;
}

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2 */
function lowerEnum(
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
        ...(typeof description === "string" && description !== "" && { docs: { description } }),
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
