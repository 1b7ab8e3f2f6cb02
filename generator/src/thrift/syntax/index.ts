import type { Diagnostics } from "../../source/diagnostic.ts";
import type { Limits } from "../../source/limits.ts";
import { defaultLimits } from "../../source/limits.ts";
import type { SourceFile } from "../../source/source-file.ts";
import { nearest } from "../../source/suggest.ts";
import type { Definition, Include, Namespace, ThriftDocument } from "../ast.ts";
import { documentDocs } from "./comments.ts";
import { Cursor } from "./cursor.ts";
import { definitions } from "./definitions.ts";
import { Faults } from "./faults.ts";
import { headers, include, namespace } from "./headers.ts";
import { Lexer } from "./lexer.ts";
import { skipToDefinition } from "./recovery.ts";
import { kinds } from "./tokens.ts";

/**
 * Parses a file of Thrift, in the union of the dialects of Apache Thrift and CloudWeGo. It always answers: what could
 * not be read is left out, and every mistake is a diagnostic, in the order of the text.
 *
 * @param limits its `depth` bounds the nesting of types and values, its `nodes` the number of tokens.
 */
export function parseThrift(
  file: SourceFile,
  diagnostics: Diagnostics,
  limits: Pick<Limits, "depth" | "nodes"> = defaultLimits,
): ThriftDocument {
  const faults = new Faults(file);
  const tokens = new Lexer(file.text, faults).run(limits.nodes);
  const document = new DocumentParser(new Cursor(tokens, faults, limits.depth)).read();
  faults.report(diagnostics);
  return document;
}

/** Reads what stands outside of all braces. */
class DocumentParser {
  readonly #cursor: Cursor;
  readonly #includes: Include[] = [];
  readonly #namespaces: Namespace[] = [];
  readonly #definitions: Definition[] = [];

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  read(): ThriftDocument {
    const cursor = this.#cursor;
    while (!cursor.atEnd) {
      if (!this.#part()) skipToDefinition(cursor);
    }
    return {
      file: cursor.file,
      includes: this.#includes,
      namespaces: this.#namespaces,
      definitions: this.#definitions,
      docs: documentDocs(cursor),
    };
  }

  /** Reads a header or a definition; `false` after an error. */
  #part(): boolean {
    const cursor = this.#cursor;
    if (cursor.is(kinds.closeBrace)) {
      cursor.error("VG3001", "this `}` closes nothing");
      cursor.advance();
      return true;
    }
    const keyword = this.#keyword();
    const read = definitions.get(keyword);
    if (read !== undefined) {
      const first = cursor.at;
      const definition = read(cursor);
      if (definition !== undefined) this.#definitions.push(definition);
      return definition !== undefined || (keyword === "senum" && cursor.at > first + 1);
    }
    if (headers.has(keyword)) return this.#header(keyword);
    cursor.expected("a definition");
    return false;
  }

  /** The keyword that the next token is, or that it was probably meant to be. */
  #keyword(): string {
    const cursor = this.#cursor;
    if (!cursor.is(kinds.word)) return "";
    const word = cursor.word();
    if (definitions.has(word) || headers.has(word)) return word;
    const meant = nearest(word, [...definitions.keys(), ...headers]);
    if (meant === undefined || meant === "senum") return "";
    cursor.error("VG3001", `expected a definition, found ${cursor.found()}; did you mean \`${meant}\`?`);
    return meant;
  }

  #header(keyword: string): boolean {
    const cursor = this.#cursor;
    const first = cursor.at;
    if (this.#definitions.length > 0) {
      const { start, end } = cursor.span(first);
      const text = `\`${keyword}\` stands after a definition, where Apache Thrift refuses it`;
      cursor.faults.remark("VG3009", text, start, end);
    }
    if (keyword === "namespace") {
      const read = namespace(cursor);
      if (read !== undefined) this.#namespaces.push(read);
      return read !== undefined;
    }
    const read = include(cursor);
    if (read !== undefined && keyword === "include") this.#includes.push(read);
    return read !== undefined;
  }
}
