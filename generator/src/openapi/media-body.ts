import type { BodyFormat, Content } from "../ir/operation.ts";
import type { Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { acceptedTypes } from "./accepted.ts";
import { isBinary } from "./binary.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { anyType, jsonTypes } from "./json-types.ts";
import { formatOf } from "./media-type.ts";
import { lowerSchema } from "./schema.ts";
import { jsonScope } from "./scope.ts";

/** How a body of a media type is treated, and its type. `at` is where the schema stands, `span` the media type. */
export function lowerMediaBody(
  cx: Context,
  essence: string,
  schema: JsonData | undefined,
  at: NodeSpan,
  span: NodeSpan,
  place: "body" | "parameter",
): Pick<Content, "type" | "format"> {
  if (place === "parameter") return lowerValue(cx, essence, schema, at, span);
  let format = formatOf(essence);
  if (essence === "*/*" && schema !== undefined && !isBinary(cx, schema, at, "part")) {
    // Tools write this for whatever their framework produces, which is JSON for everything but a text.
    format = acceptedTypes(cx, schema, at) === jsonTypes.string ? "text" : "json";
  }
  return lowerBody(cx, essence, format, schema, at, span);
}

/** What a parameter or a header holds: JSON, a form, or text of any other media type. */
function lowerValue(
  cx: Context,
  essence: string,
  schema: JsonData | undefined,
  at: NodeSpan,
  span: NodeSpan,
): { type: Type; format: BodyFormat } {
  const format = formatOf(essence);
  if (format === "json" || format === "form") return lowerBody(cx, essence, format, schema, at, span);
  const accepted = schema === undefined ? jsonTypes.string : acceptedTypes(cx, schema, at);
  if (schema !== undefined && (accepted & (jsonTypes.object | jsonTypes.array)) === 0)
    return { type: lowerSchema(cx, schema, at), format: "text" };
  if (schema !== undefined && accepted !== anyType) {
    report(
      cx,
      "VG2161",
      at,
      `parameters and headers of ${quote(essence)} are handed over as text: this schema is not enforced`,
      { hint: "application/json is the media type that is read" },
    );
  }
  return { type: { kind: "string", constraints: {}, span }, format: "text" };
}

function lowerBody(
  cx: Context,
  essence: string,
  format: BodyFormat,
  schema: JsonData | undefined,
  at: NodeSpan,
  span: NodeSpan,
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
      const accepted = acceptedTypes(cx, schema, at);
      // Parts without names, in their order (3.2 §4.14.5).
      if (format === "multipart" && cx.version === "3.2" && accepted === jsonTypes.array)
        return { type: lowerSchema(cx, schema, at, { ...jsonScope, mode: "part" }), format };
      if ((accepted & jsonTypes.object) === 0) {
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
