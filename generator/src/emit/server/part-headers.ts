import type { Content, TypeTable } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, literal, propertyKey } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Conversions } from "../convert.ts";
import type { GeneratedFile } from "../file.ts";
import { headedParts } from "../headed-part.ts";
import type { HeadedPart } from "../headed-part.ts";
import type { HeaderSource } from "../header-reader.ts";
import { HeaderReader } from "../header-reader.ts";
import { call, record } from "../layout.ts";

/** Prints how the headers of parts are read and checked. */
export class PartHeadersReader {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #header: HeaderReader;
  readonly #source: HeaderSource = {
    scalar: (name) => code`part.header(${name})`,
    list: (name, style) => call(code`part.list`, [name, ...style]),
    fields: (name, explode) => call(code`part.fields`, [name, explode]),
  };

  constructor(file: GeneratedFile, types: TypeTable, codec: Codec, conversions: Conversions) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
    this.#header = new HeaderReader(file, types, conversions);
  }

  /**
   * The member of the request object; none when the contract has none.
   *
   * @param form gives the parts.
   */
  member(content: Content, form: Code, required: boolean): Code[] {
    const parts = headedParts(content, this.#types);
    if (parts.length === 0) return [];
    const rows = parts.map((part) => code`${propertyKey(part.name)}: ${this.#part(part, form)},`);
    const value = code`{\n  ${rows}\n}`;
    return [code`partHeaders: ${required ? value : code`${form} && ${value}`}`];
  }

  #part({ name, each, headers }: HeadedPart, form: Code): Code {
    const rows = headers.map((header) => {
      const method = header.required ? code`part.required` : code`part.optional`;
      const read = this.#codec.read(this.#file, header.type, "request");
      const args = [
        literal(header.name.toLowerCase()),
        this.#header.value(header, this.#source),
        this.#codec.is(this.#file, header.type, "request"),
        this.#codec.schema(this.#file, header.type, "request"),
        ...(read === undefined ? [] : [read]),
      ];
      return code`${propertyKey(header.property)}: ${call(method, args)}`;
    });
    const fn = this.#file.runtime(each ? "eachPartHeaders" : "partHeaders");
    return call(fn, [code`x`, form, literal(name), code`(part) => (${record(rows)})`]);
  }
}
