import type { IntegerFormat, MapType, Type } from "../../ir/type.ts";
import { overlayOf } from "../annotations/overlay.ts";
import type { ThriftContext } from "../context.ts";
import type { Declared, ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";

/** How the values of a field are written, where its annotations say something about it. */
export interface TypeUse {
  /** Numbers are texts in JSON, in lists and as values of maps as well. */
  readonly textual?: boolean | undefined;
  /** A text that holds JSON stands for the value that it holds. */
  readonly dynamic?: boolean;
}

/** The identity of a definition, whatever else has its name. */
export function typeIdOf({
  definition,
  module,
}: Declared<{ readonly name: { readonly text: string } }>): string {
  return `${module.document.file.path}#${definition.name.text}`;
}

const integers: Readonly<Record<string, IntegerFormat>> = {
  byte: "int8",
  i8: "int8",
  i16: "int16",
  i32: "int32",
};

/** A type as the representation has it; what has a name of its own is a reference. */
export function lowerType(cx: ThriftContext, type: ResolvedType, use: TypeUse = {}): Type {
  const { span } = type.node;
  // What is said of the field comes before what is said of its type, and that before what it is made of.
  const inner: TypeUse = { ...use, textual: use.textual ?? textualOf(type) };
  switch (type.kind) {
    case "typedef":
      return described(cx, type, lowerType(cx, type.target, inner));
    case "struct":
      return { kind: "ref", target: typeIdOf(type.struct), span };
    case "enum":
      return { kind: "ref", target: typeIdOf(type.enum), span };
    case "list":
      return { kind: "array", items: lowerType(cx, type.element, inner), constraints: {}, span };
    case "set":
      return {
        kind: "array",
        items: lowerType(cx, type.element, inner),
        constraints: { uniqueItems: true },
        ...(cx.options.sets === "set" && { as: "set" }),
        span,
      };
    case "map":
      return lowerMap(cx, type.key, lowerType(cx, type.value, inner), span);
    case "missing":
      return { kind: "unknown", span };
    case "base":
      return lowerBase(cx, type.name, inner, span);
  }
}

/** What a typedef says of the type in a published document. */
function described(cx: ThriftContext, { typedef }: ResolvedType & { kind: "typedef" }, type: Type): Type {
  const overlay = overlayOf(cx, typedef.definition.annotations, "openapi.schema");
  return overlay === undefined ? type : { ...type, overlay: { ...type.overlay, ...overlay } };
}

function lowerBase(
  cx: ThriftContext,
  name: (ResolvedType & { kind: "base" })["name"],
  use: TypeUse,
  span: Type["span"],
): Type {
  const text = use.textual === true ? "write" : undefined;
  switch (name) {
    case "bool":
      return { kind: "boolean", span };
    case "byte":
    case "i8":
    case "i16":
    case "i32": {
      const format = integers[name];
      return {
        kind: "integer",
        as: "number",
        constraints: {},
        span,
        ...(format && { format }),
        ...(text && { text }),
      };
    }
    case "i64":
      return {
        kind: "integer",
        format: "int64",
        as: cx.options.int64,
        text: text ?? "read",
        constraints: {},
        span,
      };
    case "double":
      return { kind: "number", format: "double", constraints: {}, span, ...(text && { text }) };
    case "string":
      return use.dynamic === true ? { kind: "unknown", span } : { kind: "string", constraints: {}, span };
    case "binary":
      return { kind: "bytes", encoding: "base64", constraints: {}, span };
    case "uuid":
      return { kind: "string", format: "uuid", constraints: {}, span };
  }
}

/** Keys are texts in JSON: those of numbers, booleans and enums have one form each. */
function lowerMap(cx: ThriftContext, key: ResolvedType, values: Type, span: Type["span"]): MapType {
  const under = underlying(key);
  const as = cx.options.maps === "map" ? { as: "map" as const } : {};
  const plain: MapType = { kind: "map", values, constraints: {}, span, ...as };
  if (under.kind === "enum") return { ...plain, keys: lowerType(cx, key) };
  if (under.kind === "base" && under.name !== "binary") {
    return under.name === "string" ? plain : { ...plain, keys: lowerType(cx, key) };
  }
  if (under.kind !== "missing") {
    const what =
      under.kind === "base" ? "binary" : under.kind === "struct" ? under.struct.definition.kind : under.kind;
    cx.diagnostics.add(
      cx.unsent === true ? "VG3206" : "VG3204",
      `a key of a map in JSON is a text: a ${what} cannot be one`,
      {
        span: key.node.span,
      },
    );
  }
  return plain;
}

/** Whether a type says of itself, or its typedef of it, that its numbers are texts. */
export function textualOf(type: ResolvedType): boolean | undefined {
  const { node } = type;
  const own = type.kind === "typedef" ? type.typedef.definition.annotations : [];
  const found = [...node.annotations, ...own].find(({ key }) =>
    /^(?:api|agw|janus)\.js_conv$/i.test(key.text),
  );
  return found === undefined ? undefined : found.value?.text !== "false";
}
