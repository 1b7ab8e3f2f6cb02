import type { JsonValue } from "../ir/json.ts";
import type { IntersectionType, NullableType, ReferenceType, Refinement, Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import {
  acceptedTypes,
  applicatorTypes,
  constrainedTypes,
  declaredTypes,
  hasInPlace,
  keywordTypes,
  ownTypes,
} from "./accepted.ts";
import { anyType, jsonTypes } from "./json-types.ts";
import { hasJsonData, sharedData } from "./event.ts";
import type { Mode, Scope } from "./scope.ts";
import { jsonScope } from "./scope.ts";
import { hasBinaryParts, isBinary, warnBinary } from "./binary.ts";
import type { Context } from "./context.ts";
import { docsOf, isNullable, quote, report, text, versionName } from "./context.ts";
import { checkDialect } from "./dialect.ts";
import { extended, withoutRepetition } from "./volo/schema.ts";
import { enterScope, outside } from "./dynamic-scope.ts";
import type { Target } from "./references.ts";
import { hasAnnotation, lowerBase } from "./schema-base.ts";
import { collectSchemaExamples } from "./examples.ts";
import { refOf } from "./structure.ts";
import { lowerUnion } from "./union.ts";

/** Keywords that only describe. They never make a combination out of a reference. */
const annotations: ReadonlySet<string> = new Set([
  "$anchor",
  "$comment",
  "$defs",
  "$dynamicAnchor",
  "$id",
  "$schema",
  "$vocabulary",
  "default",
  "deprecated",
  "description",
  "example",
  "examples",
  "externalDocs",
  "readOnly",
  "summary",
  "title",
  "writeOnly",
  "xml",
]);

/** Keywords of older drafts that would change what a schema means, with what 2020-12 has in their place. */
const older: Readonly<Record<string, string>> = {
  $recursiveRef: "write $dynamicRef",
  $recursiveAnchor: "write $dynamicAnchor",
};

const keywords31: readonly string[] = [
  ...annotations,
  "$dynamicRef",
  ...Object.keys(keywordTypes),
  "$ref",
  "allOf",
  "anyOf",
  "const",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  "discriminator",
  "else",
  "enum",
  "format",
  "if",
  "maxContains",
  "minContains",
  "not",
  "oneOf",
  "then",
  "type",
];

const known31: ReadonlySet<string> = new Set(keywords31);

/** Keywords of 2020-12 that restrict values, with those of OpenAPI; what a reference's siblings may add. */
function constrains(key: string): boolean {
  return (
    !annotations.has(key) &&
    !key.startsWith("x-") &&
    key !== "$ref" &&
    key !== "$dynamicRef" &&
    key !== "discriminator" &&
    known31.has(key)
  );
}

/**
 * Lowers a Schema Object.
 *
 * A schema is a conjunction: what its own keywords say, its reference, the members of `allOf`, the unions of `oneOf` and
 * `anyOf`. Each becomes a part; one part stands for itself, several become an intersection. What has no shape (`not`,
 * `if` …) refines the whole.
 * @see https://spec.openapis.org/oas/v3.1.1.html#schema-object
 * @see https://json-schema.org/draft/2020-12/json-schema-core
 */
export function lowerSchema(cx: Context, value: JsonData, span: NodeSpan, scope: Scope = jsonScope): Type {
  if (value === true) return { kind: "unknown", span };
  if (value === false) return { kind: "never", span };
  // Validation of the document has reported anything else.
  if (!isObject(value)) return { kind: "unknown", span };
  const plain = withoutRepetition(value);
  const type = lowerPlain(cx, plain, span, scope);
  return extended(cx, type, value, plain, span, (inner, at) => lowerSchema(cx, inner, at));
}

function lowerPlain(cx: Context, value: JsonObject, span: NodeSpan, scope: Scope): Type {
  if (cx.dynamic === undefined || cx.references.resources.isNested(value, span))
    cx = cx.within(enterScope(cx.references, cx.dynamic ?? outside, span));
  const is30 = cx.version === "3.0";
  const ref = refOf(value);
  if (scope.mode === "part" && ref === undefined && isBinary(cx, value, span, "part")) {
    const contentType = text(value, "contentMediaType");
    return describe(
      cx,
      { kind: "binary", ...(contentType !== undefined && { contentType }), span },
      value,
      span,
    );
  }
  if (ref !== undefined && is30) {
    warnIgnoredSiblings(cx, value, span);
    return lowerReference(cx, cx.references.target(ref, span), span, scope);
  }
  if (is30) return lowerParts(cx, value, span, scope, [], []);
  checkKeywords(cx, value, span);
  const targets: (Target | undefined)[] = [];
  if (ref !== undefined) targets.push(cx.references.target(ref, span));
  const dynamicRef = text(value, "$dynamicRef");
  if (dynamicRef !== undefined) targets.push(dynamicTarget(cx, dynamicRef, span));
  const references = targets.map((target) => lowerReference(cx, target, span, scope));
  const [only] = references;
  if (only !== undefined && references.length === 1 && !Object.keys(value).some((key) => constrains(key)))
    return describe(cx, only, value, span);
  return lowerParts(cx, value, span, scope, references, targets);
}

/** The schema that a dynamic reference leads to in the scope at hand. */
function dynamicTarget(cx: Context, ref: string, span: NodeSpan): Target | undefined {
  const found = cx.references.dynamicTarget(ref, span);
  if (found?.name === undefined) return found?.target;
  return cx.dynamic?.get(found.name) ?? found.target;
}

/** A reference as a type: by identity, so that its name comes from where the schema is defined. */
function lowerReference(cx: Context, target: Target | undefined, span: NodeSpan, scope: Scope): Type {
  // The broken reference was reported where it is written.
  if (target === undefined) return { kind: "unknown", span };
  if (isBinary(cx, target.value, target.span, scope.mode)) {
    if (scope.mode !== "json") return { kind: "binary", span };
    warnBinary(cx, childSpan(span, "$ref"));
    return { kind: "string", format: "binary", constraints: {}, span };
  }
  const mode = isVariant(cx, target, scope.mode) ? scope.mode : "json";
  const base = mode === "json" && scope.extended === true && cx.subtypes.isBase(target);
  const reference: ReferenceType = {
    kind: "ref",
    target: cx.typeId(target, mode, cx.dynamic ?? outside, base),
    span,
  };
  return reference;
}

/** Whether a schema is another type in a multipart body, or as an event, than in JSON. */
function isVariant(cx: Context, { value, span }: Target, mode: Mode): boolean {
  if (mode === "json") return false;
  return mode === "event" ? hasJsonData(cx, value, span) : hasBinaryParts(cx, value, span, mode);
}

function warnIgnoredSiblings(cx: Context, schema: JsonObject, span: NodeSpan): void {
  const ignored = Object.keys(schema).filter(
    (key) => (constrains(key) || key === (cx.swagger ? "x-nullable" : "nullable")) && !key.startsWith("$"),
  );
  if (ignored.length === 0) return;
  const names = ignored.map((key) => quote(key)).join(", ");
  report(
    cx,
    "VG2049",
    keySpan(span, ignored[0]!),
    `${names} beside "$ref" ${ignored.length > 1 ? "have" : "has"} no effect in ${versionName(cx)}`,
    {
      hint: "wrap the reference: allOf: [{ $ref: … }]",
    },
  );
}

function checkKeywords(cx: Context, schema: JsonObject, span: NodeSpan): void {
  const dialect = text(schema, "$schema");
  if (dialect !== undefined) checkDialect(cx, dialect, childSpan(span, "$schema"));
  for (const key of Object.keys(schema)) {
    if (key.startsWith("x-")) continue;
    if (Object.hasOwn(older, key)) {
      const message = `${quote(key)} has no meaning in JSON Schema 2020-12`;
      report(cx, "VG2129", keySpan(span, key), message, { hint: older[key] });
    } else if (!known31.has(key)) {
      const hint =
        key === "nullable" ? 'from OpenAPI 3.1 on write type: ["…", "null"]' : didYouMean(key, keywords31);
      report(
        cx,
        "VG2052",
        keySpan(span, key),
        `${quote(key)} is not a keyword of a schema and has no effect`,
        { hint },
      );
    }
  }
}

function lowerParts(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  scope: Scope,
  references: readonly Type[],
  targets: readonly (Target | undefined)[],
): Type {
  const nullable = isNullable(cx, schema);
  let outer = scope.types;
  for (const target of targets)
    if (target !== undefined) outer &= acceptedTypes(cx, target.value, target.span);
  const combined = outer & applicatorTypes(cx, schema, span);
  const types = outer & ownTypes(cx, schema, span);

  if (types === 0 && outer !== 0) {
    report(cx, "VG2060", span, "no value can satisfy this schema: its parts accept different JSON types");
    return { kind: "never", span };
  }

  const parts: Type[] = [];
  const base = lowerBase(cx, schema, span, { ...scope, types });
  parts.push(...references);
  const data = scope.mode === "event" ? (sharedData(cx, schema, span) ?? scope.data) : undefined;
  const inPlace: Scope = { mode: scope.mode, types, ...(data && { data }) };

  const all = getOwn(schema, "allOf");
  if (isArray(all)) {
    const at = childSpan(span, "allOf");
    const combined = scope.combined === true || all.length > 1 || constrainedTypes(cx, schema) !== 0;
    const extended = cx.subtypes.extends(schema);
    all.forEach((item, i) => {
      const member = lowerSchema(cx, item, childSpan(at, i), { ...inPlace, combined, extended });
      if (!isEmpty(member)) parts.push(member);
    });
  }
  for (const key of ["oneOf", "anyOf"] as const) {
    const members = getOwn(schema, key);
    if (!isArray(members) || members.length === 0) continue;
    const union = lowerUnion(cx, key, members, schema, span, inPlace);
    if (!isEmpty(union)) parts.push(union);
  }
  const isUnion = getOwn(schema, "oneOf") !== undefined || getOwn(schema, "anyOf") !== undefined;
  const discriminator = getOwn(schema, "discriminator");
  if (!isUnion && (isObject(discriminator) || (cx.swagger && typeof discriminator === "string"))) {
    report(
      cx,
      "VG2056",
      keySpan(span, "discriminator"),
      "this schema is no union, and no schema with a name extends it: there is nothing to tell apart",
      { hint: cx.swagger ? "OpenAPI 3.0 has oneOf for alternatives" : "list the alternatives in oneOf" },
    );
  }
  const refinements = lowerRefinements(cx, schema, span, inPlace);

  if (base !== undefined) {
    const says =
      constrainedTypes(cx, schema) !== 0 ||
      hasAnnotation(schema) ||
      getOwn(schema, "enum") !== undefined ||
      getOwn(schema, "const") !== undefined;
    const declared = declaredTypes(schema) ?? anyType;
    // `type` adds nothing to parts that accept nothing else anyway.
    const redundant =
      parts.length > 0 &&
      (!says || isVacuous(base)) &&
      (combined & ~declared) === 0 &&
      base.refinements === undefined;
    if (!redundant) parts.unshift(base);
  }

  let result: Type;
  if (parts.length === 0) result = { kind: "unknown", span };
  else if (parts.length === 1) result = parts[0]!;
  else {
    const intersection: IntersectionType = { kind: "intersection", members: parts, span };
    result = intersection;
  }
  if (refinements.length > 0)
    result = { ...result, refinements: [...(result.refinements ?? []), ...refinements] };

  if (nullable && (scope.types & jsonTypes.null) !== 0 && !acceptsNull(result)) {
    warnNullable(cx, schema, span, parts.length > 0 || refinements.length > 0);
    const wrapped: NullableType = { kind: "nullable", inner: result, span };
    result = wrapped;
  }
  return describe(cx, result, schema, span);
}

function acceptsNull(type: Type): boolean {
  return type.kind === "nullable" || (type.kind === "unknown" && type.refinements === undefined);
}

/** By the letter, `nullable` only widens `type`, and `enum` has to list null; authors mean that null is fine. */
function warnNullable(cx: Context, schema: JsonObject, span: NodeSpan, constrained: boolean): void {
  // The extension of 2.0 has no letter.
  if (!constrained || cx.swagger) return;
  const values = getOwn(schema, "enum");
  if (isArray(values) && !values.includes(null)) {
    report(
      cx,
      "VG2051",
      childSpan(span, "nullable"),
      '"nullable" beside an "enum" that does not list null: null is let in',
      {
        hint: "add null to the enum",
      },
    );
  } else if (getOwn(schema, "type") === undefined) {
    report(
      cx,
      "VG2051",
      childSpan(span, "nullable"),
      '"nullable" has an effect only beside "type": null is let in as its author probably wanted',
      {
        hint: "state the type beside it",
      },
    );
  }
}

/** True for an object that restricts nothing; what refines it stands on the whole. */
function isVacuous(type: Type): boolean {
  return (
    type.kind === "object" &&
    type.properties.length === 0 &&
    type.patterns === undefined &&
    type.requiredExtra === undefined &&
    type.additional === "open" &&
    Object.keys(type.constraints).length === 0
  );
}

/** True for a part that says nothing. */
function isEmpty(type: Type): boolean {
  return type.kind === "unknown" && type.refinements === undefined;
}

/** Adds documentation, the default and the schema's own place to a type. */
function describe(cx: Context, type: Type, schema: JsonObject, span: NodeSpan): Type {
  const docs = docsOf(schema);
  const value = getOwn(schema, "default");
  collectSchemaExamples(cx, schema, type, span);
  if (docs === undefined && value === undefined) return type.span === span ? type : { ...type, span };
  const result: Type & { default?: JsonValue } = {
    ...type,
    span,
    ...(docs && { docs: { ...type.docs, ...docs } }),
  };
  if (value !== undefined) {
    result.default = value;
    cx.defaults.push({ owner: result, type: result, span: childSpan(span, "default") });
  }
  return result;
}

/** @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2 */
function lowerRefinements(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): Refinement[] {
  const out: Refinement[] = [];
  const sub = (key: string, inner: Scope = scope): Type | undefined => {
    const value = getOwn(schema, key);
    return value === undefined ? undefined : lowerSchema(cx, value, childSpan(span, key), inner);
  };
  const not = sub("not");
  if (not !== undefined) out.push({ kind: "not", type: not, span: childSpan(span, "not") });
  if (cx.version === "3.0") return out;

  const condition = sub("if");
  if (condition !== undefined) {
    const then = sub("then");
    const otherwise = sub("else");
    // Alone it decides nothing, and still looks at properties and items (`unevaluatedProperties`).
    out.push({
      kind: "if",
      if: condition,
      ...(then && { then }),
      ...(otherwise && { else: otherwise }),
      span: childSpan(span, "if"),
    });
  } else {
    for (const key of ["then", "else"]) {
      if (getOwn(schema, key) !== undefined)
        report(cx, "VG2059", keySpan(span, key), `${quote(key)} has no effect without "if"`);
    }
  }
  // Without other schemas in place they are the same as `additionalProperties` and `items`: see `lowerBase`.
  if (hasInPlace(schema)) {
    const element: Scope = { types: anyType, mode: "json" };
    for (const key of ["unevaluatedProperties", "unevaluatedItems"] as const) {
      const type = sub(key, element);
      if (type !== undefined) out.push({ kind: key, type, span: childSpan(span, key) });
    }
  }
  return out;
}
