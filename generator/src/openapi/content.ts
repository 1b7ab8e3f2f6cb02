import type { BodyFormat, Content } from "../ir/operation.ts";
import type { Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { acceptedTypes } from "./accepted.ts";
import { anyType, jsonTypes } from "./json-types.ts";
import { bodyLimit } from "./body-limit.ts";
import { isBinary } from "./binary.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { lowerEncodings } from "./encoding.ts";
import { collectExamples } from "./examples.ts";
import { formatOf, framingOf, parseMediaType } from "./media-type.ts";
import { lowerSchema } from "./schema.ts";
import { jsonScope } from "./scope.ts";

/**
 * Lowers a map of media types.
 * @see https://spec.openapis.org/oas/v3.1.1.html#media-type-object
 */
export function lowerContent(
  cx: Context,
  content: JsonData | undefined,
  span: NodeSpan,
  place: "body" | "parameter",
): Content[] {
  if (!isObject(content)) return [];
  const out: Content[] = [];
  for (const key of Object.keys(content)) {
    const at = childSpan(span, key);
    const media = parseMediaType(key);
    if (media === undefined) {
      report(cx, "VG2028", keySpan(span, key), `${quote(key)} is not a media type`, {
        hint: didYouMean(key, commonTypes),
      });
      continue;
    }
    const node = cx.references.follow(content[key]!, at);
    if (node === undefined || !isObject(node.value)) continue;
    if (out.some((c) => c.mediaType === media.full)) {
      report(cx, "VG2028", keySpan(span, key), `the media type ${quote(media.full)} is declared twice`);
      continue;
    }
    out.push(lowerMediaType(cx, media, node.value, node.span, place));
  }
  return out;
}

const commonTypes: readonly string[] = [
  "application/json",
  "application/octet-stream",
  "application/problem+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
];

function lowerMediaType(
  cx: Context,
  media: { full: string; essence: string },
  value: JsonObject,
  span: NodeSpan,
  place: "body" | "parameter",
): Content {
  const schema = getOwn(value, "schema");
  const at = childSpan(span, "schema");
  const { type, format } =
    lowerItems(cx, media.essence, value, span, place) ??
    lowerMediaBody(cx, media.essence, schema, at, span, place);
  const encoding = lowerEncodings(
    cx,
    getOwn(value, "encoding"),
    childSpan(span, "encoding"),
    format,
    schema,
    at,
  );
  const limit = place === "body" ? bodyLimit(cx, value, span) : undefined;
  if (format === "json") collectExamples(cx, value, type, span);
  return { mediaType: media.full, format, type, encoding, ...(limit !== undefined && { limit }), span };
}

/**
 * A body whose items are described each by itself, so that they can be handled as they arrive.
 * @see https://spec.openapis.org/oas/v3.2.0.html#sequential-media-types
 */
function lowerItems(
  cx: Context,
  essence: string,
  value: JsonObject,
  span: NodeSpan,
  place: "body" | "parameter",
): Pick<Content, "type" | "format"> | undefined {
  const itemSchema = getOwn(value, "itemSchema");
  if (itemSchema === undefined || cx.version !== "3.2") return undefined;
  const framing = framingOf(essence);
  const at = childSpan(span, "itemSchema");
  if (framing === undefined) {
    report(cx, "VG2180", { ...at, at: "key" }, `a body of ${quote(essence)} is no sequence of items`, {
      hint: "sequences are text/event-stream, application/jsonl, application/x-ndjson, application/json-seq and multipart/mixed",
    });
    return undefined;
  }
  if (place === "parameter") {
    report(cx, "VG2181", { ...at, at: "key" }, "a parameter arrives as a whole: it cannot be a stream");
    return undefined;
  }
  if (getOwn(value, "schema") !== undefined) {
    const message = "the items are checked one by one as itemSchema says: this schema of all of them is not";
    report(cx, "VG2184", { ...childSpan(span, "schema"), at: "key" }, message);
  }
  const mode = framing === "sse" ? "event" : framing === "multipart" ? "part" : "json";
  const items = lowerSchema(cx, itemSchema, at, { ...jsonScope, mode });
  return { type: { kind: "stream", items, framing, span: at }, format: "stream" };
}

/** How a body of a media type is treated, and its type. `at` is where the schema stands, `span` the media type. */
export function lowerMediaBody(
  cx: Context,
  essence: string,
  schema: JsonData | undefined,
  at: NodeSpan,
  span: NodeSpan,
  place: "body" | "parameter",
): Pick<Content, "type" | "format"> {
  let format = formatOf(essence);
  if (essence === "*/*" && schema !== undefined && !isBinary(cx, schema, at, "part")) {
    // Tools write this for whatever their framework produces, which is JSON for everything but a text.
    format = acceptedTypes(cx, schema, at) === jsonTypes.string ? "text" : "json";
  }
  return lowerBody(cx, essence, format, schema, at, span, place);
}

function lowerBody(
  cx: Context,
  essence: string,
  format: BodyFormat,
  schema: JsonData | undefined,
  at: NodeSpan,
  span: NodeSpan,
  place: "body" | "parameter",
): { type: Type; format: BodyFormat } {
  const bytes: Type = { kind: "binary", ...(!essence.includes("*") && { contentType: essence }), span };
  const string: Type = { kind: "string", constraints: {}, span };
  switch (format) {
    case "json":
      return { type: schema === undefined ? { kind: "unknown", span } : lowerSchema(cx, schema, at), format };
    case "form":
    case "multipart": {
      if (schema === undefined)
        return { type: { kind: "map", values: { kind: "unknown", span }, constraints: {}, span }, format };
      if ((acceptedTypes(cx, schema, at) & jsonTypes.object) === 0) {
        report(
          cx,
          "VG2082",
          at,
          `a body of ${quote(essence)} has named fields: its schema must be an object`,
        );
        return { type: { kind: "map", values: { kind: "unknown", span }, constraints: {}, span }, format };
      }
      return {
        type: lowerSchema(
          cx,
          schema,
          at,
          format === "multipart" ? { ...jsonScope, mode: "multipart" } : jsonScope,
        ),
        format,
      };
    }
    case "text": {
      if (schema === undefined) return { type: string, format };
      if (isBinary(cx, schema, at, "part")) return { type: bytes, format: "binary" };
      const structured = acceptedTypes(cx, schema, at) & (jsonTypes.object | jsonTypes.array);
      if (structured === 0 || acceptedTypes(cx, schema, at) === anyType)
        return { type: structured === 0 ? lowerSchema(cx, schema, at) : string, format };
      notEnforced(cx, essence, at, "handed over as text");
      return { type: string, format };
    }
    default: {
      if (place === "parameter") {
        if (schema !== undefined) notEnforced(cx, essence, at, "handed over as text");
        return { type: string, format: "text" };
      }
      const plain = schema === undefined || isBinary(cx, schema, at, "part") || isPlainString(cx, schema, at);
      if (!plain) notEnforced(cx, essence, at, "handed over as bytes");
      return { type: bytes, format: "binary" };
    }
  }
}

/** A string without rules is how many documents say "bytes". */
function isPlainString(cx: Context, schema: JsonData, span: NodeSpan): boolean {
  const node = cx.references.follow(schema, span);
  if (node === undefined || !isObject(node.value)) return node?.value === true;
  const keys = Object.keys(node.value);
  return (
    (getOwn(node.value, "type") === "string" || keys.length === 0) &&
    !["enum", "const", "pattern", "minLength", "maxLength", "allOf", "oneOf", "anyOf"].some((key) =>
      keys.includes(key),
    )
  );
}

function notEnforced(cx: Context, essence: string, at: NodeSpan, what: string): void {
  report(cx, "VG2080", at, `bodies of ${quote(essence)} are ${what}: this schema is not enforced`);
}
