import type { StringConstraints, StringContent, Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn } from "../source/value.ts";
import { isBinary, warnBinary } from "./binary.ts";
import type { Context } from "./context.ts";
import { quote, report, text } from "./context.ts";
import { stringFormats, unknownFormat } from "./format.ts";
import { formatOf, parseMediaType } from "./media-type.ts";
import { checkPatternCost } from "./pattern-check.ts";
import { patternHint, readPattern } from "./pattern.ts";
import { checkBounds, count } from "./schema-bounds.ts";
import type { Scope } from "./scope.ts";

/** A pattern that compiles with the flag `u`, or `undefined` after a diagnostic. */
export function lowerPattern(cx: Context, pattern: string, span: NodeSpan): string | undefined {
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
  const at = childSpan(span, "pattern");
  const pattern = source === undefined ? undefined : lowerPattern(cx, source, at);
  const use = pattern === undefined ? undefined : checkPatternCost(cx, pattern, at, maxLength);
  const longest = use?.maxLength ?? maxLength;
  return {
    ...(minLength !== undefined && minLength > 0 && { minLength }),
    ...(longest !== undefined && { maxLength: longest }),
    ...(pattern !== undefined && use?.enforced === true && { pattern }),
  };
}

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3 */
export function lowerString(cx: Context, schema: JsonObject, span: NodeSpan, scope: Scope): Type {
  if (scope.mode !== "json" && isBinary(cx, schema, span, scope.mode)) {
    const contentType = text(schema, "contentMediaType");
    return { kind: "binary", ...(contentType !== undefined && { contentType }), span };
  }
  const constraints = stringConstraints(cx, schema, span);
  const format = text(schema, "format");
  const encoding = cx.version === "3.0" ? undefined : text(schema, "contentEncoding");
  const bytes = encoding?.toLowerCase() ?? (format === "byte" ? "base64" : format);
  const isBytes = bytes === "base64" || bytes === "base64url";
  const content =
    cx.version === "3.0" ? undefined : stringContent(cx, schema, span, encoding !== undefined || isBytes);
  if (isBytes) return { kind: "bytes", encoding: bytes, constraints, span };
  if (encoding !== undefined) {
    report(
      cx,
      "VG2141",
      childSpan(span, "contentEncoding"),
      `the encoding ${quote(encoding)} is documented and not checked`,
    );
  }
  if (format === "binary" && scope.mode === "json") warnBinary(cx, childSpan(span, "format"));
  else if (format !== undefined && !stringFormats.has(format)) unknownFormat(cx, schema, format, span);
  return {
    kind: "string",
    ...(format !== undefined && { format }),
    constraints,
    ...(content && { content }),
    span,
  };
}

/**
 * What a string holds. Beside `type: string` the author means it, so text that is said to be JSON has to be JSON, and
 * has to fit `contentSchema`; JSON Schema leaves the assertion to the application.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-8
 */
function stringContent(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  isEncoded: boolean,
): StringContent | undefined {
  const mediaType = text(schema, "contentMediaType");
  const inner = getOwn(schema, "contentSchema");
  const essence = mediaType === undefined ? undefined : parseMediaType(mediaType)?.essence;
  const isJson = essence !== undefined && formatOf(essence) === "json" && !isEncoded;
  if (inner !== undefined && !isJson) {
    const why = isEncoded
      ? "the text is encoded"
      : mediaType === undefined
        ? "there is no contentMediaType beside it"
        : `${quote(mediaType)} is not JSON`;
    report(cx, "VG2094", keySpan(span, "contentSchema"), `contentSchema is documentation only: ${why}`);
  }
  if (mediaType === undefined) return undefined;
  if (!isJson) return { mediaType };
  const at = childSpan(span, "contentSchema");
  return { mediaType, type: inner === undefined ? { kind: "unknown", span } : cx.schema(inner, at) };
}
