import type { Direction, FieldEncoding, Type, TypeTable } from "../ir/index.ts";
import { holdsBytes } from "../ir/bytes.ts";
import { resolve, writeView } from "../ir/view.ts";
import type { Code } from "./code.ts";
import { code, join, literal, member } from "./code.ts";
import type { Codec } from "./codec/index.ts";
import { isInherited } from "./codec/scope.ts";
import { acceptsText } from "./convert.ts";
import type { GeneratedFile } from "./file.ts";
import { fieldForm } from "./form-field.ts";
import { call } from "./layout.ts";
import { fieldsOfType, shapesOf } from "./shape.ts";
import { TypePrinter } from "./types/print.ts";

/** Prints how an object is written as a urlencoded form. */
export class FormWriter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #direction: Direction;
  readonly #printer: TypePrinter;

  constructor(file: GeneratedFile, types: TypeTable, codec: Codec, direction: Direction) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
    this.#direction = direction;
    this.#printer = new TypePrinter(file, types);
  }

  /** `formString(queryValue("a", v.a), …)` */
  text(type: Type, encoding: readonly FieldEncoding[], value: Code): Code {
    return call(this.#file.runtime("formString"), this.fields(type, encoding, value));
  }

  /** The fields of a form, each as an expression that gives `name=value` or "". */
  fields(type: Type, encoding: readonly FieldEncoding[], value: Code): Code[] {
    const content = { format: "form", encoding } as const;
    const { properties, rest } = fieldsOfType(type, this.#types, this.#direction);
    const fields = properties.map((property) => {
      const typeText = (): Code => this.#printer.printTight(property.type, writeView(this.#direction));
      const own = propertyOf(type, value, property.name, this.#file, this.#types, typeText);
      return this.#field(content, property.name, property.type, own);
    });
    if (rest !== undefined) {
      const names = join(
        properties.map((property) => literal(property.name)),
        ", ",
      );
      fields.push(code`${this.#file.runtime("restFields")}(${value}, [${names}])`);
    }
    return fields;
  }

  #field(
    content: { readonly format: "form"; readonly encoding: readonly FieldEncoding[] },
    name: string,
    type: Type,
    given: Given,
  ): Code {
    const form = fieldForm(content, name, type, this.#types);
    const field = literal(name);
    switch (form.as) {
      case "file":
      case "joined":
      case "text": {
        const scalar = scalarValue(type, given, false, this.#file, this.#types);
        if (form.as !== "text" || !form.allowReserved)
          return code`${this.#file.runtime("queryValue")}(${field}, ${scalar})`;
        return code`${this.#file.runtime("queryParam")}(${field}, ${scalar}, "form", true, true)`;
      }
      case "json":
        return code`${this.#file.runtime("queryValue")}(${field}, ${jsonValue(type, given, false, this.#file, this.#codec, this.#direction)})`;
      case "list":
      case "fields": {
        const usual = form.style === "form" && form.explode && !form.allowReserved;
        const how = usual ? code`` : code`, ${literal(form.style)}, ${literal(form.explode)}`;
        const last = form.allowReserved ? code`, true` : code``;
        // What a server's contract does not declare stays with it.
        const rewritten = this.#direction === "reply" && shapesOf(type, this.#types).includes("fields");
        const wire =
          rewritten || holdsBytes(type, this.#types)
            ? wireValue(type, given, false, this.#file, this.#codec, this.#direction)
            : plainValue(type, given, false, this.#file, this.#types);
        return code`${this.#file.runtime("queryParam")}(${field}, ${wire}${how}${last})`;
      }
    }
  }
}

/** An expression, and how it is written where it is known to be there: the compiler follows members, not calls. */
export interface Given {
  readonly value: Code;
  readonly present: Code;
}

export function givenBy(value: Code): Given {
  return { value, present: value };
}

/** JSON text of a value, by the writer of its type, so that bytes and undeclared members are kept right. */
function jsonValue(
  type: Type,
  { value, present }: Given,
  required: boolean,
  file: GeneratedFile,
  codec: Codec,
  direction: Direction,
): Code {
  const text = jsonText(type, present, file, codec, direction);
  return required ? text : code`${value} === undefined ? undefined : ${text}`;
}

/** JSON text of a value that is there. */
export function jsonText(
  type: Type,
  value: Code,
  file: GeneratedFile,
  codec: Codec,
  direction: Direction,
): Code {
  if (type.kind === "array") {
    const list = file.runtime(type.as === "set" ? "setList" : "list");
    return code`${list}(${value}, ${codec.write(file, type.items, direction)})`;
  }
  return code`${codec.write(file, type, direction)}(${value})`;
}

/** A list or object as it is on the wire, for the encoders of styles, which know no bytes. */
export function wireValue(
  type: Type,
  { value, present }: Given,
  required: boolean,
  file: GeneratedFile,
  codec: Codec,
  direction: Direction,
): Code {
  const written = code`JSON.parse(${jsonText(type, present, file, codec, direction)}) as object`;
  return required ? code`(${written})` : code`${value} === undefined ? undefined : (${written})`;
}

/** A list or object as the encoders take it: a set as a list, a map as an object. */
export function plainValue(
  type: Type,
  { value, present }: Given,
  required: boolean,
  file: GeneratedFile,
  types: TypeTable,
): Code {
  const target = resolve(type, types);
  const plain = isSet(type, types)
    ? code`[...${present}]`
    : target?.kind === "map" && target.as === "map"
      ? code`${file.runtime("mapFields")}(${present})`
      : undefined;
  if (plain === undefined) return value;
  return required ? plain : code`${value} && ${plain}`;
}

/** Whether lists of a type are sets in TypeScript. */
export function isSet(type: Type, types: TypeTable): boolean {
  const target = resolve(type, types);
  return target?.kind === "array" && target.as === "set";
}

/** A scalar as the encoders take it: bytes as text, and `null` as the empty text where that is no value of the type. */
export function scalarValue(
  type: Type,
  { value, present }: Given,
  required: boolean,
  file: GeneratedFile,
  types: TypeTable,
): Code {
  const target = resolve(type, types);
  if (target?.kind === "bytes") {
    const encode = file.runtime(target.encoding === "base64" ? "toBase64" : "toBase64Url");
    return required
      ? code`${encode}(${present})`
      : code`${value} === undefined ? undefined : ${encode}(${present})`;
  }
  if (target?.kind === "nullable" && !acceptsText(target.inner, types))
    return required ? code`${value} ?? ""` : code`${value} === null ? "" : ${value}`;
  return value;
}

/**
 * A property of an object; where that is one of several types, not each of them declares it, and where every object inherits
 * one of the name, only its own will do.
 */
export function propertyOf(
  owner: Type,
  value: Code,
  name: string,
  file: GeneratedFile,
  types: TypeTable,
  typeText: () => Code,
): Given {
  if (!isUnion(owner, types) && !isInherited(name)) return givenBy(member(value, name));
  const own = code`${file.runtime("own")}(${value}, ${literal(name)}) as ${typeText()}`;
  return { value: code`(${own} | undefined)`, present: own };
}

/** Whether a value is of one of several types. */
export function isUnion(type: Type, types: TypeTable): boolean {
  const target = resolve(type, types);
  if (target?.kind === "intersection") return target.members.some((part) => isUnion(part, types));
  return target?.kind === "union";
}
