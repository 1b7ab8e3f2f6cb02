import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { report, text } from "./context.ts";
import type { Mode } from "./scope.ts";
import { refOf } from "./structure.ts";

/**
 * True for a schema of raw bytes: `format: binary` in 3.0, `contentMediaType` without `contentEncoding` in 3.1, where
 * a part without any schema is bytes as well.
 * @see https://spec.openapis.org/oas/v3.1.1.html#working-with-binary-data
 */
export function isBinary(cx: Context, value: JsonData, span: NodeSpan, mode: Mode): boolean {
  const node = cx.references.follow(value, span);
  if (node === undefined) return false;
  const schema = node.value;
  if (
    cx.version !== "3.0" &&
    mode === "part" &&
    (schema === true || (isObject(schema) && Object.keys(schema).every(isDescriptive)))
  ) {
    return true;
  }
  if (!isObject(schema)) return false;
  const type = getOwn(schema, "type");
  if (type !== undefined && type !== "string" && !(isArray(type) && type.includes("string"))) return false;
  if (text(schema, "format") === "binary") return true;
  return (
    cx.version !== "3.0" &&
    mode !== "json" &&
    getOwn(schema, "contentMediaType") !== undefined &&
    getOwn(schema, "contentEncoding") === undefined
  );
}

function isDescriptive(key: string): boolean {
  return (
    ["description", "title", "deprecated", "example", "examples", "externalDocs", "$comment"].includes(key) ||
    key.startsWith("x-")
  );
}

/** True when a schema, as the body of a multipart message or as one part of it, holds raw bytes somewhere. */
export function hasBinaryParts(cx: Context, value: JsonData, span: NodeSpan, mode: Mode): boolean {
  if (!isObject(value)) return false;
  const known = cx.memo.binaryParts.get(value);
  if (known !== undefined) return known;
  cx.memo.binaryParts.set(value, false);
  const result = search(cx, value, span, mode);
  cx.memo.binaryParts.set(value, result);
  return result;
}

function search(cx: Context, schema: JsonObject, span: NodeSpan, mode: Mode): boolean {
  const ref = refOf(schema);
  if (ref !== undefined) {
    const target = cx.references.target(ref, span);
    if (
      target !== undefined &&
      (isBinary(cx, target.value, target.span, mode) || hasBinaryParts(cx, target.value, target.span, mode))
    )
      return true;
  }
  if (mode === "part") {
    const items = getOwn(schema, "items");
    if (items !== undefined && isBinary(cx, items, childSpan(span, "items"), "part")) return true;
  }
  for (const key of ["allOf", "oneOf", "anyOf"]) {
    const members = getOwn(schema, key);
    if (!isArray(members)) continue;
    const at = childSpan(span, key);
    if (
      members.some(
        (m, i) => isBinary(cx, m, childSpan(at, i), mode) || hasBinaryParts(cx, m, childSpan(at, i), mode),
      )
    )
      return true;
  }
  const properties = getOwn(schema, "properties");
  if (mode !== "multipart" || !isObject(properties)) return false;
  const at = childSpan(span, "properties");
  return Object.keys(properties).some((name) => {
    const value = properties[name]!;
    const inner = childSpan(at, name);
    return isBinary(cx, value, inner, "part") || hasBinaryParts(cx, value, inner, "part");
  });
}

/** Says that a text is not the bytes that its format promises. */
export function warnBinary(cx: Context, span: NodeSpan): void {
  report(
    cx,
    "VG2061",
    span,
    "only a whole body or a part of a multipart body can carry bytes: this value is a plain string",
    {
      hint: 'for base64 text write format: "byte", or contentEncoding: "base64" from OpenAPI 3.1 on',
    },
  );
}
