import type { Content, ParameterStyle, PartEncoding, Type, TypeTable } from "../ir/index.ts";
import { resolve } from "../ir/view.ts";
import { itemsOf, shapesOf } from "./shape.ts";

/** How a field of a form or of a multipart body is written. */
export type FieldForm =
  | { readonly as: "text"; readonly allowReserved: boolean }
  | { readonly as: "json"; readonly each: boolean }
  | { readonly as: "file"; readonly each: boolean }
  /** One part that holds all items. */
  | { readonly as: "joined"; readonly style: ParameterStyle }
  | {
      readonly as: "list" | "fields";
      readonly style: ParameterStyle;
      readonly explode: boolean;
      readonly allowReserved: boolean;
    };

/**
 * Decides how one field is written: as its encoding says; without one, scalars as text, arrays of scalars as repeated
 * fields, everything else as JSON. A style, where any part of it is stated, stands above a media type (§4.8.15.1.2
 * of the specification, version 3.1.1).
 */
export function fieldForm(
  content: Pick<Content, "format" | "encoding">,
  name: string,
  type: Type,
  types: TypeTable,
): FieldForm {
  const encoding = content.encoding.find((field) => field.field === name);
  const shapes = shapesOf(type, types);
  const [shape = "scalar"] = shapes;
  const item = shape === "list" ? itemsOf(type, types) : undefined;
  if (content.format === "multipart" && isBinaryPart(item ?? type, types))
    return { as: "file", each: item !== undefined };
  const stated =
    encoding?.style !== undefined || encoding?.explode !== undefined || encoding?.allowReserved !== undefined;
  const styled = content.format === "form" && stated;
  const json = !styled && encoding?.contentTypes?.some((type) => /[/+]json\b/.test(type)) === true;
  const style = encoding?.style ?? "form";
  const explode = encoding?.explode ?? style === "form";
  const how = { style, explode, allowReserved: encoding?.allowReserved === true };
  if (styled && style === "deepObject" && shape !== "scalar") return { as: "fields", ...how, explode: true };
  if (shape === "scalar")
    return json ? { as: "json", each: false } : { as: "text", allowReserved: how.allowReserved };
  if (shape === "list") {
    const plain = item !== undefined && shapesOf(item, types).every((inner) => inner === "scalar");
    if (json && content.format === "form") return { as: "json", each: false };
    if (plain && content.format === "multipart" && encoding?.style !== undefined && !explode)
      return { as: "joined", style };
    return (plain || styled) && !json
      ? { as: "list", ...how }
      : { as: "json", each: content.format === "multipart" };
  }
  return styled ? { as: "fields", ...how } : { as: "json", each: false };
}

/** Media types or ranges that a part must be of; `undefined` when the contract does not say. */
export function partTypes(
  encoding: PartEncoding | undefined,
  type: Type,
  types: TypeTable,
): readonly string[] | undefined {
  if (encoding?.contentTypes !== undefined) return encoding.contentTypes;
  const item = shapesOf(type, types)[0] === "list" ? itemsOf(type, types) : type;
  const target = resolve(item, types);
  // The type of unknown bytes is how contracts say that any will do.
  const own = target?.kind === "binary" ? target.contentType : undefined;
  return own === undefined || own === "application/octet-stream" ? undefined : [own];
}

/** Whether a part holds bytes. */
export function isBinaryPart(type: Type, types: TypeTable): boolean {
  const target = resolve(type, types);
  return target?.kind === "binary" || (target?.kind === "nullable" && isBinaryPart(target.inner, types));
}
