import type { Content, Header, ReplySpec } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan, keySpan } from "../../source/span.ts";
import type { JsonData } from "../../source/value.ts";
import { getOwn, isObject } from "../../source/value.ts";
import { sharedName } from "../components.ts";
import { lowerMediaBody } from "../media-body.ts";
import type { Context } from "../context.ts";
import { docsOf, quote, report, text } from "../context.ts";
import { lowerResponses } from "../response.ts";
import { isToken } from "../token.ts";
import { lowerValue } from "./collection.ts";
import type { MediaType } from "./media-types.ts";
import { impliedType } from "./media-types.ts";

/**
 * Lowers the responses of an operation. A response with a schema has it for each media type that is produced; one
 * without has no body.
 * @see https://spec.openapis.org/oas/v2.0.html#responses-object
 */
export function lowerReplies(
  cx: Context,
  responses: JsonData | undefined,
  span: NodeSpan,
  operation: NodeSpan,
  produces: readonly MediaType[] | undefined,
): ReplySpec[] {
  return lowerResponses(cx, responses, span, operation, (status, item, at) => {
    const node = cx.references.follow(item, at);
    if (node === undefined || !isObject(node.value)) return undefined;
    const { value } = node;
    const docs = docsOf(value);
    const shared = sharedName(item, cx, at);
    return {
      status,
      contents: lowerContents(cx, getOwn(value, "schema"), node.span, produces),
      headers: lowerHeaders(cx, getOwn(value, "headers"), childSpan(node.span, "headers")),
      ...(shared !== undefined && { shared }),
      ...(docs && { docs }),
      span: at,
    };
  });
}

/** @see https://spec.openapis.org/oas/v2.0.html#response-object */
function lowerContents(
  cx: Context,
  schema: JsonData | undefined,
  span: NodeSpan,
  produces: readonly MediaType[] | undefined,
): Content[] {
  if (schema === undefined) return [];
  const at = childSpan(span, "schema");
  if (isObject(schema) && text(schema, "type") === "file") {
    const types = produces ?? [impliedType("application/octet-stream", at)];
    return types.map((media) => ({
      mediaType: media.full,
      format: "binary",
      type: { kind: "binary", ...(!media.essence.includes("*") && { contentType: media.essence }), span: at },
      encoding: [],
      span: media.span,
    }));
  }
  const types = produces ?? [impliedType("application/json", at)];
  return types.map((media) => ({
    mediaType: media.full,
    ...lowerMediaBody(cx, media.essence, schema, at, media.span, "body"),
    encoding: [],
    span: media.span,
  }));
}

/** @see https://spec.openapis.org/oas/v2.0.html#header-object */
function lowerHeaders(cx: Context, headers: JsonData | undefined, span: NodeSpan): Header[] {
  if (!isObject(headers)) return [];
  const out: Header[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const at = childSpan(span, name);
    if (!isObject(value)) continue;
    if (!isToken(name)) {
      report(cx, "VG2025", keySpan(span, name), `${quote(name)} is not a legal name of a header`);
    } else if (name.toLowerCase() === "content-type") {
      report(
        cx,
        "VG2026",
        keySpan(span, name),
        `the header ${quote(name)} is ignored: "produces" describes it`,
      );
    } else if (out.some((header) => header.name.toLowerCase() === name.toLowerCase())) {
      report(
        cx,
        "VG2025",
        keySpan(span, name),
        `the header ${quote(name)} is declared twice: names of headers have no case`,
      );
    } else {
      const { type, collection } = lowerValue(cx, value, at);
      const docs = docsOf(value);
      out.push({
        name,
        property: "",
        // 2.0 cannot say that a header is always there.
        required: false,
        explode: false,
        ...(collection !== "csv" && collection !== "multi" && { style: collection }),
        type,
        ...(docs && { docs }),
        span: at,
      });
    }
  }
  return out;
}
