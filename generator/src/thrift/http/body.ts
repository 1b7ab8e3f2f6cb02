import type { Content, RequestBody } from "../../ir/operation.ts";
import type { ObjectType, Property, Refinement, Type } from "../../ir/type.ts";
import type { TextSpan } from "../../source/span.ts";
import type { FieldBinding } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import { underlying } from "../program.ts";
import type { ResolvedType } from "../program.ts";
import { lowerObject } from "../types/object.ts";
import { fieldsOf, relocate } from "./assertions.ts";
import { isBase } from "./shape.ts";

/** A field of a form or of a JSON object, by its name there. */
export interface BodyField {
  readonly binding: FieldBinding;
  readonly name: string;
}

/** Content of JSON. */
export function jsonContent(type: Type, span: TextSpan): Content {
  return { mediaType: "application/json", format: "json", type, encoding: [], span };
}

/** The object of some fields of a message, with those of their rules that look at no other field. */
export function fieldsObject(
  cx: ThriftContext,
  fields: readonly BodyField[],
  span: TextSpan,
  owner: "request" | "reply",
): ObjectType {
  const bindings = fields.map(({ binding, name }) => ({ ...binding, bodyName: name }));
  const { refinements = [], ...object } = lowerObject(cx, bindings, span, undefined, owner);
  const locations = new Map(
    fields.map(({ binding, name }) => [binding.bodyName, { from: "self" as const, keys: [name] }]),
  );
  const own = refinements.flatMap((one): Refinement[] => {
    if (one.kind !== "assert") return [one];
    const inside = [...fieldsOf(one)].every((key) => locations.has(key));
    return inside ? [{ kind: "assert", ...relocate(one, locations) }] : [];
  });
  return { ...object, ...(own.length > 0 && { refinements: own }) };
}

/** Contents of forms: urlencoded and multipart, the latter only when there is a file among the fields. */
export function formContents(
  cx: ThriftContext,
  fields: readonly BodyField[],
  whole: Type | undefined,
  span: TextSpan,
): readonly Content[] {
  if (fields.length === 0) return [];
  const files = new Set(fields.filter(({ binding }) => isFile(binding.type)).map(({ name }) => name));
  const object = fieldsObject(cx, fields, span, "request");
  if (files.size === 0) {
    return forms(whole ?? object, span);
  }
  const type: ObjectType = {
    ...object,
    properties: object.properties.map((property) => (files.has(property.name) ? asFile(property) : property)),
  };
  return [{ mediaType: "multipart/form-data", format: "multipart", type, encoding: [], span }];
}

function forms(type: Type, span: TextSpan): readonly Content[] {
  return [
    { mediaType: "application/x-www-form-urlencoded", format: "form", type, encoding: [], span },
    { mediaType: "multipart/form-data", format: "multipart", type, encoding: [], span },
  ];
}

/** `binary`, or a list of it: a field of a form may come several times. */
function isFile(type: ResolvedType): boolean {
  const under = underlying(type);
  return isBase(under.kind === "list" ? under.element : under, "binary");
}

/** A file has no form in JSON, and so no value that stands for an absent one. */
function asFile(property: Property): Property {
  const { type, span } = property;
  const file: Type = { kind: "binary", span };
  return { ...property, type: type.kind === "array" ? { ...withoutDefault(type), items: file } : file };
}

function withoutDefault<T extends Type>(type: T): T {
  const { default: _, ...rest } = type;
  return rest as T;
}

/** The body as it came, in place of anything that is read of it. */
export function rawContent(cx: ThriftContext, binding: FieldBinding, span: TextSpan): Content {
  const type: Type =
    rawKind(cx, binding, span) === "text"
      ? { kind: "string", constraints: {}, span }
      : { kind: "binary", span };
  const format = type.kind === "string" ? "text" : "binary";
  return { mediaType: "*/*", format, type, encoding: [], span };
}

/** The body as it came, beside what is read of it. */
export function rawBeside(cx: ThriftContext, binding: FieldBinding, span: TextSpan): RequestBody["raw"] {
  const { field, docs } = binding;
  const as = rawKind(cx, binding, span);
  return { hint: field.name.text, property: "", as, ...(docs && { docs }), span: field.name.span };
}

function rawKind(cx: ThriftContext, { type, field }: FieldBinding, span: TextSpan): "bytes" | "text" {
  const isText = isBase(type, "string");
  if (!isText && !isBase(type, "binary") && underlying(type).kind !== "missing") {
    const message = `\`${field.name.text}\` is the body as it came: its type is \`binary\` or \`string\``;
    cx.diagnostics.add("VG3263", message, { span });
  }
  return isText ? "text" : "bytes";
}

/** What a body that handlers do not see may be, which is whatever JSON or form there is. */
export function hiddenContents(sources: ReadonlySet<string>, span: TextSpan): readonly Content[] {
  const type: Type = { kind: "unknown", span };
  return [
    ...(sources.has("body") ? [jsonContent(type, span)] : []),
    ...(sources.has("form") ? forms(type, span) : []),
  ];
}
