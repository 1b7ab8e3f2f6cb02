import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { Context } from "./context.ts";
import { isNullable } from "./context.ts";
import type { TypeName } from "./json-types.ts";
import { anyType, jsonTypes, typeOfValue } from "./json-types.ts";
import { refOf } from "./structure.ts";

/** Keywords that say something about values of one JSON type only, with that type. */
export const keywordTypes: Readonly<Record<string, TypeName>> = {
  minLength: "string",
  maxLength: "string",
  pattern: "string",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "number",
  items: "array",
  prefixItems: "array",
  minItems: "array",
  maxItems: "array",
  uniqueItems: "array",
  contains: "array",
  unevaluatedItems: "array",
  properties: "object",
  required: "object",
  additionalProperties: "object",
  patternProperties: "object",
  propertyNames: "object",
  minProperties: "object",
  maxProperties: "object",
  dependentRequired: "object",
  dependentSchemas: "object",
  unevaluatedProperties: "object",
};

const only31: ReadonlySet<string> = new Set([
  "prefixItems",
  "contains",
  "unevaluatedItems",
  "patternProperties",
  "propertyNames",
  "dependentRequired",
  "dependentSchemas",
  "unevaluatedProperties",
]);

const numericFormats: ReadonlySet<string> = new Set([
  "int8",
  "int16",
  "int32",
  "int64",
  "float",
  "double",
  "decimal",
]);

/** The JSON types that the type-specific keywords of a schema speak about. */
export function constrainedTypes(cx: Context, schema: JsonObject): number {
  let set = 0;
  for (const key of Object.keys(schema)) {
    if (!Object.hasOwn(keywordTypes, key) || (cx.version === "3.0" && only31.has(key))) continue;
    set |= jsonTypes[keywordTypes[key]!];
  }
  // In 3.1 a format is an annotation that narrows nothing by itself.
  const format = getOwn(schema, "format");
  if (cx.version === "3.0" && typeof format === "string" && set === 0) {
    set = numericFormats.has(format) ? jsonTypes.number : jsonTypes.string;
  }
  return set;
}

/** The types that `type` names; `undefined` without `type`. Unknown names are left out. */
export function declaredTypes(schema: JsonObject): number | undefined {
  const type = getOwn(schema, "type");
  if (type === undefined) return undefined;
  let set = 0;
  for (const name of isArray(type) ? type : [type]) {
    if (typeof name === "string" && Object.hasOwn(jsonTypes, name)) set |= jsonTypes[name as TypeName];
    // Written without quotes, which was reported.
    else if (name === null) set |= jsonTypes.null;
  }
  // A type that does not exist was reported; nothing follows from it.
  return set === 0 ? anyType : set;
}

/**
 * The types that a schema lets in by `type` and by its combinations. OpenAPI 3.0 documents often leave `type` out and
 * mean the one type that the keywords are about, so that is what they get unless a combination says otherwise.
 */
export function ownTypes(cx: Context, schema: JsonObject, span: NodeSpan): number {
  const combined = applicatorTypes(cx, schema, span);
  const declared = declaredTypes(schema);
  if (declared !== undefined) return combined & declared;
  if (cx.version !== "3.0" || combined !== anyType || getOwn(schema, "enum") !== undefined) return combined;
  const constrained = constrainedTypes(cx, schema);
  return Object.values(jsonTypes).some((bits) => bits === constrained) ? constrained : combined;
}

/** The JSON types that a schema can accept at most. Only what is certain is left out. */
export function acceptedTypes(cx: Context, value: JsonData, span: NodeSpan): number {
  if (value === false) return 0;
  if (!isObject(value)) return anyType;
  const known = cx.memo.accepted.get(value);
  if (known !== undefined) return known;
  // A schema that contains itself in place constrains nothing by that.
  cx.memo.accepted.set(value, anyType);
  const result = compute(cx, value, span);
  cx.memo.accepted.set(value, result);
  return result;
}

function compute(cx: Context, schema: JsonObject, span: NodeSpan): number {
  let set = anyType;
  const ref = refOf(schema);
  if (ref !== undefined) {
    const target = cx.references.target(ref, span);
    if (target !== undefined) set &= acceptedTypes(cx, target.value, target.span);
    if (cx.version === "3.0") return set;
  }
  set &= ownTypes(cx, schema, span);
  const constant = getOwn(schema, "const");
  if (constant !== undefined) set &= typeOfValue(constant);
  const values = getOwn(schema, "enum");
  if (isArray(values)) set &= values.reduce<number>((bits, item) => bits | typeOfValue(item), 0);
  if (isNullable(cx, schema)) set |= jsonTypes.null;
  return set;
}

/** What the combinations of a schema (`allOf`, `oneOf`, `anyOf`) let through. */
export function applicatorTypes(cx: Context, schema: JsonObject, span: NodeSpan): number {
  let set = anyType;
  const all = getOwn(schema, "allOf");
  if (isArray(all)) {
    const base = childSpan(span, "allOf");
    all.forEach((item, i) => (set &= acceptedTypes(cx, item, childSpan(base, i))));
  }
  for (const key of ["oneOf", "anyOf"]) {
    const some = getOwn(schema, key);
    if (!isArray(some) || some.length === 0) continue;
    const base = childSpan(span, key);
    set &= some.reduce<number>((bits, item, i) => bits | acceptedTypes(cx, item, childSpan(base, i)), 0);
  }
  return set;
}

/** True when other schemas apply to the same value, whose properties and items count as evaluated. */
export function hasInPlace(schema: JsonObject): boolean {
  return ["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "not", "dependentSchemas"].some(
    (key) => getOwn(schema, key) !== undefined,
  );
}
