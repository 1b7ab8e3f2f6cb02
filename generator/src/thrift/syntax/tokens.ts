/** What a token is. Every mark of punctuation has a kind of its own; keywords are words. */
export const kinds = {
  end: 0,
  word: 1,
  integer: 2,
  double: 3,
  literal: 4,
  openBrace: 5,
  closeBrace: 6,
  openParen: 7,
  closeParen: 8,
  openBracket: 9,
  closeBracket: 10,
  openAngle: 11,
  closeAngle: 12,
  comma: 13,
  semicolon: 14,
  colon: 15,
  equals: 16,
  star: 17,
  ampersand: 18,
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds];

/** The kinds of the marks of punctuation, by their character. */
export const punctuation: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["{", kinds.openBrace],
  ["}", kinds.closeBrace],
  ["(", kinds.openParen],
  [")", kinds.closeParen],
  ["[", kinds.openBracket],
  ["]", kinds.closeBracket],
  ["<", kinds.openAngle],
  [">", kinds.closeAngle],
  [",", kinds.comma],
  [";", kinds.semicolon],
  [":", kinds.colon],
  ["=", kinds.equals],
  ["*", kinds.star],
  ["&", kinds.ampersand],
]);

/**
 * The tokens and comments of a text, as columns of numbers: a file may have millions of them, and the parser looks
 * ahead freely. The last token is always the end of the text.
 */
export class Tokens {
  readonly text: string;
  /** Number of tokens, the end included. */
  count = 0;
  /** Number of comments. */
  commentCount = 0;
  /** True when a comment without an end took the rest of the text: what is missing there is no further mistake. */
  cut = false;
  /** The literals that lack their end. */
  readonly unclosed: Set<number> = new Set();
  /** The tokens before which something was left out that is no token. */
  readonly gaps: Set<number> = new Set();
  #kinds: Uint8Array<ArrayBuffer>;
  #starts: Int32Array<ArrayBuffer>;
  #ends: Int32Array<ArrayBuffer>;
  /** How many comments stand before each token. */
  #seen: Int32Array<ArrayBuffer>;
  #commentStarts = new Int32Array(256);
  #commentEnds = new Int32Array(256);

  constructor(text: string) {
    this.text = text;
    const likely = (text.length >> 2) + 16;
    this.#kinds = new Uint8Array(likely);
    this.#starts = new Int32Array(likely);
    this.#ends = new Int32Array(likely);
    this.#seen = new Int32Array(likely);
  }

  add(kind: Kind, start: number, end: number): void {
    const at = this.count++;
    if (at === this.#kinds.length) {
      const kindColumn = new Uint8Array(at * 2);
      kindColumn.set(this.#kinds);
      this.#kinds = kindColumn;
      this.#starts = doubled(this.#starts);
      this.#ends = doubled(this.#ends);
      this.#seen = doubled(this.#seen);
    }
    this.#kinds[at] = kind;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#seen[at] = this.commentCount;
  }

  addComment(start: number, end: number): void {
    const at = this.commentCount++;
    if (at === this.#commentStarts.length) {
      this.#commentStarts = doubled(this.#commentStarts);
      this.#commentEnds = doubled(this.#commentEnds);
    }
    this.#commentStarts[at] = start;
    this.#commentEnds[at] = end;
  }

  /** The kind of a token; beyond the last one, the end. */
  kind(at: number): Kind {
    // The column holds only what `add` took.
    return at < this.count ? (this.#kinds[at] as Kind) : kinds.end;
  }

  start(at: number): number {
    return at < this.count ? this.#starts[at]! : this.text.length;
  }

  end(at: number): number {
    return at < this.count ? this.#ends[at]! : this.text.length;
  }

  /** A token as it was written. */
  word(at: number): string {
    return at < this.count ? this.text.slice(this.#starts[at], this.#ends[at]) : "";
  }

  /** The comments between the token before and this one: the first, and the first that is not one of them. */
  firstComment(at: number): number {
    return at === 0 ? 0 : this.#seen[Math.min(at, this.count) - 1]!;
  }

  endOfComments(at: number): number {
    return this.#seen[Math.min(at, this.count - 1)]!;
  }

  commentStart(comment: number): number {
    return this.#commentStarts[comment]!;
  }

  commentEnd(comment: number): number {
    return this.#commentEnds[comment]!;
  }
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
