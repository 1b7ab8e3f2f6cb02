/** A fault of syntax, and where the construct began that it belongs to. */
export interface SyntaxFault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly other?: { readonly message: string; readonly start: number; readonly end: number };
}

/** A bracket that is open. */
interface Open {
  readonly sign: "{" | "[";
  readonly at: number;
  /** A key of the current entry was read. */
  keyed: boolean;
  /** A value of the current entry ended: a comma or the closing bracket must follow. */
  ended: boolean;
}

const closing = { "{": "}", "[": "]" } as const;

/** A line that goes on with the block around the brackets. */
const blockLine = /^[ ]*(?:- |(?:"[^"\n]*"|'[^'\n]*'|[^\s#,[\]{}&*!|>'"%@`][^\n#,[\]{}]*?):(?:[ ]|$))/;

/**
 * Looks for the slips that make up most broken YAML texts: quotes and brackets that are not closed, or closed by the
 * wrong sign, and commas and spaces that are missing. A parser notices them late and speaks of something else.
 * `undefined` when the fault is another one.
 */
export function explainYaml(text: string): SyntaxFault | undefined {
  return new Explainer(text).run();
}

class Explainer {
  readonly #text: string;
  readonly #stack: Open[] = [];
  /** Columns by which the line is indented where the outermost bracket was opened. */
  #indent = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): SyntaxFault | undefined {
    const text = this.#text;
    let fresh = true;
    for (let at = 0; at < text.length;) {
      const c = text[at]!;
      const top = this.#stack[this.#stack.length - 1];
      if (c === "\n") {
        const fault = this.#newLine(at + 1);
        if (fault !== undefined) return fault;
        at++;
        fresh = true;
      } else if (c === " " || c === "\t" || c === "\r") {
        at++;
        if (
          top === undefined &&
          /[ \t]/.test(c) &&
          /(?:^|[:\-?] |\n[ ]*)$/.test(text.slice(Math.max(0, at - 3), at))
        )
          fresh = true;
      } else if (c === "#" && (at === 0 || /\s/.test(text[at - 1]!))) at = lineEnd(text, at);
      else if ((c === '"' || c === "'") && (top !== undefined || fresh)) {
        const end = quoteEnd(text, at);
        if (end === undefined) return { message: "this quote is not closed", start: at, end: at + 1 };
        if (top?.ended === true) return missingComma(at);
        if (top !== undefined) top.ended = true;
        at = end;
        fresh = false;
      } else if ((c === "{" || c === "[") && (top !== undefined || fresh)) {
        if (top?.ended === true) return missingComma(at);
        if (top === undefined) this.#indent = indentAt(text, at);
        this.#stack.push({ sign: c, at, keyed: false, ended: false });
        at++;
      } else if (top !== undefined) {
        const next = this.#inFlow(top, c, at);
        if (typeof next !== "number") return next;
        at = next;
        fresh = false;
      } else if (
        fresh &&
        (c === "|" || c === ">") &&
        /^[|>][-+0-9]*[ ]*(?:#.*)?$/.test(text.slice(at, lineEnd(text, at)))
      ) {
        at = this.#blockScalar(at);
      } else {
        fresh = false;
        at++;
      }
    }
    const open = this.#stack[this.#stack.length - 1];
    return open && notClosed(open);
  }

  /** The offset to go on at, or the fault. */
  #inFlow(top: Open, c: string, at: number): number | SyntaxFault {
    const text = this.#text;
    if (c === "}" || c === "]") {
      if (closing[top.sign] !== c) {
        return {
          message: `this "${c}" does not close the "${top.sign}" that is open`,
          start: at,
          end: at + 1,
          other: { message: "opened here", start: top.at, end: top.at + 1 },
        };
      }
      this.#stack.pop();
      const outer = this.#stack[this.#stack.length - 1];
      if (outer !== undefined) outer.ended = true;
      return at + 1;
    }
    if (c === ",") {
      top.keyed = false;
      top.ended = false;
      return at + 1;
    }
    // After a quoted key the space may be missing, as in JSON.
    if (c === ":" && (/[\s,[\]{}]/.test(text[at + 1] ?? " ") || /["']/.test(text[at - 1] ?? ""))) {
      top.keyed = true;
      top.ended = false;
      return at + 1;
    }
    // A plain text ends before an indicator, or where a key does.
    const plain = /^[^\n,[\]{}:#]+(?::(?![\s,[\]{}])[^\n,[\]{}:#]*|#[^\n,[\]{}:]*)*/.exec(
      text.slice(at, at + 2000),
    );
    const word = plain?.[0] ?? c;
    if (top.ended) return missingComma(at);
    const isKey = /^:(?:[\s,[\]{}]|$)/.test(text.slice(at + word.length, at + word.length + 2));
    if (isKey && top.keyed && top.sign === "{") {
      const key = /[^\s]+\s*$/.exec(word);
      return missingComma(at + (key?.index ?? 0));
    }
    top.ended = true;
    return at + word.length;
  }

  /** A line of the block around open brackets shows that one of them was forgotten. */
  #newLine(at: number): SyntaxFault | undefined {
    const top = this.#stack[this.#stack.length - 1];
    if (top === undefined) return undefined;
    const line = this.#text.slice(at, lineEnd(this.#text, at));
    const indent = /^ */.exec(line)![0].length;
    if (line.trim() === "" || indent > this.#indent || !blockLine.test(line)) return undefined;
    return notClosed(top, at + indent);
  }

  /** The offset after a text in the form of a block: the lines that are indented more than the one it is announced on. */
  #blockScalar(at: number): number {
    const text = this.#text;
    const indent = indentAt(text, at);
    let end = lineEnd(text, at);
    while (end < text.length) {
      const next = lineEnd(text, end + 1);
      const line = text.slice(end + 1, next);
      if (line.trim() !== "" && /^ */.exec(line)![0].length <= indent) break;
      end = next;
    }
    return end;
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function indentAt(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return /^ */.exec(text.slice(start, at))![0].length;
}

/** The offset after a quoted text; `undefined` when it is not closed. */
function quoteEnd(text: string, at: number): number | undefined {
  const quote = text[at]!;
  for (let i = at + 1; i < text.length; i++) {
    if (quote === '"' && text[i] === "\\") i++;
    else if (text[i] === quote) {
      if (quote === "'" && text[i + 1] === "'") i++;
      else return i + 1;
    }
  }
  return undefined;
}

function missingComma(at: number): SyntaxFault {
  return { message: "a comma is missing before this", start: at, end: at + 1 };
}

function notClosed({ sign, at }: Open, found?: number): SyntaxFault {
  return {
    message: `this "${sign}" is not closed`,
    start: at,
    end: at + 1,
    ...(found !== undefined && {
      other: { message: `"${closing[sign]}" is missing before this`, start: found, end: found + 1 },
    }),
  };
}
