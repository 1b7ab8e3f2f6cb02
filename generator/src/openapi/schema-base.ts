import type {
  Additional,
  ArrayConstraints,
  EnumMember,
  IntegerFormat,
  IntegerType,
  MapType,
  NumberConstraints,
  NumberType,
  ObjectConstraints,
  ObjectType,
  Property,
  Refinement,
  StringConstraints,
  Type,
} from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { constrainedTypes, declaredTypes, hasInPlace, keywordTypes } from "./accepted.ts";
import type { TypeName } from "./json-types.ts";
import { anyType, jsonTypes, typeNames, typeOfValue } from "./json-types.ts";
import { isBinary, warnBinary } from "./binary.ts";
import type { Context } from "./context.ts";
import { docsOf, flag, quote, report, show, text } from "./context.ts";
import { integerFormats, looseNumberFormats, numberFormats, stringFormats } from "./format.ts";
import { patternHint, readPattern } from "./pattern.ts";
import type { Scope } from "./scope.ts";
import { jsonScope } from "./scope.ts";
import { refOf } from "./structure.ts";

/** Order in which the alternatives of a schema without `type` are written. */
const kinds: readonly TypeName[] = ["string", "number", "boolean", "null", "array", "object"];

/**
 * What the keywords `type`, `enum`, `const` and those that belong to one JSON type say. `undefined` when they say
 * nothing.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6
 */
export function lowerBase(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): Type | undefined {
  checkTypeNames(cx, schema, span);
  const constant = cx.version === "3.0" ? undefined : getOwn(schema, "const");
  if (constant !== undefined) {
    checkFits(cx, schema, constant, childSpan(span, "const"), "the constant");
    return constant === null
      ? { kind: "literal", value: null, span }
      : { kind: "literal", value: constant, span };
  }
  const values = getOwn(schema, "enum");
  if (isArray(values) && values.length > 0) {
    const type = lowerEnum(cx, schema, values, span);
    if (type !== undefined) return type;
  }

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
  if (constrained === 0) return undefined;
  const { types } = scope;
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
        ? "in OpenAPI 3.0 write nullable: true beside the type"
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

function checkFits(cx: Context, schema: JsonObject, value: JsonData, span: NodeSpan, what: string): boolean {
  const declared = declaredTypes(schema);
  if (declared === undefined) return true;
  const nullable = cx.version === "3.0" && flag(schema, "nullable") === true ? jsonTypes.null : 0;
  if ((typeOfValue(value) & ~(declared | nullable)) === 0) return true;
  const hint = value === null && cx.version === "3.0" ? "add nullable: true" : undefined;
  report(cx, "VG2043", span, `${what} ${show(value)} is not of type ${typeNames(declared)}`, { hint });
  return false;
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

function numeric(schema: JsonObject, key: string): number | bigint | undefined {
  const value = getOwn(schema, key);
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

function count(schema: JsonObject, key: string): number | undefined {
  const value = getOwn(schema, key);
  return typeof value === "number" && value >= 0 ? value : undefined;
}

function checkBounds(
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

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2 */
function numberConstraints(cx: Context, schema: JsonObject, span: NodeSpan): NumberConstraints {
  const minimum = numeric(schema, "minimum");
  const maximum = numeric(schema, "maximum");
  const multipleOf = getOwn(schema, "multipleOf");
  // In 3.0 these two are flags beside the bounds.
  const flagLow = cx.version === "3.0" && flag(schema, "exclusiveMinimum") === true;
  const flagHigh = cx.version === "3.0" && flag(schema, "exclusiveMaximum") === true;
  const exclusiveMinimum = flagLow ? minimum : numeric(schema, "exclusiveMinimum");
  const exclusiveMaximum = flagHigh ? maximum : numeric(schema, "exclusiveMaximum");
  checkBounds(cx, span, "minimum", minimum, "maximum", maximum, flagLow || flagHigh);
  if (!flagLow) checkBounds(cx, span, "exclusiveMinimum", exclusiveMinimum, "maximum", maximum, true);
  if (!flagHigh) checkBounds(cx, span, "minimum", minimum, "exclusiveMaximum", exclusiveMaximum, true);
  return {
    ...(minimum !== undefined && !flagLow && { minimum }),
    ...(maximum !== undefined && !flagHigh && { maximum }),
    ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
    ...(exclusiveMaximum !== undefined && { exclusiveMaximum }),
    ...(typeof multipleOf === "number" && multipleOf > 0 && { multipleOf }),
  };
}

function lowerNumber(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  type: "number" | "integer",
): IntegerType | NumberType {
  const constraints = numberConstraints(cx, schema, span);
  const format = text(schema, "format");
  if (format !== undefined && integerFormats.has(format)) {
    const wide = format === "int64" || format === "uint64";
    return {
      kind: "integer",
      format: format as IntegerFormat,
      as: wide ? cx.int64 : "number",
      constraints,
      span,
    };
  }
  if (type === "integer") {
    if (format !== undefined && !numberFormats.has(format) && !looseNumberFormats.has(format))
      unknownFormat(cx, schema, format, span);
    return { kind: "integer", as: "number", constraints, span };
  }
  if (format !== undefined && numberFormats.has(format)) {
    return { kind: "number", format: format as "float" | "double" | "decimal", constraints, span };
  }
  if (format !== undefined && !looseNumberFormats.has(format)) unknownFormat(cx, schema, format, span);
  return { kind: "number", constraints, span };
}

function unknownFormat(cx: Context, schema: JsonObject, format: string, span: NodeSpan): void {
  // A format of one of several types is not a fault for the others.
  const declared = declaredTypes(schema) ?? anyType;
  if ((declared & jsonTypes.string) !== 0 && stringFormats.has(format)) return;
  if (
    (declared & jsonTypes.number) !== 0 &&
    (integerFormats.has(format) || numberFormats.has(format) || looseNumberFormats.has(format))
  )
    return;
  const known =
    (declared & jsonTypes.string) !== 0 ? stringFormats : new Set([...integerFormats, ...numberFormats]);
  const span2 = childSpan(span, "format");
  report(
    cx,
    "VG2050",
    span2,
    `the format ${quote(format)} is not known for values of type ${typeNames(declared & ~jsonTypes.null)}`,
    {
      hint: didYouMean(format, known),
    },
  );
}

/** A pattern that compiles with the flag `u`, or `undefined` after a diagnostic. */
function lowerPattern(cx: Context, pattern: string, span: NodeSpan): string | undefined {
  const result = readPattern(pattern);
  if (result.ok) {
    if (result.repaired) {
      report(
        cx,
        "VG2042",
        span,
        `the pattern is read as ${quote(result.source)}, which means the same and is valid with the flag "u"`,
      );
    }
    return result.source;
  }
  report(cx, "VG2041", span, `the pattern is not a regular expression of ECMA-262: ${result.reason}`, {
    hint: patternHint(pattern),
  });
  return undefined;
}

function stringConstraints(cx: Context, schema: JsonObject, span: NodeSpan): StringConstraints {
  const minLength = count(schema, "minLength");
  const maxLength = count(schema, "maxLength");
  checkBounds(cx, span, "minLength", minLength, "maxLength", maxLength);
  const source = text(schema, "pattern");
  const pattern = source === undefined ? undefined : lowerPattern(cx, source, childSpan(span, "pattern"));
  return {
    ...(minLength !== undefined && minLength > 0 && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
  };
}

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3 */
function lowerString(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): Type {
  if (scope.mode !== "json" && isBinary(cx, schema, span, scope.mode)) {
    const contentType = text(schema, "contentMediaType");
    return { kind: "binary", ...(contentType !== undefined && { contentType }), span };
  }
  const constraints = stringConstraints(cx, schema, span);
  const format = text(schema, "format");
  const encoding = cx.version === "3.0" ? undefined : text(schema, "contentEncoding");
  const bytes = encoding?.toLowerCase() ?? (format === "byte" ? "base64" : format);
  if (bytes === "base64" || bytes === "base64url")
    return { kind: "bytes", encoding: bytes, constraints, span };
  if (format === "binary" && scope.mode === "json") warnBinary(cx, childSpan(span, "format"));
  else if (format !== undefined && !stringFormats.has(format)) unknownFormat(cx, schema, format, span);
  return { kind: "string", ...(format !== undefined && { format }), constraints, span };
}

/** @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1 */
function lowerArray(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): Type {
  const minItems = count(schema, "minItems");
  const maxItems = count(schema, "maxItems");
  checkBounds(cx, span, "minItems", minItems, "maxItems", maxItems);
  const constraints: ArrayConstraints = {
    ...(minItems !== undefined && minItems > 0 && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
    ...(flag(schema, "uniqueItems") === true && { uniqueItems: true }),
  };
  const mode = scope.mode === "part" ? "part" : "json";
  const inner: Scope = { ...jsonScope, mode };
  const items = getOwn(schema, "items");
  const refinements: Refinement[] = [];
  let rest: Type = { kind: "unknown", span };
  if (items !== undefined) rest = cx.schema(items, childSpan(span, "items"), inner);
  else if (cx.version === "3.0" && declaredTypes(schema) === jsonTypes.array) {
    report(cx, "VG2058", span, 'an array of OpenAPI 3.0 needs "items"', {
      hint: "items: {} stands for items of any type",
    });
  }
  if (cx.version === "3.0") return { kind: "array", items: rest, constraints, span };

  const contains = getOwn(schema, "contains");
  if (contains !== undefined) {
    const min = count(schema, "minContains") ?? 1;
    const max = count(schema, "maxContains");
    checkBounds(cx, span, "minContains", min, "maxContains", max);
    const type = cx.schema(contains, childSpan(span, "contains"));
    refinements.push({
      kind: "contains",
      type,
      min,
      ...(max !== undefined && { max }),
      span: childSpan(span, "contains"),
    });
  }
  const unevaluated = getOwn(schema, "unevaluatedItems");
  if (unevaluated !== undefined && items === undefined && !hasInPlace(schema)) {
    const type = cx.schema(unevaluated, childSpan(span, "unevaluatedItems"), inner);
    if (contains === undefined) rest = type;
    else if (type.kind !== "unknown")
      refinements.push({ kind: "unevaluatedItems", type, span: childSpan(span, "unevaluatedItems") });
  }
  const extra = refinements.length > 0 ? { refinements } : {};
  const prefix = getOwn(schema, "prefixItems");
  if (isArray(prefix)) {
    const at = childSpan(span, "prefixItems");
    const first = prefix.map((item, i) => cx.schema(item, childSpan(at, i), inner));
    return { kind: "tuple", items: first, rest, constraints, span, ...extra };
  }
  return { kind: "array", items: rest, constraints, span, ...extra };
}

/** Whether only one side sends a property; a reference and the members of `allOf` may say it as well. */
function onlySide(
  cx: Context,
  value: JsonData,
  span: NodeSpan,
  seen: Set<JsonData>,
): { read: boolean; write: boolean } {
  const out = { read: false, write: false };
  if (!isObject(value) || seen.has(value)) return out;
  seen.add(value);
  const merge = (inner: JsonData, at: NodeSpan): void => {
    const side = onlySide(cx, inner, at, seen);
    out.read ||= side.read;
    out.write ||= side.write;
  };
  const ref = refOf(value);
  if (ref !== undefined) {
    const target = cx.references.target(ref, span);
    if (target !== undefined) merge(target.value, target.span);
    if (cx.version === "3.0") return out;
  }
  out.read ||= flag(value, "readOnly") === true;
  out.write ||= flag(value, "writeOnly") === true;
  const all = getOwn(value, "allOf");
  if (isArray(all)) all.forEach((item, i) => merge(item, childSpan(childSpan(span, "allOf"), i)));
  return out;
}

function lowerProperty(
  cx: Context,
  name: string,
  value: JsonData,
  span: NodeSpan,
  required: boolean,
  scope: Scope,
): Property {
  const type = cx.schema(value, span, scope);
  const side = onlySide(cx, value, span, new Set());
  if (side.read && side.write) {
    report(cx, "VG2057", span, `the property ${quote(name)} cannot be both readOnly and writeOnly`);
  }
  const only = side.read === side.write ? undefined : side.read ? "reply" : "request";
  const docs =
    isObject(value) && (cx.version !== "3.0" || refOf(value) === undefined) ? docsOf(value) : undefined;
  return { name, type, required, ...(only && { only }), ...(docs && { docs }), span };
}

/** @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2 */
function lowerObject(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): ObjectType | MapType {
  const is30 = cx.version === "3.0";
  const declared = getOwn(schema, "properties");
  const at = childSpan(span, "properties");
  const requiredList = getOwn(schema, "required");
  const required = new Set(isArray(requiredList) ? requiredList.filter((r) => typeof r === "string") : []);
  const inner: Scope = { ...jsonScope, mode: scope.mode === "multipart" ? "part" : "json" };
  const properties: Property[] = [];
  if (isObject(declared)) {
    for (const name of Object.keys(declared)) {
      properties.push(
        lowerProperty(cx, name, declared[name]!, childSpan(at, name), required.delete(name), inner),
      );
    }
  }
  const requiredExtra = [...required];

  let additional: Additional = "open";
  const extra = getOwn(schema, "additionalProperties");
  const unevaluated = is30 ? undefined : getOwn(schema, "unevaluatedProperties");
  if (extra !== undefined) {
    additional =
      extra === false ? "closed" : cx.schema(extra, childSpan(span, "additionalProperties"), inner);
  } else if (unevaluated !== undefined && !hasInPlace(schema)) {
    additional =
      unevaluated === false
        ? "closed"
        : cx.schema(unevaluated, childSpan(span, "unevaluatedProperties"), inner);
  }

  const patterns: { pattern: string; type: Type; span: NodeSpan }[] = [];
  const refinements: Refinement[] = [];
  let keys: Type | undefined;
  if (!is30) {
    const patternProperties = getOwn(schema, "patternProperties");
    if (isObject(patternProperties)) {
      const patternsAt = childSpan(span, "patternProperties");
      for (const source of Object.keys(patternProperties)) {
        const pattern = lowerPattern(cx, source, keySpan(patternsAt, source));
        const type = cx.schema(patternProperties[source]!, childSpan(patternsAt, source), inner);
        if (pattern !== undefined) patterns.push({ pattern, type, span: childSpan(patternsAt, source) });
      }
    }
    const names = getOwn(schema, "propertyNames");
    if (names !== undefined) {
      keys = cx.schema(names, childSpan(span, "propertyNames"), {
        types: jsonTypes.string,
        mode: "json",
      });
      if (keys.kind === "unknown" && keys.refinements === undefined) keys = undefined;
    }
    const dependent = getOwn(schema, "dependentRequired");
    if (isObject(dependent)) {
      for (const property of Object.keys(dependent)) {
        const list = dependent[property];
        if (!isArray(list) || list.length === 0) continue;
        const requires = list.filter((r) => typeof r === "string");
        refinements.push({
          kind: "dependentRequired",
          property,
          requires,
          span: childSpan(childSpan(span, "dependentRequired"), property),
        });
      }
    }
    const schemas = getOwn(schema, "dependentSchemas");
    if (isObject(schemas)) {
      for (const property of Object.keys(schemas)) {
        const here = childSpan(childSpan(span, "dependentSchemas"), property);
        const type = cx.schema(schemas[property]!, here, { types: jsonTypes.object, mode: scope.mode });
        refinements.push({ kind: "dependentSchema", property, type, span: here });
      }
    }
  }
  const minProperties = count(schema, "minProperties");
  const maxProperties = count(schema, "maxProperties");
  checkBounds(cx, span, "minProperties", minProperties, "maxProperties", maxProperties);
  const constraints: ObjectConstraints = {
    ...(minProperties !== undefined && minProperties > 0 && { minProperties }),
    ...(maxProperties !== undefined && { maxProperties }),
  };
  const shapeless = properties.length === 0 && patterns.length === 0 && requiredExtra.length === 0;
  // An object that combines with others must not let their undeclared properties through.
  const shaped = ["$ref", "allOf", "anyOf", "oneOf"].some((key) => getOwn(schema, key) !== undefined);
  const free = additional === "open" && !shaped && scope.combined !== true;
  if (shapeless && additional !== "closed" && (additional !== "open" || free)) {
    const values: Type = additional === "open" ? { kind: "unknown", span } : additional;
    return {
      kind: "map",
      ...(keys && { keys }),
      values,
      constraints,
      span,
      ...(refinements.length > 0 && { refinements }),
    };
  }
  if (keys !== undefined)
    refinements.unshift({ kind: "propertyNames", type: keys, span: childSpan(span, "propertyNames") });
  return {
    kind: "object",
    properties,
    ...(requiredExtra.length > 0 && { requiredExtra }),
    ...(patterns.length > 0 && { patterns }),
    additional,
    constraints,
    span,
    ...(refinements.length > 0 && { refinements }),
  };
}
