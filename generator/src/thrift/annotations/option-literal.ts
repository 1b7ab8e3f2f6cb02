import type { JsonValue } from "../../ir/json.ts";
import type { Overlay } from "../../ir/type.ts";

/** Where a literal is malformed, and why. */
interface LiteralFault {
  readonly fault: string;
  /** Offset in the text. */
  readonly at: number;
}

const depthLimit = 64;

/**
 * Parses the value of an `openapi.*` annotation: `{ title: "a", max_length: 5, enum: ["x" "y"] }`. Keys may be without
 * quotes and commas may be missing; names in snake_case become camelCase, as the fields of OpenAPI have it.
 */
export function parseOptionLiteral(text: string): { readonly overlay: Overlay } | LiteralFault {
  try {
    return { overlay: new OptionParser(text).document() };
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.message, at: error.at };
    throw error;
  }
}

class Malformed extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

type Mutable = Record<string, JsonValue>;

class OptionParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Overlay {
    const value = this.#object(1);
    if (this.#peek() !== "") throw new Malformed("there is text after the closing `}`", this.#at);
    return value;
  }

  /** The next character that is no space; empty at the end. */
  #peek(): string {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
    return this.#text[this.#at] ?? "";
  }

  #object(depth: number): Overlay {
    if (this.#peek() !== "{") throw new Malformed("expected `{`", this.#at);
    if (depth > depthLimit) throw new Malformed(`nested deeper than ${depthLimit} levels`, this.#at);
    this.#at++;
    const found: Mutable = Object.create(null) as Mutable;
    for (let c = this.#peek(); c !== "}"; c = this.#peek()) {
      if (c === "") throw new Malformed("expected `}`", this.#at);
      const key = c === '"' || c === "'" ? this.#quoted(c) : camelCase(this.#word());
      if (this.#peek() === ":" || this.#peek() === "=") this.#at++;
      else if (this.#peek() !== "{") throw new Malformed("expected `:`", this.#at);
      found[key] = this.#value(depth);
      this.#separator();
    }
    this.#at++;
    return found;
  }

  #list(depth: number): JsonValue {
    if (depth > depthLimit) throw new Malformed(`nested deeper than ${depthLimit} levels`, this.#at);
    this.#at++;
    const found: JsonValue[] = [];
    for (let c = this.#peek(); c !== "]"; c = this.#peek()) {
      if (c === "") throw new Malformed("expected `]`", this.#at);
      found.push(this.#value(depth));
      this.#separator();
    }
    this.#at++;
    return found;
  }

  #separator(): void {
    const c = this.#peek();
    if (c === "," || c === ";") this.#at++;
  }

  #value(depth: number): JsonValue {
    const c = this.#peek();
    if (c === "{") return this.#object(depth + 1);
    if (c === "[") return this.#list(depth + 1);
    if (c === '"' || c === "'") return this.#quoted(c);
    const start = this.#at;
    const word = this.#word();
    if (word === "true") return true;
    if (word === "false") return false;
    if (word === "null") return null;
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(word)) return Number(word);
    throw new Malformed(`\`${word}\` is no value: write a text in quotes`, start);
  }

  #quoted(quote: string): string {
    const start = this.#at++;
    let text = "";
    for (let c = this.#text[this.#at]; c !== quote; c = this.#text[this.#at]) {
      if (c === undefined) throw new Malformed("a quote is not closed", start);
      this.#at++;
      if (c !== "\\") {
        text += c;
        continue;
      }
      const escaped = this.#text[this.#at++] ?? "";
      text += { n: "\n", r: "\r", t: "\t" }[escaped] ?? escaped;
    }
    this.#at++;
    return text;
  }

  #word(): string {
    const pattern = /[\w.+$-]+/y;
    pattern.lastIndex = this.#at;
    const word = pattern.exec(this.#text)?.[0];
    if (word === undefined) throw new Malformed("expected a name or a value", this.#at);
    this.#at += word.length;
    return word;
  }
}

/** `max_length` is `maxLength`; extensions (`x-…`) stay as they are. */
function camelCase(name: string): string {
  return name.startsWith("x-")
    ? name
    : name.replaceAll(/(?<=[^_])_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
