import type { Code } from "../../source/codes.ts";
import type { SourceFile } from "../../source/source-file.ts";
import type { TextSpan } from "../../source/span.ts";
import type { Name } from "../ast.ts";
import type { Faults } from "./faults.ts";
import { beginsDefinition } from "./recovery.ts";
import { shortened } from "./shortened.ts";
import type { Kind, Tokens } from "./tokens.ts";
import { kinds } from "./tokens.ts";

/** What a bracket encloses, for the message that it is not closed. */
export interface Enclosure {
  /** `struct `A`` */
  readonly what: string;
  /** The token that opens it. */
  readonly opened: number;
}

/**
 * The place of the parser in the tokens of one file. A parse function that finds a mistake reports it, answers
 * `undefined` and leaves the cursor where the mistake is; the list that it is a part of looks for the next part.
 */
export class Cursor {
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly file: SourceFile;
  /** The token to be read next. */
  at = 0;
  #depth = 0;
  readonly #deepest: number;
  /** The token of the last error: a second one about the same token would only follow from the first. */
  #blamed = -1;

  constructor(tokens: Tokens, faults: Faults, deepest: number) {
    this.tokens = tokens;
    this.faults = faults;
    this.file = faults.file;
    this.#deepest = deepest;
  }

  kind(ahead: number = 0): Kind {
    return this.tokens.kind(this.at + ahead);
  }

  /** The next token as it was written. */
  word(ahead: number = 0): string {
    return this.tokens.word(this.at + ahead);
  }

  is(kind: Kind, ahead: number = 0): boolean {
    return this.tokens.kind(this.at + ahead) === kind;
  }

  isWord(text: string, ahead: number = 0): boolean {
    return this.is(kinds.word, ahead) && this.word(ahead) === text;
  }

  get atEnd(): boolean {
    return this.tokens.kind(this.at) === kinds.end;
  }

  /** True after a literal that lacks its end: it took the rest of its line. */
  get torn(): boolean {
    return this.tokens.unclosed.has(this.at - 1);
  }

  /** Reads a token of this kind, if it is the next one. */
  take(kind: Kind): boolean {
    if (!this.is(kind)) return false;
    this.at++;
    return true;
  }

  takeWord(text: string): boolean {
    if (!this.isWord(text)) return false;
    this.at++;
    return true;
  }

  /** Reads the separators between the parts of a list, which are optional. */
  separator(): boolean {
    return this.take(kinds.comma) || this.take(kinds.semicolon);
  }

  /** Reads any token. */
  advance(): void {
    if (!this.atEnd) this.at++;
  }

  /** Reads a token of this kind; `false` after an error. */
  expect(kind: Kind, what: string): boolean {
    if (this.take(kind)) return true;
    this.expected(what);
    return false;
  }

  /** Reads a name; any keyword is one, unless a definition begins with it. */
  name(what: string): Name | undefined {
    if (!this.is(kinds.word) || beginsDefinition(this)) {
      this.expected(what);
      return undefined;
    }
    const name = { text: this.word(), span: this.span(this.at) };
    this.at++;
    return name;
  }

  /**
   * Reads the bracket that closes something; `false` after an error, and then nothing is read. A literal without its
   * end may have taken the bracket.
   */
  close(kind: Kind, mark: string, { what, opened }: Enclosure): boolean {
    if (this.take(kind) || this.torn) return true;
    const place = this.faults.place(this.tokens.start(opened));
    this.error("VG3004", `expected \`${mark}\` to close ${what} opened at ${place}`);
    return false;
  }

  /** Reports that the next token is not the expected one. */
  expected(what: string, hint?: string): void {
    this.error("VG3001", `expected ${what}, found ${this.found()}`, this.at, hint);
  }

  /** Reports an error at a token, unless one was reported there already. */
  error(code: Code, message: string, token: number = this.at, hint?: string): void {
    const { tokens } = this;
    if (this.#blamed === token || (tokens.cut && tokens.kind(token) === kinds.end)) return;
    this.#blamed = token;
    // The lexer has said what is wrong here.
    if (tokens.unclosed.has(token - 1) || tokens.gaps.has(token)) return;
    this.faults.error(code, message, tokens.start(token), tokens.end(token), hint);
    if (this.faults.tooMany) this.abandon();
  }

  /** The next token as a message names it. */
  found(): string {
    if (this.atEnd) return "the end of the file";
    return `\`${shortened(this.word())}\``;
  }

  /** The text from one token to another. */
  span(first: number, last: number = first): TextSpan {
    const start = this.tokens.start(first);
    return { kind: "text", file: this.file, start, end: Math.max(start, this.tokens.end(last)) };
  }

  /** The text from a token to the one that was read last. */
  since(first: number): TextSpan {
    return this.span(first, Math.max(first, this.at - 1));
  }

  /** Reads what may hold itself; `undefined` after an error when that goes deeper than the limit. */
  nested<T>(read: () => T): T | undefined {
    if (this.#depth >= this.#deepest) {
      this.error("VG1006", `nested deeper than ${this.#deepest} levels`);
      this.abandon();
      return undefined;
    }
    this.#depth++;
    const result = read();
    this.#depth--;
    return result;
  }

  /** Gives up: nothing of the rest of the file is read, and nothing that it lacks is reported. */
  abandon(): void {
    this.at = this.tokens.count - 1;
    this.#blamed = this.at;
  }

  /** True when a token is the first of its line. */
  beginsLine(token: number = this.at): boolean {
    if (token === 0) return true;
    return isNewLine(this.tokens.text, this.tokens.end(token - 1), this.tokens.start(token));
  }
}

/** True when a line ends between two offsets. */
function isNewLine(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return true;
  }
  return false;
}
