import type {
  BodyFormat,
  Content,
  FieldEncoding,
  Header,
  ParameterStyle,
  PartEncoding,
} from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { Type } from "../ir/type.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import { acceptedTypes } from "./accepted.ts";
import type { ContentPlace } from "./content.ts";
import type { Context } from "./context.ts";
import { flag, quote, report, text } from "./context.ts";
import { lowerHeaders } from "./header.ts";
import { jsonTypes } from "./json-types.ts";
import { parseMediaType } from "./media-type.ts";
import { checkFieldNesting } from "./nesting.ts";

/** @see https://spec.openapis.org/oas/v3.1.1.html#encoding-object */
export function lowerEncodings(
  cx: Context,
  encodings: JsonData | undefined,
  span: NodeSpan,
  format: BodyFormat,
  schema: JsonData | undefined,
  schemaAt: NodeSpan,
  place: ContentPlace,
): FieldEncoding[] {
  if (!isObject(encodings)) return [];
  if (format !== "form" && format !== "multipart") {
    if (Object.keys(encodings).length > 0) {
      report(
        cx,
        "VG2081",
        { ...span, at: "key" },
        '"encoding" has an effect only on forms and multipart bodies',
      );
    }
    return [];
  }
  const fields: Fields = new Map();
  const open = fieldNames(cx, schema, schemaAt, fields, new Set());
  const out: FieldEncoding[] = [];
  for (const field of Object.keys(encodings)) {
    const value = encodings[field]!;
    const at = childSpan(span, field);
    if (!isObject(value)) continue;
    if (!open && !fields.has(field)) {
      report(cx, "VG2081", keySpan(span, field), `the body has no field ${quote(field)}`, {
        hint: didYouMean(field, fields.keys()),
      });
      continue;
    }
    const headersOf =
      place === "reply" ? "of replies" : fields.has(field) ? undefined : "that are not declared";
    const encoding = lowerEncoding(cx, value, at, format, headersOf);
    if (encoding === undefined) continue;
    const declared = fields.get(field);
    if (declared !== undefined) checkStyle(cx, format, encoding, at, declared);
    out.push({ field, ...encoding });
  }
  return out;
}

/** What the properties of a body are declared as. */
type Fields = Map<string, { readonly schema: JsonData; readonly at: NodeSpan }>;

/** Reports what the style of a field has no form for. Before OpenAPI 3.1, parts have no style. */
function checkStyle(
  cx: Context,
  format: "form" | "multipart",
  { style, explode, allowReserved }: PartEncoding,
  span: NodeSpan,
  { schema, at }: { readonly schema: JsonData; readonly at: NodeSpan },
): void {
  if (style === undefined && explode === undefined && allowReserved === undefined) return;
  if (format === "form") {
    checkFieldNesting(cx, style ?? "form", schema, at);
    return;
  }
  if (style === undefined || cx.version === "3.0") return;
  const accepted = acceptedTypes(cx, schema, at) & ~jsonTypes.null;
  if (accepted === jsonTypes.object) {
    const message = `the part is an object, for which the style "${style}" has no form in multipart bodies`;
    report(cx, "VG2193", childSpan(span, "style"), message, {
      hint: "leave the style out: the object is JSON",
    });
  } else checkFieldNesting(cx, style, schema, at);
}

/**
 * Lowers the encodings of parts without names.
 * @see https://spec.openapis.org/oas/v3.2.0.html#encoding-by-position
 */
export function lowerPositions(
  cx: Context,
  value: JsonObject,
  span: NodeSpan,
  type: Type,
): Pick<Content, "prefixEncoding" | "itemEncoding"> {
  if (cx.version !== "3.2") return {};
  const prefix = getOwn(value, "prefixEncoding");
  const item = getOwn(value, "itemEncoding");
  const isStream = type.kind === "stream" && type.framing === "multipart";
  const isList = type.kind === "array" || type.kind === "tuple" || type.kind === "ref";
  const place = (key: string): NodeSpan => ({ ...childSpan(span, key), at: "key" });
  const none = (key: string, why: string): void =>
    report(cx, "VG2191", place(key), `${quote(key)} has no effect: ${why}`);
  if (prefix !== undefined && isStream) none("prefixEncoding", "all items of a stream are alike");
  else if (prefix !== undefined && !isList)
    none("prefixEncoding", "the schema of the body is no array of parts");
  if (item !== undefined && !isStream && !isList)
    none("itemEncoding", "the schema of the body is no array of parts");
  const at = childSpan(span, "prefixEncoding");
  const lower = (one: JsonData, here: NodeSpan): PartEncoding => {
    return lowerEncoding(cx, one, here, "multipart", "without names") ?? { headers: [] };
  };
  return {
    ...(isArray(prefix) &&
      isList && { prefixEncoding: prefix.map((one, i) => lower(one, childSpan(at, i))) }),
    ...(item !== undefined &&
      (isList || isStream) && { itemEncoding: lower(item, childSpan(span, "itemEncoding")) }),
  };
}

/**
 * Lowers an Encoding Object; `undefined` when it cannot be used.
 *
 * @param unheaded which parts these are, when they are of a kind whose headers are not served.
 */
function lowerEncoding(
  cx: Context,
  value: JsonData,
  at: NodeSpan,
  format: "form" | "multipart",
  unheaded: string | undefined,
): PartEncoding | undefined {
  if (!isObject(value)) return undefined;
  const contentType = text(value, "contentType");
  const contentTypes = contentType?.split(",").map((one) => parseMediaType(one)?.full);
  if (contentTypes?.includes(undefined) === true) {
    report(cx, "VG2028", childSpan(at, "contentType"), `${quote(contentType ?? "")} is not a media type`);
    return undefined;
  }
  const style = text(value, "style") as ParameterStyle | undefined;
  const explode = flag(value, "explode");
  const allowReserved = flag(value, "allowReserved");
  const headers = getOwn(value, "headers");
  if (format === "form" && headers !== undefined) {
    report(cx, "VG2081", childSpan(at, "headers"), '"headers" has an effect only on multipart bodies');
  }
  const lowered = format === "multipart" ? lowerPartHeaders(cx, headers, childSpan(at, "headers")) : [];
  if (unheaded !== undefined && lowered.length > 0) {
    const message = `headers of parts ${unheaded} are neither sent nor checked`;
    report(cx, "VG2192", { ...childSpan(at, "headers"), at: "key" }, message);
  }
  for (const key of ["encoding", "prefixEncoding", "itemEncoding"]) {
    if (cx.version !== "3.2" || getOwn(value, key) === undefined) continue;
    const message =
      "encodings inside a part have no effect: a part that is multipart itself is handed over as bytes";
    report(cx, "VG2191", { ...childSpan(at, key), at: "key" }, message);
  }
  return {
    ...(contentTypes && { contentTypes: contentTypes.filter((one) => one !== undefined) }),
    ...(style !== undefined && { style }),
    ...(explode !== undefined && { explode }),
    ...(allowReserved !== undefined && { allowReserved }),
    headers: lowered,
  };
}

/** Fields of the header of a part that follow from the part itself (RFC 7578 §4.2, §4.7). */
const ownFields: readonly string[] = ["content-disposition", "content-transfer-encoding"];

/** The headers of a part, but those that follow from the part. */
function lowerPartHeaders(cx: Context, headers: JsonData | undefined, span: NodeSpan): readonly Header[] {
  return lowerHeaders(cx, headers, span).filter(({ name }) => {
    if (!ownFields.includes(name.toLowerCase())) return true;
    const message = `the header ${quote(name)} is ignored: it is written and read with the part itself`;
    report(cx, "VG2194", keySpan(span, name), message);
    return false;
  });
}

/** Collects the declared properties of a schema; true when there may be others. */
function fieldNames(
  cx: Context,
  schema: JsonData | undefined,
  span: NodeSpan,
  out: Fields,
  seen: Set<JsonData>,
): boolean {
  if (schema === undefined) return true;
  const node = cx.references.follow(schema, span);
  if (node === undefined || !isObject(node.value) || seen.has(node.value)) return node?.value === true;
  seen.add(node.value);
  const properties = getOwn(node.value, "properties");
  const base = childSpan(node.span, "properties");
  if (isObject(properties)) {
    for (const name of Object.keys(properties)) {
      if (!out.has(name)) out.set(name, { schema: properties[name]!, at: childSpan(base, name) });
    }
  }
  const extra = getOwn(node.value, "additionalProperties");
  let open =
    (extra !== undefined && extra !== false) || getOwn(node.value, "patternProperties") !== undefined;
  let nested = false;
  for (const key of ["allOf", "oneOf", "anyOf"]) {
    const members = getOwn(node.value, key);
    if (!isArray(members)) continue;
    const at = childSpan(node.span, key);
    nested = true;
    members.forEach((member, i) => (open = fieldNames(cx, member, childSpan(at, i), out, seen) || open));
  }
  return open || (!nested && !isObject(properties));
}
