import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { text } from "./context.ts";
import { jsonTypes } from "./json-types.ts";
import { formatOf, parseMediaType } from "./media-type.ts";
import { refOf } from "./structure.ts";

// Events of a `text/event-stream` are objects whose fields the media type defines; the text of `data` may be a document.

/** The JSON types of the fields of an event; senders and readers know no others. */
export const eventFields: Readonly<Record<string, number>> = {
  data: jsonTypes.string,
  event: jsonTypes.string,
  id: jsonTypes.string,
  retry: jsonTypes.number,
};

/** What the text of a field holds. */
export interface Embedded {
  readonly mediaType: string;
  /** Of the document; `undefined` when it may be any. */
  readonly schema: JsonData | undefined;
  readonly span: NodeSpan;
}

/**
 * The JSON document that a schema says is in a string, `undefined` when it says nothing like it.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-8
 */
export function embeddedJson(cx: Context, value: JsonData, span: NodeSpan): Embedded | undefined {
  const node = cx.references.follow(value, span);
  if (node === undefined || !isObject(node.value)) return undefined;
  const mediaType = parseMediaType(text(node.value, "contentMediaType") ?? "")?.essence;
  if (mediaType === undefined || formatOf(mediaType) !== "json") return undefined;
  if (getOwn(node.value, "contentEncoding") !== undefined) return undefined;
  return {
    mediaType,
    schema: getOwn(node.value, "contentSchema"),
    span: childSpan(node.span, "contentSchema"),
  };
}

/** Whether a schema of events, or one that it is made of, has JSON in the field `data`. */
export function hasJsonData(cx: Context, value: JsonData, span: NodeSpan): boolean {
  if (!isObject(value)) return false;
  const known = cx.memo.jsonData.get(value);
  if (known !== undefined) return known;
  cx.memo.jsonData.set(value, false);
  const result =
    ownJsonData(cx, value, span) || partsOf(cx, value, span).some(([part, at]) => hasJsonData(cx, part, at));
  cx.memo.jsonData.set(value, result);
  return result;
}

function ownJsonData(cx: Context, schema: JsonObject, span: NodeSpan): boolean {
  const properties = getOwn(schema, "properties");
  const data = isObject(properties) ? getOwn(properties, "data") : undefined;
  const at = childSpan(childSpan(span, "properties"), "data");
  return data !== undefined && embeddedJson(cx, data, at) !== undefined;
}

/** Schemas that apply to the same value. */
function partsOf(cx: Context, schema: JsonObject, span: NodeSpan): [JsonData, NodeSpan][] {
  const found: [JsonData, NodeSpan][] = [];
  const ref = refOf(schema);
  const target = ref === undefined ? undefined : cx.references.target(ref, span);
  if (target !== undefined) found.push([target.value, target.span]);
  for (const key of ["allOf", "oneOf", "anyOf"]) {
    const members = getOwn(schema, key);
    const at = childSpan(span, key);
    if (isArray(members)) members.forEach((member, i) => found.push([member, childSpan(at, i)]));
  }
  return found;
}

/** A text in `data` that a schema declares for those of its alternatives which do not say more about it. */
export interface SharedData {
  readonly value: JsonData;
  readonly span: NodeSpan;
  readonly required: boolean;
}

/**
 * The declaration of `data` beside alternatives of which some have JSON there: it speaks of the text, they of the document
 * in it, so it is handed to the others.
 */
export function sharedData(cx: Context, schema: JsonObject, span: NodeSpan): SharedData | undefined {
  const properties = getOwn(schema, "properties");
  const value = isObject(properties) ? getOwn(properties, "data") : undefined;
  if (value === undefined || ownJsonData(cx, schema, span)) return undefined;
  if (!partsOf(cx, schema, span).some(([part, at]) => hasJsonData(cx, part, at))) return undefined;
  const required = getOwn(schema, "required");
  return {
    value,
    span: childSpan(childSpan(span, "properties"), "data"),
    required: isArray(required) && required.includes("data"),
  };
}
