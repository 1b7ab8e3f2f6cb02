import type {
  Additional,
  MapType,
  ObjectConstraints,
  ObjectType,
  Property,
  Refinement,
  Type,
} from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { hasInPlace } from "./accepted.ts";
import type { Context } from "./context.ts";
import { docsOf, flag, quote, report } from "./context.ts";
import { embeddedJson, eventFields, sharedData } from "./event.ts";
import { jsonTypes } from "./json-types.ts";
import { checkBounds, count } from "./schema-bounds.ts";
import { checkRequired } from "./required-check.ts";
import { checkKeyPatternCost } from "./pattern-check.ts";
import { lowerPattern } from "./schema-string.ts";
import { refuseName } from "./volo/names.ts";
import type { Scope } from "./scope.ts";
import { jsonScope } from "./scope.ts";
import { refOf } from "./structure.ts";

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
  if (isObject(value) && refOf(value) === undefined) refuseName(cx, value, span);
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

/** A field of an event has the type that the media type gives it; the document in its data has its own. */
function lowerEventField(
  cx: Context,
  name: string,
  value: JsonData,
  span: NodeSpan,
  required: boolean,
  scope: Scope,
): Property {
  const types = Object.hasOwn(eventFields, name) ? eventFields[name] : undefined;
  if (types === undefined) {
    report(
      cx,
      "VG2182",
      { ...span, at: "key" },
      `an event has no field ${quote(name)}: nobody would send it`,
      {
        hint: `its fields are ${Object.keys(eventFields).join(", ")}`,
      },
    );
  }
  const embedded = name === "data" ? embeddedJson(cx, value, span) : undefined;
  if (embedded === undefined) {
    return lowerProperty(cx, name, value, span, required, { ...scope, types: types ?? scope.types });
  }
  const { schema = true, span: at, mediaType } = embedded;
  return { ...lowerProperty(cx, name, schema, at, required, scope), content: mediaType, span };
}

/** @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2 */
export function lowerObject(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  scope: Scope,
): ObjectType | MapType {
  const is30 = cx.version === "3.0";
  const declared = getOwn(schema, "properties");
  const at = childSpan(span, "properties");
  const requiredList = getOwn(schema, "required");
  const required = new Set(isArray(requiredList) ? requiredList.filter((r) => typeof r === "string") : []);
  const inner: Scope = { ...jsonScope, mode: scope.mode === "multipart" ? "part" : "json" };
  const properties: Property[] = [];
  const isEvent = scope.mode === "event";
  if (isObject(declared)) {
    const shared = isEvent ? sharedData(cx, schema, span) : undefined;
    for (const name of Object.keys(declared)) {
      const needed = required.delete(name) || (name === "data" && scope.data?.required === true);
      // The alternatives say what it is, and whether it is required.
      if (name === "data" && shared !== undefined) continue;
      const here = childSpan(at, name);
      const lower = isEvent ? lowerEventField : lowerProperty;
      properties.push(lower(cx, name, declared[name]!, here, needed, inner));
    }
  }
  if (scope.data !== undefined && !(isObject(declared) && Object.hasOwn(declared, "data"))) {
    const { value, span: here, required: needed } = scope.data;
    properties.push(lowerEventField(cx, "data", value, here, required.delete("data") || needed, inner));
  }

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
  let maxNameLength: number | undefined;
  let keys: Type | undefined;
  if (!is30) {
    const patternProperties = getOwn(schema, "patternProperties");
    if (isObject(patternProperties)) {
      const patternsAt = childSpan(span, "patternProperties");
      for (const source of Object.keys(patternProperties)) {
        const key = keySpan(patternsAt, source);
        const pattern = lowerPattern(cx, source, key);
        const use = pattern === undefined ? undefined : checkKeyPatternCost(cx, pattern, key);
        if (use?.maxLength !== undefined)
          maxNameLength = Math.min(maxNameLength ?? use.maxLength, use.maxLength);
        const type = cx.schema(patternProperties[source]!, childSpan(patternsAt, source), inner);
        if (pattern !== undefined && use?.enforced === true)
          patterns.push({ pattern, type, span: childSpan(patternsAt, source) });
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
  const requiredExtra = checkRequired(cx, schema, span, [...required], {
    closed: additional === "closed" && patterns.length === 0,
    silent: typeof additional === "object" || patterns.length > 0 || scope.combined === true,
  });
  const minProperties = count(schema, "minProperties");
  const maxProperties = count(schema, "maxProperties");
  checkBounds(cx, span, "minProperties", minProperties, "maxProperties", maxProperties);
  const constraints: ObjectConstraints = {
    ...(minProperties !== undefined && minProperties > 0 && { minProperties }),
    ...(maxProperties !== undefined && { maxProperties }),
    ...(maxNameLength !== undefined && { maxNameLength }),
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
      ...(additional === "open" && { open: true as const }),
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
