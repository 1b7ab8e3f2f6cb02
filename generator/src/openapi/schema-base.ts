import type { Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isArray } from "../source/value.ts";
import { constrainedTypes, declaredTypes, keywordTypes } from "./accepted.ts";
import type { Context } from "./context.ts";
import { quote, report, versionName } from "./context.ts";
import type { TypeName } from "./json-types.ts";
import { anyType, jsonTypes, typeNames } from "./json-types.ts";
import { lowerArray } from "./schema-array.ts";
import { lowerValues } from "./schema-enum.ts";
import { lowerNumber } from "./schema-number.ts";
import { lowerObject } from "./schema-object.ts";
import { lowerString } from "./schema-string.ts";
import type { Scope } from "./scope.ts";

/** Order in which the alternatives of a schema without `type` are written. */
const kinds: readonly TypeName[] = ["string", "number", "boolean", "null", "array", "object"];

/** Keywords that restrict values only beside `type`: by themselves JSON Schema takes them for annotations. */
const annotationKeys = ["format", "contentEncoding", "contentMediaType", "contentSchema"] as const;

/** Whether a schema has keywords that count beside a type which another schema states. */
export function hasAnnotation(schema: JsonObject): boolean {
  return annotationKeys.some((key) => getOwn(schema, key) !== undefined);
}

/**
 * What the keywords `type`, `enum`, `const` and those that belong to one JSON type say. `undefined` when they say
 * nothing.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6
 */
export function lowerBase(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): Type | undefined {
  checkTypeNames(cx, schema, span);
  const described = new Map<number, Type>();
  const beside = (types: number): Type => {
    const type = described.get(types) ?? lowerTypes(cx, schema, span, scope, types);
    described.set(types, type);
    return type;
  };
  const values = lowerValues(cx, schema, span, beside);
  if (values !== undefined) return values;

  const declared = declaredTypes(schema);
  const constrained = constrainedTypes(cx, schema);
  if (declared !== undefined) {
    warnIdle(cx, schema, span, declared);
    // Types that the schemas around let through never come here.
    return lowerTypes(
      cx,
      schema,
      span,
      scope,
      (declared & scope.types) === 0 ? declared : declared & scope.types,
    );
  }
  const { types } = scope;
  if (constrained === 0) {
    const key = annotationKeys.find((one) => cx.version !== "3.0" && getOwn(schema, one) !== undefined);
    if (key === undefined) return undefined;
    // A format beside a schema that states the type is one of that type.
    const stated = types & ~jsonTypes.null;
    if (stated === jsonTypes.string || stated === jsonTypes.integer || stated === jsonTypes.number)
      return lowerTypes(cx, schema, span, scope, types);
    if (types === anyType)
      report(cx, "VG2142", keySpan(span, key), `${quote(key)} has no effect without "type"`, {
        hint: 'add type: "string"',
      });
    return undefined;
  }
  if (types === anyType) {
    const properties = getOwn(schema, "properties") !== undefined;
    report(
      cx,
      "VG2048",
      span,
      `without "type" this schema restricts only values of type ${typeNames(constrained)} and accepts any other value`,
      {
        hint: properties ? 'add type: "object"' : `add "type"`,
      },
    );
  }
  return lowerTypes(cx, schema, span, scope, types);
}

/** One alternative for each JSON type of the set. */
function lowerTypes(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope, types: number): Type {
  const alternatives: Type[] = [];
  const isAny = types === anyType;
  for (const kind of kinds) {
    if (kind === "number") {
      if ((types & jsonTypes.number) === jsonTypes.number)
        alternatives.push(lowerNumber(cx, schema, span, "number"));
      else if ((types & jsonTypes.number) !== 0) alternatives.push(lowerNumber(cx, schema, span, "integer"));
    } else if ((types & jsonTypes[kind]) !== 0) {
      if (kind === "string") alternatives.push(lowerString(cx, schema, span, scope));
      else if (kind === "boolean") alternatives.push({ kind: "boolean", span });
      else if (kind === "array") alternatives.push(lowerArray(cx, schema, span, scope));
      else if (kind === "object") alternatives.push(lowerObject(cx, schema, span, scope));
      else if (isAny) alternatives.push({ kind: "literal", value: null, span });
    }
  }
  const withNull = !isAny && (types & jsonTypes.null) !== 0;
  if (alternatives.length === 0) return { kind: "literal", value: null, span };
  const inner: Type =
    alternatives.length === 1
      ? alternatives[0]!
      : { kind: "union", mode: "any", members: inDeclaredOrder(schema, alternatives), span };
  return withNull ? { kind: "nullable", inner, span } : inner;
}

/** The alternatives of a type array in its author's order. */
function inDeclaredOrder(schema: JsonObject, alternatives: Type[]): Type[] {
  const type = getOwn(schema, "type");
  if (!isArray(type)) return alternatives;
  const rank = (t: Type): number => {
    const name =
      t.kind === "map" || t.kind === "tuple"
        ? t.kind === "map"
          ? "object"
          : "array"
        : t.kind === "bytes" || t.kind === "binary"
          ? "string"
          : t.kind;
    const index = type.indexOf(name);
    return index < 0 ? type.length : index;
  };
  return [...alternatives].sort((a, b) => rank(a) - rank(b));
}

function checkTypeNames(cx: Context, schema: JsonObject, span: NodeSpan): void {
  const type = getOwn(schema, "type");
  if (type === undefined) return;
  const names = isArray(type) ? type : [type];
  const allowed = Object.keys(jsonTypes).filter((name) => cx.version !== "3.0" || name !== "null");
  if (cx.version === "3.0" && isArray(type)) return;
  names.forEach((name, i) => {
    if (typeof name !== "string" || allowed.includes(name)) return;
    const at = isArray(type) ? childSpan(childSpan(span, "type"), i) : childSpan(span, "type");
    const hint =
      name === "null"
        ? `in ${versionName(cx)} write ${cx.swagger ? "x-nullable" : "nullable"}: true beside the type`
        : (didYouMean(name, allowed) ?? `the types are ${allowed.join(", ")}`);
    report(cx, "VG2040", at, `there is no type ${quote(name)}`, { hint });
  });
}

/** Keywords that speak about a type that the schema does not accept. */
function warnIdle(cx: Context, schema: JsonObject, span: NodeSpan, declared: number): void {
  for (const key of Object.keys(schema)) {
    if (!Object.hasOwn(keywordTypes, key)) continue;
    const about = keywordTypes[key]!;
    if ((declared & jsonTypes[about]) !== 0) continue;
    report(
      cx,
      "VG2059",
      keySpan(span, key),
      `${quote(key)} has no effect on values of type ${typeNames(declared)}`,
      {
        hint: `it restricts values of type ${about}`,
      },
    );
  }
}
