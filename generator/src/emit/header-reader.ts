import type { Header, TypeTable } from "../ir/index.ts";
import { resolve } from "../ir/view.ts";
import type { Code } from "./code.ts";
import { literal } from "./code.ts";
import type { Conversions } from "./convert.ts";
import type { GeneratedFile } from "./file.ts";
import { call } from "./layout.ts";
import { shapesOf } from "./shape.ts";

/** What gives the fields of a header, by their names. */
export interface HeaderSource {
  scalar(name: Code): Code;
  /** @param style what stands between the items, as an argument; none when it is a comma. */
  list(name: Code, style: readonly Code[]): Code;
  fields(name: Code, explode: Code): Code;
}

/** Prints how typed headers of replies and of parts are read. */
export class HeaderReader {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #conversions: Conversions;

  constructor(file: GeneratedFile, types: TypeTable, conversions: Conversions) {
    this.#file = file;
    this.#types = types;
    this.#conversions = conversions;
  }

  /** The unchecked value of a header. */
  value(header: Header, from: HeaderSource): Code {
    const name = literal(header.name.toLowerCase());
    if (header.content?.format === "json") return call(this.#file.runtime("toJson"), [from.scalar(name)]);
    const [shape] = shapesOf(header.type, this.#types);
    if (shape === "list") {
      const style = header.style === undefined ? [] : [literal(header.style)];
      return this.#conversions.list(header.type, from.list(name, style));
    }
    if (shape === "fields")
      return this.#conversions.fields(header.type, from.fields(name, literal(header.explode)));
    const text = from.scalar(name);
    if (resolve(header.type, this.#types) === undefined) return text;
    return this.#conversions.scalar(header.type)?.call(text) ?? text;
  }
}
