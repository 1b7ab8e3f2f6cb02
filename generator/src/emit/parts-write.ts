import type { Content, Direction, PartEncoding, StreamType, Type, TypeTable } from "../ir/index.ts";
import { resolve, writeView } from "../ir/view.ts";
import type { Code } from "./code.ts";
import { code, join, literal, member, propertyKey } from "./code.ts";
import type { Codec } from "./codec/index.ts";
import type { GeneratedFile } from "./file.ts";
import { fieldForm, isBinaryPart, partTypes } from "./form-field.ts";
import { isSet, jsonText, propertyOf } from "./form-writer.ts";
import type { HeadedPart } from "./headed-part.ts";
import { headedParts } from "./headed-part.ts";
import { call, record } from "./layout.ts";
import { asParameter, ParameterValues } from "./parameter-value.ts";
import { isPositional, partForm } from "./parts-read.ts";
import { fieldsOfType, itemsOf, shapesOf } from "./shape.ts";
import { TypePrinter } from "./types/print.ts";

/** Prints how multipart bodies are written, out of an expression that gives the body. */
export class PartsWriter {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #direction: Direction;
  readonly #printer: TypePrinter;
  readonly #values: ParameterValues;

  constructor(file: GeneratedFile, types: TypeTable, codec: Codec, direction: Direction) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
    this.#direction = direction;
    this.#printer = new TypePrinter(file, types);
    this.#values = new ParameterValues(file, types, codec);
  }

  /**
   * The whole body: `multipart([…])`.
   *
   * @param headers gives the headers of a part; without it, none are written.
   */
  body(content: Content, body: Code, headers?: (part: HeadedPart) => Code): Code {
    const parts = isPositional(content, this.#types)
      ? this.#places(content, body)
      : this.#names(content, body, headers);
    const usual = content.mediaType === "multipart/form-data";
    const mediaType = usual ? code`` : code`, ${literal(content.mediaType)}`;
    return code`${this.#file.runtime("multipart")}([\n  ${parts}\n]${mediaType})`;
  }

  /** Parts that are written while their values come in. */
  stream(content: Content, stream: StreamType, items: Code): Code {
    const part = this.part(stream.items, content.itemEncoding, code`item`);
    return call(this.#file.runtime("multipartItems"), [
      items,
      code`(item) => (${part})`,
      literal(content.mediaType),
    ]);
  }

  /** A part without a name, out of its value. */
  part(type: Type, encoding: PartEncoding | undefined, value: Code): Code {
    const as = partForm(type, encoding, this.#types);
    const usual = as === "json" ? ["application/json"] : as === "text" ? ["text/plain"] : undefined;
    const written = as === "file" ? value : as === "json" ? this.#json(type, value) : this.#text(type, value);
    return record([code`value: ${written}`, ...typesRule(partTypes(encoding, type, this.#types) ?? usual)]);
  }

  #places(content: Content, body: Code): Code[] {
    const type = resolve(content.type, this.#types);
    if (type?.kind === "array") {
      const item = this.part(type.items, content.itemEncoding, code`item`);
      return [code`...${body}.map((item) => (${item})),`];
    }
    if (type?.kind !== "tuple") return [];
    const least = type.constraints.minItems ?? 0;
    // A slice of a tuple is of all its types.
    const from = (slice: Code, item: Type, encoding: PartEncoding | undefined): Code => {
      const items = code`${this.#printer.printTight(item, writeView(this.#direction))}[]`;
      return code`...(${body}.slice(${slice}) as ${items}).map((item) => (${this.part(item, encoding, code`item`)})),`;
    };
    const first = type.items.map((item, i) => {
      const encoding = content.prefixEncoding?.[i];
      return i < least
        ? code`${this.part(item, encoding, code`${body}[${i}]`)},`
        : from(code`${i}, ${i + 1}`, item, encoding);
    });
    if (type.rest.kind === "never") return first;
    return [...first, from(code`${type.items.length}`, type.rest, content.itemEncoding)];
  }

  #names(content: Content, body: Code, headers?: (part: HeadedPart) => Code): Code[] {
    const { properties, rest } = fieldsOfType(content.type, this.#types, this.#direction);
    const headed = headers === undefined ? [] : headedParts(content, this.#types);
    const parts = properties.map(({ name, type }) => {
      const part = headed.find((one) => one.name === name);
      const head = part && headers && this.#head(part, headers(part));
      return this.#named(content, name, type, body, head);
    });
    if (rest === undefined) return parts;
    const names = join(
      properties.map(({ name }) => literal(name)),
      ", ",
    );
    const others = call(this.#file.runtime("otherParts"), [body, code`[${names}]`, this.#restForm(rest)]);
    return [...parts, code`...${others},`];
  }

  /** How the value of a part that is not declared is written. */
  #restForm(rest: Type): Code {
    const item = shapesOf(rest, this.#types)[0] === "list" ? itemsOf(rest, this.#types) : rest;
    if (resolve(item, this.#types)?.kind === "unknown") return literal("any");
    if (isBinaryPart(item, this.#types)) return literal("file");
    return shapesOf(item, this.#types)[0] === "scalar" ? literal("text") : literal("json");
  }

  /** What gives a part its headers: the arguments after the part. */
  #head({ headers, required }: HeadedPart, given: Code): Code[] {
    const rows = headers.map((header) => {
      const value = member(code`given`, header.property);
      return code`${propertyKey(header.name.toLowerCase())}: ${this.#values.header(asParameter(header), value)}`;
    });
    return [given, code`(given) => (${record(rows)})`, ...(required ? [code`true`] : [])];
  }

  #named(content: Content, name: string, type: Type, body: Code, head?: readonly Code[]): Code {
    const form = fieldForm(content, name, type, this.#types);
    const typeText = (): Code => this.#printer.printTight(type, writeView(this.#direction));
    const { value, present } = propertyOf(content.type, body, name, this.#file, this.#types, typeText);
    const encoding = content.encoding.find((field) => field.field === name);
    const usual = form.as === "json" ? ["application/json"] : undefined;
    const rules = typesRule(partTypes(encoding, type, this.#types) ?? usual);
    const part = (item: Code): Code =>
      code`{ ${join([code`name: ${literal(name)}`, code`value: ${item}`, ...rules], ", ")} }`;
    const one = (item: Code): Code =>
      head === undefined
        ? code`${part(item)},`
        : code`${call(this.#file.runtime("headedPart"), [part(item), ...head])},`;
    const isList = !isSet(type, this.#types);
    const list = isList ? code`(${value} ?? [])` : code`[...(${value} ?? [])]`;
    const each = (item: Code): Code =>
      head === undefined
        ? code`...${list}.map((item) => (${part(item)})),`
        : code`...${call(this.#file.runtime("headedParts"), [isList ? value : list, code`(item) => (${part(item)})`, ...head])},`;
    switch (form.as) {
      case "text": {
        const text = this.#text(type, present);
        return one(text === present ? value : code`${value} === undefined ? undefined : ${text}`);
      }
      case "file":
        return form.each ? each(code`item`) : one(value);
      case "json":
        if (form.each) return each(this.#json(itemsOf(type, this.#types), code`item`));
        break;
      case "joined":
        return one(
          code`${this.#file.runtime("joinItems")}(${isList ? value : list}, ${literal(form.style)})`,
        );
      case "list":
        return each(this.#text(itemsOf(type, this.#types), code`item`));
      case "fields":
    }
    return one(code`${value} === undefined ? undefined : ${this.#json(type, present)}`);
  }

  #json(type: Type, value: Code): Code {
    return jsonText(type, value, this.#file, this.#codec, this.#direction);
  }

  /** A scalar as text. */
  #text(type: Type, value: Code): Code {
    const target = resolve(type, this.#types);
    if (target?.kind === "bytes") {
      const encode = target.encoding === "base64" ? "toBase64" : "toBase64Url";
      return code`${this.#file.runtime(encode)}(${value})`;
    }
    const isText =
      target?.kind === "string" ||
      (target?.kind === "enum" && target.members.every((one) => typeof one.value === "string"));
    return isText ? value : code`String(${value})`;
  }
}

function typesRule(types: readonly string[] | undefined): Code[] {
  if (types === undefined) return [];
  const list = types.map((type) => literal(type));
  return [code`types: [${join(list, ", ")}]`];
}

/** Whether a content has a boundary, which its writer gives it. */
export function isMultipart({ format, type }: Content): boolean {
  return format === "multipart" || (type.kind === "stream" && type.framing === "multipart");
}
