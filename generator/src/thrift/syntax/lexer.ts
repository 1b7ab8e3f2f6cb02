import { characterName, isDigit, isForeignLetter, isWordCode, isWordStart } from "./characters.ts";
import type { Faults } from "./faults.ts";
import { longest, numberPatterns, restOfNumber } from "./numbers.ts";
import { shortened } from "./shortened.ts";
import type { Kind } from "./tokens.ts";
import { kinds, punctuation, Tokens } from "./tokens.ts";

const marks: readonly (Kind | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  punctuation.get(String.fromCharCode(code)),
);

const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** Splits a text into tokens. Characters that belong to no token are reported and left out. */
export class Lexer {
  readonly #text: string;
  readonly #faults: Faults;
  readonly #tokens: Tokens;
  #at = 0;
  /** Up to where a literal in these quotes cannot go over several lines: its end was looked for and not found. */
  readonly #singleLine = { [QUOTE]: 0, [APOSTROPHE]: 0 };

  constructor(text: string, faults: Faults) {
    this.#text = text;
    this.#faults = faults;
    this.#tokens = new Tokens(text);
  }

  /** @param most number of tokens after which the rest of the text is not looked at. */
  run(most: number): Tokens {
    const text = this.#text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
    while (this.#at < text.length) {
      if (this.#tokens.count >= most) {
        this.#faults.error("VG1006", `the file holds more than ${most} tokens`, this.#at, this.#at + 1);
        this.#tokens.cut = true;
        break;
      }
      this.#next(text.charCodeAt(this.#at));
    }
    this.#tokens.add(kinds.end, text.length, text.length);
    return this.#tokens;
  }

  #next(code: number): void {
    const start = this.#at;
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) {
      this.#at++;
      return;
    }
    if (isWordStart(code)) {
      this.#word();
      return;
    }
    const mark = marks[code];
    if (mark !== undefined) {
      this.#tokens.add(mark, start, ++this.#at);
      return;
    }
    const following = this.#text.charCodeAt(start + 1);
    if (code === 0x2f && following === 0x2a) this.#blockComment();
    else if (code === 0x23 || (code === 0x2f && following === 0x2f)) {
      this.#at = this.#lineEnd(start);
      this.#tokens.addComment(start, this.#at);
    } else if (code === QUOTE || code === APOSTROPHE) this.#literal(code);
    else if (isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e) this.#number();
    else this.#foreign();
  }

  #lineEnd(from: number): number {
    const text = this.#text;
    let at = from;
    while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
    return at;
  }

  #word(): void {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let foreign = false;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isWordCode(code)) continue;
      if (!isForeignLetter(code)) break;
      foreign = true;
    }
    this.#at = at;
    this.#tokens.add(kinds.word, start, at);
    if (foreign) {
      const word = shortened(text.slice(start, at));
      this.#faults.error("VG3002", `the name \`${word}\` has letters other than A to Z`, start, at);
    }
  }

  #blockComment(): void {
    const start = this.#at;
    const close = this.#text.indexOf("*/", start + 2);
    if (close === -1) {
      this.#faults.error("VG3003", "this comment is not closed by `*/`", start, start + 2);
      this.#tokens.cut = true;
    }
    this.#at = close === -1 ? this.#text.length : close + 2;
    this.#tokens.addComment(start, this.#at);
  }

  #literal(quote: typeof QUOTE | typeof APOSTROPHE): void {
    const text = this.#text;
    const start = this.#at;
    const onOneLine = start < this.#singleLine[quote];
    let lineEnd = -1;
    let at = start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === 0x5c && !isLineEnd(text.charCodeAt(at + 1))) at++;
      else if (isLineEnd(code)) {
        if (lineEnd === -1) lineEnd = at;
        if (onOneLine) break;
      }
    }
    const closed = at < text.length && text.charCodeAt(at) === quote;
    // What looks like a literal over several lines may be two literals of which the first lacks its end.
    if (closed && (lineEnd === -1 || this.#endsWell(at + 1))) this.#at = at + 1;
    else {
      if (!onOneLine) this.#singleLine[quote] = closed ? at : text.length;
      this.#at = lineEnd === -1 ? this.#lineEnd(start) : lineEnd;
      const mark = quote === QUOTE ? '"' : "'";
      this.#faults.error("VG3003", `this literal is not closed by \`${mark}\``, start, this.#at);
      this.#tokens.unclosed.add(this.#tokens.count);
    }
    this.#tokens.add(kinds.literal, start, this.#at);
  }

  /** True when what follows a literal over several lines is what may follow a literal. */
  #endsWell(at: number): boolean {
    const next = this.#text.charAt(at);
    return next === "/" ? /[/*]/.test(this.#text.charAt(at + 1)) : next === "" || /[\s),;\]}>#]/.test(next);
  }

  #number(): void {
    const text = this.#text;
    const start = this.#at;
    if (this.#shortInteger(start)) return;
    for (const [pattern, kind] of numberPatterns) {
      pattern.lastIndex = start;
      if (!pattern.test(text)) continue;
      this.#at = pattern.lastIndex;
      this.#tokens.add(kind, start, this.#at);
      if (this.#at - start > longest) {
        this.#faults.error("VG3005", `a number of more than ${longest} digits`, start, this.#at);
      }
      if (!isWordCode(text.charCodeAt(this.#at))) return;
      break;
    }
    restOfNumber.lastIndex = start;
    if (!restOfNumber.test(text)) {
      this.#foreign();
      return;
    }
    const end = restOfNumber.lastIndex;
    if (this.#at === start) this.#tokens.add(kinds.integer, start, end);
    this.#at = end;
    this.#faults.error("VG3005", `\`${shortened(text.slice(start, end))}\` is not a number`, start, end);
  }

  /** Reads the kind of number that nearly all are: a few digits that nothing of a number follows. */
  #shortInteger(start: number): boolean {
    const text = this.#text;
    let at = start;
    while (isDigit(text.charCodeAt(at)) && at - start < 20) at++;
    if (at === start || isWordCode(text.charCodeAt(at))) return false;
    this.#tokens.add(kinds.integer, start, at);
    this.#at = at;
    return true;
  }

  /** A run of one character that begins no token is one mistake. */
  #foreign(): void {
    const text = this.#text;
    const start = this.#at;
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    while (text.startsWith(character, this.#at)) this.#at += character.length;
    this.#tokens.gaps.add(this.#tokens.count);
    this.#faults.error(
      "VG3002",
      `the character ${characterName(character)} means nothing here`,
      start,
      this.#at,
    );
  }
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
