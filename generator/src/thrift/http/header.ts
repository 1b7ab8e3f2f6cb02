import type { Header } from "../../ir/operation.ts";
import type { FieldBinding, FieldPlace } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { fieldType } from "../types/object.ts";
import { token } from "./names.ts";
import { shapeOf } from "./shape.ts";

/**
 * A field of a result as a header of the reply. It is required unless the field is optional: nobody assumes a default in
 * place of a header.
 */
export function lowerHeader(cx: ThriftContext, binding: FieldBinding, place: FieldPlace): Header | undefined {
  return token(cx, place, place.name) ? headerOf(cx, binding, place.name, place) : undefined;
}

/** A field of a result as the cookie that the reply sets: `sid` or `sid; Path=/; HttpOnly`. */
export function lowerCookie(cx: ThriftContext, binding: FieldBinding, place: FieldPlace): Header | undefined {
  const [first = "", ...others] = place.name.split(";");
  const name = first.trim();
  if (!token(cx, place, name)) return undefined;
  const attributes = others.map((one) => one.trim()).filter((one) => one !== "");
  // Attributes end at a semicolon or at a control character (RFC 6265 §4.1.1).
  const wrong = attributes.find((one) => !/^[\x20-\x7e]+$/.test(one));
  if (wrong !== undefined) {
    cx.diagnostics.add("VG3264", `\`${wrong}\` is not an attribute of a cookie`, { span: place.span });
    return undefined;
  }
  const header = headerOf(cx, binding, "Set-Cookie", place);
  return {
    ...header,
    cookie: { name, attributes: others.length === 0 ? "Path=/" : attributes.join("; ") },
  };
}

function headerOf(
  cx: ThriftContext,
  binding: FieldBinding,
  name: string,
  { source, span }: FieldPlace,
): Header {
  const { field, docs } = binding;
  const isJson = binding.dynamic || shapeOf(binding.type) === "json";
  if (isJson) {
    cx.diagnostics.add("VG3452", `\`${field.name.text}\` is JSON text in a ${source}`, { span });
  }
  return {
    name,
    property: "",
    required: binding.requiredness !== "optional",
    explode: false,
    ...(isJson && { content: { mediaType: "application/json", format: "json", fields: [] } }),
    type: fieldType(cx, binding),
    ...(docs && { docs }),
    span: field.name.span,
  };
}
