import type { Content } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { bodyLimit } from "./body-limit.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { lowerEncodings, lowerPositions } from "./encoding.ts";
import { collectExamples } from "./examples.ts";
import { framingOf, parseMediaType } from "./media-type.ts";
import { lowerSchema } from "./schema.ts";
import { jsonScope } from "./scope.ts";
import { lowerMediaBody } from "./media-body.ts";
import type { Node } from "./volo/same.ts";
import { sameAs } from "./volo/same.ts";

/** What a map of media types describes: the body of a request or of a reply, or the value of a parameter. */
export type ContentPlace = "request" | "reply" | "parameter";

/**
 * Lowers a map of media types.
 * @see https://spec.openapis.org/oas/v3.1.1.html#media-type-object
 */
export function lowerContent(
  cx: Context,
  content: JsonData | undefined,
  span: NodeSpan,
  place: ContentPlace,
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
    if (out.some((c) => withoutUtf8(c.mediaType) === withoutUtf8(media.full))) {
      report(cx, "VG2028", keySpan(span, key), `the media type ${quote(media.full)} is declared twice`);
      continue;
    }
    const same = sameAs(cx, { value: node.value, span: node.span }, content, span);
    out.push(lowerMediaType(cx, media, node.value, node.span, place, same));
  }
  return out;
}

/** Text is UTF-8 whether its type says so or not, so both are one type to whoever sends a body. */
function withoutUtf8(mediaType: string): string {
  return mediaType.replace(/; charset="?utf-8"?/i, "");
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
  role: ContentPlace,
  described: Node,
): Content {
  const place = role === "parameter" ? "parameter" : "body";
  const schema = getOwn(described.value, "schema");
  const at = childSpan(described.span, "schema");
  const { type, format } =
    lowerItems(cx, media.essence, described.value, described.span, place) ??
    lowerMediaBody(cx, media.essence, schema, at, span, place);
  const encoding = lowerEncodings(
    cx,
    getOwn(value, "encoding"),
    childSpan(span, "encoding"),
    format,
    schema,
    at,
    role,
  );
  const positions = lowerPositions(cx, value, span, type);
  const limit = place === "body" ? bodyLimit(cx, value, span) : undefined;
  if (format === "json") collectExamples(cx, value, type, span);
  return {
    mediaType: media.full,
    format,
    type,
    encoding,
    ...positions,
    ...(limit !== undefined && { limit }),
    span,
  };
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
