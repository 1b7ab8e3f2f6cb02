import type { Header } from "../ir/operation.ts";
import type { Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { sharedName } from "./components.ts";
import type { Context } from "./context.ts";
import { docsOf, flag, quote, report } from "./context.ts";
import { collectExamples } from "./examples.ts";
import { lowerMediaBody } from "./media-body.ts";
import { parseMediaType } from "./media-type.ts";
import { lowerCookies } from "./volo/replies.ts";
import { isToken } from "./token.ts";
import { lowerSchema } from "./schema.ts";

/**
 * Lowers the headers of a response or of a part.
 * @see https://spec.openapis.org/oas/v3.1.1.html#header-object
 */
export function lowerHeaders(cx: Context, headers: JsonData | undefined, span: NodeSpan): Header[] {
  if (!isObject(headers)) return [];
  const out: Header[] = [];
  for (const name of Object.keys(headers)) {
    if (!isToken(name)) {
      report(cx, "VG2025", keySpan(span, name), `${quote(name)} is not a legal name of a header`);
      continue;
    }
    if (name.toLowerCase() === "content-type") {
      report(
        cx,
        "VG2026",
        keySpan(span, name),
        `the header ${quote(name)} is ignored, as the specification demands`,
        {
          hint: "it follows from the media type of the content",
        },
      );
      continue;
    }
    if (out.some((header) => header.name.toLowerCase() === name.toLowerCase())) {
      report(
        cx,
        "VG2025",
        keySpan(span, name),
        `the header ${quote(name)} is declared twice: names of headers have no case`,
      );
      continue;
    }
    const item = headers[name]!;
    const node = cx.references.follow(item, childSpan(span, name));
    if (node === undefined || !isObject(node.value)) continue;
    const { value } = node;
    const cookies = name.toLowerCase() === "set-cookie" ? lowerCookies(cx, value, node.span) : undefined;
    if (cookies !== undefined) {
      out.push(...cookies);
      continue;
    }
    const schema = getOwn(value, "schema");
    const content = schema === undefined ? lowerHeaderContent(cx, value, node.span) : undefined;
    const docs = docsOf(value);
    const shared = sharedName(item, cx, childSpan(span, name));
    const type: Type =
      content?.type ??
      (schema === undefined
        ? { kind: "string", constraints: {}, span: node.span }
        : lowerSchema(cx, schema, childSpan(node.span, "schema")));
    collectExamples(cx, value, type, node.span);
    out.push({
      name,
      property: "",
      required: flag(value, "required") === true,
      explode: flag(value, "explode") === true,
      ...(content && { content: content.content }),
      type,
      ...(shared !== undefined && { shared }),
      ...(docs && { docs }),
      span: node.span,
    });
  }
  return out;
}

/** The document that a header holds, where `content` describes it: JSON, or text of any other media type. */
function lowerHeaderContent(
  cx: Context,
  header: JsonObject,
  span: NodeSpan,
): { content: NonNullable<Header["content"]>; type: Type } | undefined {
  const at = childSpan(span, "content");
  const content = getOwn(header, "content");
  const [key] = isObject(content) ? Object.keys(content) : [];
  if (!isObject(content) || key === undefined) return undefined;
  const media = parseMediaType(key);
  if (media === undefined) {
    report(cx, "VG2028", keySpan(at, key), `${quote(key)} is not a media type`);
    return undefined;
  }
  const node = cx.references.follow(content[key]!, childSpan(at, key));
  if (node === undefined || !isObject(node.value)) return undefined;
  const schema = getOwn(node.value, "schema");
  const schemaAt = childSpan(node.span, "schema");
  const { type, format } = lowerMediaBody(cx, media.essence, schema, schemaAt, node.span, "parameter");
  const how = { mediaType: media.full, fields: [] };
  if (format !== "form") return { content: { ...how, format: format === "json" ? "json" : "text" }, type };
  const message = `a header does not carry ${quote(media.full)}: it is handed over as text`;
  report(cx, "VG2161", keySpan(at, key), message);
  return {
    content: { ...how, format: "text" },
    type: { kind: "string", constraints: {}, span: node.span },
  };
}
