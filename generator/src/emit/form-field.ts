import type { Content, ParameterStyle, Type, TypeTable } from "../ir/index.ts";
import { resolve } from "../ir/view.ts";
import { itemsOf, shapesOf } from "./shape.ts";

/** How a field of a form or of a multipart body is written. */
export type FieldForm =
  | { readonly as: "text" }
  | { readonly as: "json"; readonly each: boolean }
  | { readonly as: "file"; readonly each: boolean }
  | { readonly as: "list" | "fields"; readonly style: ParameterStyle; readonly explode: boolean };

/**
 * Decides how one field is written: as its encoding says; without one, scalars as text, arrays of scalars as repeated
 * fields, everything else as JSON.
 */
export function fieldForm(content: Content, name: string, type: Type, types: TypeTable): FieldForm {
  const encoding = content.encoding.find((field) => field.field === name);
  const shapes = shapesOf(type, types);
  const [shape = "scalar"] = shapes;
  const item = shape === "list" ? itemsOf(type, types) : undefined;
  if (content.format === "multipart" && isBinary(item ?? type, types))
    return { as: "file", each: item !== undefined };
  const json = encoding?.contentType !== undefined && /[/+]json\b/.test(encoding.contentType);
  const style = encoding?.style ?? "form";
  const explode = encoding?.explode ?? style === "form";
  const styled = content.format === "form" && encoding?.style !== undefined;
  if (styled && style === "deepObject" && shape !== "scalar") return { as: "fields", style, explode };
  if (shape === "scalar") return json ? { as: "json", each: false } : { as: "text" };
  if (shape === "list") {
    const plain = item !== undefined && shapesOf(item, types).every((inner) => inner === "scalar");
    if (json && content.format === "form") return { as: "json", each: false };
    return plain && !json
      ? { as: "list", style, explode }
      : { as: "json", each: content.format === "multipart" };
  }
  return styled && !json ? { as: "fields", style, explode } : { as: "json", each: false };
}

function isBinary(type: Type, types: TypeTable): boolean {
  const target = resolve(type, types);
  return target?.kind === "binary" || (target?.kind === "nullable" && isBinary(target.inner, types));
}
