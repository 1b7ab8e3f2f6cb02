import type { Header, Parameter, TypeTable } from "../ir/index.ts";
import { holdsBytes } from "../ir/bytes.ts";
import { resolve } from "../ir/view.ts";
import type { Code } from "./code.ts";
import { code, literal } from "./code.ts";
import type { Codec } from "./codec/index.ts";
import { delimitedStyle } from "./delimited.ts";
import type { GeneratedFile } from "./file.ts";
import { FormWriter, givenBy, jsonText, plainValue, scalarValue, wireValue } from "./form-writer.ts";
import { shapesOf } from "./shape.ts";

/** What of a parameter decides how its value is written; headers of parts have as much. */
export type WrittenParameter = Pick<Parameter, "source" | "required" | "encoding" | "type">;

/** A header of a part as a parameter is written. */
export function asParameter({ required, content, style, explode, type }: Header): WrittenParameter {
  return {
    source: "header",
    required,
    type,
    encoding:
      content === undefined
        ? { kind: "style", style: style ?? "simple", explode, allowReserved: false }
        : { kind: "content", ...content },
  };
}

/** Prints values of requests as what the encoders of the runtime take, out of an expression that gives the value. */
export class ParameterValues {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #codec: Codec;
  readonly #form: FormWriter;

  constructor(file: GeneratedFile, types: TypeTable, codec: Codec) {
    this.#file = file;
    this.#types = types;
    this.#codec = codec;
    this.#form = new FormWriter(file, types, codec, "request");
  }

  /** The text of a header field. */
  header(parameter: WrittenParameter, given: Code): Code {
    const { encoding } = parameter;
    const value = this.of(parameter, given);
    if (encoding.kind === "content" && encoding.format === "json") {
      const headerJson = this.#file.runtime("headerJson");
      return parameter.required
        ? code`${headerJson}(${value})`
        : code`${given} === undefined ? undefined : ${headerJson}(${this.#json(parameter, given)})`;
    }
    const delimited = encoding.kind === "style" ? delimitedStyle(encoding.style) : undefined;
    if (delimited !== undefined)
      return code`${this.#file.runtime("headerItems")}(${value}, ${literal(delimited)})`;
    const isUnknown = resolve(parameter.type, this.#types)?.kind === "unknown";
    const write = this.#file.runtime(parameter.required && !isUnknown ? "headerValue" : "optionalHeader");
    if (encoding.kind === "content" || this.isScalar(parameter)) return code`${write}(${value})`;
    return encoding.explode ? code`${write}(${value}, true)` : code`${write}(${value})`;
  }

  /** A value as something that the runtime can write. */
  of(parameter: WrittenParameter, given: Code): Code {
    const { encoding, type, required } = parameter;
    if (encoding.kind === "content") {
      if (encoding.format === "json")
        return required
          ? this.#json(parameter, given)
          : code`${given} === undefined ? undefined : ${this.#json(parameter, given)}`;
      if (encoding.format === "form") {
        const text = this.#form.text(type, encoding.fields, given);
        return required ? text : code`${given} === undefined ? undefined : ${text}`;
      }
    }
    if (resolve(type, this.#types)?.kind === "unknown")
      return code`${given} as ${this.#file.runtimeType("ParameterValue")}`;
    if (!this.isScalar(parameter)) {
      if (!holdsBytes(type, this.#types))
        return plainValue(type, givenBy(given), required, this.#file, this.#types);
      return wireValue(type, givenBy(given), required, this.#file, this.#codec, "request");
    }
    // An empty segment would name another path.
    if (parameter.source === "path" && encoding.kind === "style" && encoding.style === "simple") {
      return resolve(type, this.#types)?.kind === "nullable"
        ? given
        : scalarValue(type, givenBy(given), required, this.#file, this.#types);
    }
    return scalarValue(type, givenBy(given), required, this.#file, this.#types);
  }

  /** Whether a value is one text, and neither an array nor an object. */
  isScalar({ encoding, type }: WrittenParameter): boolean {
    if (encoding.kind === "content") return true;
    const isUnknown = resolve(type, this.#types)?.kind === "unknown";
    return !isUnknown && shapesOf(type, this.#types).every((shape) => shape === "scalar");
  }

  #json({ type }: WrittenParameter, given: Code): Code {
    return jsonText(type, given, this.#file, this.#codec, "request");
  }
}
