import type { JsonValue, NamedType, ObjectType, TupleType, Type, TypeTable, View } from "../ir/index.ts";
import { isOptional, isReadView, directionOf, travels } from "../ir/view.ts";
import type { Code } from "./code.ts";
import { code, identifier, join, literal, propertyKey } from "./code.ts";
import type { GeneratedFile } from "./file.ts";

/** Whether a named type stands in the file `types` under its name; the others are printed in place. */
export function isExported(named: NamedType): boolean {
  return named.origin === "declared" || named.type.kind === "object";
}

/** The identifier of a named type as seen from one side. */
export function nameIn(named: NamedType, view: View): string {
  return named.views?.[view] ?? named.name;
}

/** A type as a TypeScript type expression, as seen from one side. */
export function typeOf(file: GeneratedFile, types: TypeTable, type: Type, view: View): Code {
  const inner = (part: Type): Code => typeOf(file, types, part, view);
  switch (type.kind) {
    case "boolean":
    case "number":
    case "string":
    case "unknown":
    case "never":
      return identifier(type.kind);
    case "integer":
      return identifier(type.as);
    case "bytes":
      return code`Uint8Array`;
    case "literal":
      return literalType(type.value);
    case "enum":
      return join(
        type.members.map((member) => literalType(member.value)),
        " | ",
      );
    case "array":
      return code`${operand(inner(type.items))}[]`;
    case "tuple":
      return tupleType(type, inner);
    case "object":
      return objectType(file, types, type, view);
    case "map":
      return code`{ [key: string]: ${inner(type.values)} }`;
    case "union":
      return union(type.members.map(inner));
    case "intersection":
      return join(distinct(type.members.map((member) => operand(inner(member)))), " & ");
    case "nullable":
      return union([inner(type.inner), code`null`]);
    case "ref": {
      const named = types.get(type.target);
      if (named === undefined) return code`unknown`;
      return isExported(named) ? file.from("types", nameIn(named, view), "type") : inner(named.type);
    }
    case "binary":
      return file.runtimeType(isReadView(view) ? "BinaryBody" : "BinarySource");
    case "stream":
      return code`AsyncIterable<${inner(type.items)}>`;
  }
}

/** A JSON value as the type of exactly this value. */
export function literalType(value: JsonValue): Code {
  return Object.is(value, -0) ? code`0` : literal(value);
}

function distinct(codes: readonly Code[]): Code[] {
  return [...new Set(codes)];
}

function union(members: readonly Code[]): Code {
  return join(distinct(members), " | ");
}

/** A type that can stand beside an operator: unions and intersections in parentheses. */
function operand(type: Code): Code {
  return / [|&] /.test(outside(type)) ? code`(${type})` : type;
}

/** The text outside strings and brackets. */
function outside(type: string): string {
  let text = type.replace(/"(?:[^"\\]|\\.)*"/g, "");
  for (let before = ""; before !== text;) {
    before = text;
    text = text.replace(/[{([<][^{}()[\]<>]*[})\]>]/g, "");
  }
  return text;
}

function tupleType(type: TupleType, inner: (part: Type) => Code): Code {
  const min = type.constraints.minItems ?? 0;
  const items = type.items.map((item, i) => {
    const text = inner(item);
    return i < min ? text : code`${operand(text)}?`;
  });
  if (type.rest.kind !== "never") items.push(code`...${operand(inner(type.rest))}[]`);
  return code`[${join(items, ", ")}]`;
}

function objectType(file: GeneratedFile, types: TypeTable, type: ObjectType, view: View): Code {
  const direction = directionOf(view);
  const members = type.properties
    .filter((property) => travels(property, direction))
    .map((property) => {
      const mark = isOptional(property, view, types) ? code`?` : code``;
      return code`${propertyKey(property.name)}${mark}: ${typeOf(file, types, property.type, view)}`;
    });
  const index = indexSignature(file, types, type, view);
  if (index !== undefined) members.push(index);
  if (members.length === 0) return code`{ [key: string]: unknown }`;
  return code`{ ${join(members, "; ")} }`;
}

/**
 * The index signature of an object that holds more than its declared properties; `unknown` beside declared ones, because
 * TypeScript wants every declared property to fit it.
 */
export function indexSignature(
  file: GeneratedFile,
  types: TypeTable,
  type: ObjectType,
  view: View,
): Code | undefined {
  const extra = (type.patterns ?? []).map((pattern) => pattern.type);
  if (typeof type.additional === "object") extra.push(type.additional);
  if (extra.length === 0) return undefined;
  if (type.properties.length > 0) return code`[key: string]: unknown`;
  return code`[key: string]: ${union(extra.map((part) => typeOf(file, types, part, view)))}`;
}
