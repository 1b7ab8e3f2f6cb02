import type { Code } from "../../source/codes.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import { lineColumn } from "../../source/position.ts";
import type { SourceFile } from "../../source/source-file.ts";
import type { TextSpan } from "../../source/span.ts";

interface Fault {
  readonly code: Code;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;
}

/** Mistakes of one file after which reading it further is not worth the reader's time. */
const enough = 100;

/**
 * What is wrong with one file. The lexer runs ahead of the parser, so findings are kept until both are done and are
 * then reported in the order of the text.
 */
export class Faults {
  readonly file: SourceFile;
  readonly #list: Fault[] = [];
  #errors = 0;

  constructor(file: SourceFile) {
    this.file = file;
  }

  /** True when so much is wrong that the parser should stop. */
  get tooMany(): boolean {
    return this.#errors > enough;
  }

  error(code: Code, message: string, start: number, end: number, hint?: string): void {
    this.#errors++;
    if (this.#errors <= enough) this.#list.push({ code, message, start, end, hint });
    else if (this.#errors === enough + 1) {
      const text = `more than ${enough} mistakes: the rest of the file is not read`;
      this.#list.push({ code: "VG3008", message: text, start, end, hint: undefined });
    }
  }

  /** Adds what does not keep the file from being understood: the code is one of a warning or an info. */
  remark(code: Code, message: string, start: number, end: number, hint?: string): void {
    this.#list.push({ code, message, start, end, hint });
  }

  span(start: number, end: number): TextSpan {
    return { kind: "text", file: this.file, start, end };
  }

  /** Line and column, as messages name another place of the same file. */
  place(offset: number): string {
    const { line, column } = lineColumn(this.file, offset);
    return `${line}:${column}`;
  }

  report(diagnostics: Diagnostics): void {
    this.#list.sort((a, b) => a.start - b.start);
    for (const { code, message, start, end, hint } of this.#list) {
      diagnostics.add(code, message, { span: this.span(start, end), hint });
    }
  }
}
