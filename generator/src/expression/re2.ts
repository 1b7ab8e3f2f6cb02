import type { Range } from "./characters.ts";
import { blank, code, controls, digit, escaped, last, otherCases, posix, word } from "./characters.ts";

/** A pattern of RE2 as one of ECMA-262 for the flag `u`, or why it is none. */
export type Re2Result =
  | { readonly ok: true; readonly source: string }
  /** `at`: UTF-16 offset of what is wrong. */
  | { readonly ok: false; readonly reason: string; readonly at: number };

class Re2Error extends Error {
  readonly at: number;

  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }
}

/**
 * Rewrites what differs between the two: flags in the pattern, `\z`, `(?P<n>…)`, `\Q…\E`, POSIX classes, `.` and `\s`,
 * which RE2 means in ASCII. What RE2 does not know, as look-around and references to groups, is refused.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function fromRe2(pattern: string): Re2Result {
  try {
    const source = new Translator(pattern).translate();
    new RegExp(source, "u");
    return { ok: true, source };
  } catch (error) {
    if (error instanceof Re2Error) return { ok: false, reason: error.message, at: error.at };
    if (!(error instanceof SyntaxError)) throw error;
    const reason = error.message.replace(/^Invalid regular expression: .*: /su, "");
    return { ok: false, reason: reason.charAt(0).toLowerCase() + reason.slice(1), at: 0 };
  }
}

interface Flags {
  /** Upper and lower case are the same. */
  readonly i: boolean;
  /** `^` and `$` are at the lines' ends. */
  readonly m: boolean;
  /** `.` is the end of a line, too. */
  readonly s: boolean;
}

class Translator {
  readonly #pattern: string;
  #at = 0;
  #flags: Flags = { i: false, m: false, s: false };
  /** The flags outside of each group that is open. */
  readonly #outer: Flags[] = [];
  /** Whether a quantifier may follow. */
  #repeatable = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  translate(): string {
    let out = "";
    while (this.#at < this.#pattern.length) out += this.#next();
    if (this.#outer.length > 0) this.#fail("a group is not closed", 0);
    return out;
  }

  #fail(reason: string, at = this.#at): never {
    throw new Re2Error(reason, at);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#pattern);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  #next(): string {
    const quoted = this.#take(/\\Q(.*?)(?:\\E|$)/suy);
    if (quoted !== null) {
      const text = Array.from(quoted[1] ?? "");
      this.#repeatable ||= text.length > 0;
      return text.map((char) => this.#char(code(char))).join("");
    }
    const repeated = this.#take(/(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/uy);
    if (repeated !== null) return this.#quantifier(repeated);
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    switch (char) {
      case "(":
        return this.#open();
      case ")": {
        const outer = this.#outer.pop();
        if (outer === undefined) this.#fail("`)` closes no group");
        this.#flags = outer;
        this.#at++;
        this.#repeatable = true;
        return ")";
      }
      case "|":
        this.#at++;
        this.#repeatable = false;
        return "|";
      case "[":
        return this.#set();
      case "\\":
        return this.#escape();
      case ".":
        this.#at++;
        this.#repeatable = true;
        return this.#flags.s ? "[^]" : "[^\\n]";
      case "^":
        this.#at++;
        this.#repeatable = false;
        return this.#flags.m ? "(?<![^\\n])" : "^";
      case "$":
        this.#at++;
        this.#repeatable = false;
        return this.#flags.m ? "(?![^\\n])" : "$";
      default:
        this.#at += char.length;
        this.#repeatable = true;
        return this.#char(code(char));
    }
  }

  #quantifier(found: RegExpExecArray): string {
    const start = this.#at - found[0].length;
    if (!this.#repeatable) this.#fail(`\`${found[0]}\` repeats nothing`, start);
    const [, least, most] = found;
    if (Number(least ?? 0) > 1000 || Number(most ?? 0) > 1000)
      this.#fail("more than 1000 repetitions", start);
    this.#repeatable = false;
    return found[0];
  }

  #open(): string {
    const start = this.#at;
    if (this.#take(/\((?!\?)/uy) !== null) return this.#group("(");
    const named = this.#take(/\(\?P?<([A-Za-z_]\w*)>/uy);
    if (named !== null) return this.#group(`(?<${named[1] ?? ""}>`);
    const flags = this.#take(/\(\?([imsU]*)(?:-([imsU]+))?([:)])/uy);
    if (flags === null) {
      const around = /\(\?<?[=!]/uy;
      around.lastIndex = start;
      this.#fail(around.test(this.#pattern) ? "RE2 has no look-around" : "RE2 has no such group");
    }
    const [, on = "", off = "", end] = flags;
    if ((on + off).includes("U")) this.#fail("the flag `U` is not supported", start);
    const changed = (flag: "i" | "m" | "s"): boolean =>
      !off.includes(flag) && (on.includes(flag) || this.#flags[flag]);
    const next = { i: changed("i"), m: changed("m"), s: changed("s") };
    if (end === ")") {
      this.#flags = next;
      this.#repeatable = false;
      return "";
    }
    const opened = this.#group("(?:");
    this.#flags = next;
    return opened;
  }

  #group(text: string): string {
    this.#outer.push(this.#flags);
    this.#repeatable = false;
    return text;
  }

  #escape(): string {
    const start = this.#at;
    const assertion = this.#take(/\\[AzbB]/uy)?.[0];
    if (assertion !== undefined) {
      this.#repeatable = false;
      return assertion === "\\A" ? "^" : assertion === "\\z" ? "$" : assertion;
    }
    this.#repeatable = true;
    const set = this.#classEscape();
    if (set !== undefined) return set.negated ? `[^${set.text}]` : `[${set.text}]`;
    if (
      /\\[1-9]/uy.test(this.#pattern.slice(start, start + 2)) &&
      !/^\\[1-7][0-7]/u.test(this.#pattern.slice(start))
    ) {
      this.#fail("RE2 has no references to groups");
    }
    return this.#char(this.#charEscape());
  }

  /** `\d`, `\pL` and their kin, as what stands inside of brackets. */
  #classEscape(): { readonly text: string; readonly negated: boolean } | undefined {
    const letter = this.#take(/\\([dDsSwW])/uy)?.[1];
    if (letter !== undefined) {
      const lower = letter.toLowerCase();
      const ranges = lower === "d" ? digit : lower === "s" ? blank : word;
      return { text: this.#ranges(ranges), negated: letter !== lower };
    }
    const start = this.#at;
    const property = this.#take(/\\([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]+)\})/uy);
    if (property === null) return undefined;
    const [, p, short, not, long = ""] = property;
    const negated = (p === "P") !== (not === "^");
    const name = short ?? long;
    const text = [`\\p{${name}}`, `\\p{Script=${name}}`].find(compiles);
    if (text === undefined) this.#fail(`there is no class of characters \`${name}\``, start);
    if (name === "Any") return { text: "\\0-\\u{10ffff}", negated };
    return { text, negated };
  }

  /** The code point of an escape that stands for a character. */
  #charEscape(): number {
    const start = this.#at;
    const octal = this.#take(/\\([0-3]?[0-7]{1,2})/uy)?.[1];
    if (octal !== undefined) return Number.parseInt(octal, 8);
    const hex = this.#take(/\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/uy);
    if (hex !== null) {
      const value = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
      if (value > last) this.#fail("there is no such character", start);
      return value;
    }
    const control = controls.get(this.#take(/\\([aftnrv])/uy)?.[1] ?? "");
    if (control !== undefined) return control;
    const mark = this.#take(/\\([^\p{L}\p{N}_])/uy)?.[1];
    if (mark !== undefined) return code(mark);
    const shown = this.#pattern.slice(start, start + 2);
    return this.#fail(
      shown === "\\" ? "the pattern ends with `\\`" : `RE2 has no escape \`${shown}\``,
      start,
    );
  }

  #set(): string {
    const start = this.#at;
    const negated = this.#take(/\[\^/uy) !== null;
    if (!negated) this.#at++;
    let positive = "";
    const complements: string[] = [];
    for (let first = true; ; first = false) {
      const char = this.#pattern[this.#at];
      if (char === undefined) this.#fail("`[` is not closed", start);
      if (char === "]" && !first) break;
      const part = this.#member();
      if (part.negated) complements.push(part.text);
      else positive += part.text;
    }
    this.#at++;
    this.#repeatable = true;
    if (complements.length === 0) return negated ? `[^${positive}]` : `[${positive}]`;
    // A set cannot hold a complement by itself: alternatives do, each of one character.
    const parts = complements.map((text) => `[^${text}]`);
    if (positive !== "") parts.push(`[${positive}]`);
    const either = `(?:${parts.join("|")})`;
    return negated ? `(?:(?!${either})[^])` : either;
  }

  #member(): { readonly text: string; readonly negated: boolean } {
    const start = this.#at;
    const named = this.#take(/\[:(\^?)([a-z]+):\]/uy);
    if (named !== null) {
      const ranges = posix.get(named[2] ?? "");
      if (ranges === undefined) this.#fail(`there is no class of characters \`${named[0]}\``, start);
      return { text: this.#ranges(ranges), negated: named[1] === "^" };
    }
    const set = this.#classEscape();
    if (set !== undefined) return set;
    const low = this.#setChar();
    if (this.#take(/-(?!\])/uy) === null) return { text: this.#ranges([[low, low]]), negated: false };
    const high = this.#setChar();
    if (high < low) this.#fail("a range ends before it begins", start);
    return { text: this.#ranges([[low, high]]), negated: false };
  }

  #setChar(): number {
    if (this.#pattern[this.#at] === "\\") return this.#charEscape();
    const value = this.#pattern.codePointAt(this.#at);
    if (value === undefined) this.#fail("`[` is not closed");
    this.#at += value > 0xffff ? 2 : 1;
    return value;
  }

  /** Ranges as they stand in brackets, with those of the other case where that does not matter. */
  #ranges(ranges: readonly Range[]): string {
    const all = this.#flags.i
      ? ranges.flatMap(([low, high]) => [[low, high] as const, ...otherCases(low, high)])
      : ranges;
    return all
      .map(([low, high]) => (low === high ? escaped(low) : `${escaped(low)}-${escaped(high)}`))
      .join("");
  }

  #char(value: number): string {
    const others = this.#flags.i ? otherCases(value, value) : [];
    return others.length === 0 ? escaped(value) : `[${this.#ranges([[value, value]])}]`;
  }
}

function compiles(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}
