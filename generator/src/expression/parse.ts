import type { BinaryOperator, Expression } from "../ir/index.ts";
import { nearest } from "../source/suggest.ts";
import type { Fault } from "./fault.ts";
import { ExpressionError } from "./fault.ts";
import { arityText, functionNames, functionOf } from "./functions.ts";
import { formatParts } from "./sprintf.ts";
import type { Token } from "./tokens.ts";

/** What the words of a rule mean where it stands. */
export interface Surroundings {
  /**
   * What `$` (no name) or `(Name.Sub)$` stands for.
   *
   * @throws {ExpressionError} when there is no such field
   */
  field(name: string | undefined, start: number, end: number): Expression;
  /**
   * The test of a text by a pattern, as it was written in the syntax of RE2.
   *
   * @param negated whether it must not be found.
   * @throws {ExpressionError} when the pattern is not one
   */
  pattern(source: string, text: Expression, negated: boolean, start: number, end: number): Expression;
  /** `startsWith`, `endsWith` and `contains` are functions. Default: they are not. */
  readonly affixes?: true;
}

/** From the loosest to the tightest. */
const levels: ReadonlyMap<string, number> = new Map([
  ["||", 1],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  ["<", 4],
  ["<=", 4],
  [">", 4],
  [">=", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["%", 6],
]);

/** Parentheses, brackets and arguments inside each other. */
const deepest = 100;

/** Reads expressions from the words of a rule. */
export class ExpressionParser {
  readonly #tokens: readonly Token[];
  readonly #around: Surroundings;
  #at = 0;
  #depth = 0;
  /** How many conditions of `range` are around. */
  #ranges = 0;

  constructor(tokens: readonly Token[], around: Surroundings) {
    this.#tokens = tokens;
    this.#around = around;
  }

  get #affixes(): boolean {
    return this.#around.affixes === true;
  }

  get next(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", start: 0, end: 0 };
  }

  peek(distance: number): Token | undefined {
    return this.#tokens[this.#at + distance];
  }

  advance(): Token {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Whether the next word is a symbol; if so, goes past it. */
  takes(text: string): boolean {
    const { next } = this;
    if (next.kind !== "symbol" || next.text !== text) return false;
    this.#at++;
    return true;
  }

  fail(
    message: string,
    at: { readonly start: number; readonly end: number } = this.next,
    hint?: string,
  ): never {
    throw new ExpressionError({ code: "VG3301", message, start: at.start, end: at.end, hint });
  }

  /** An expression that holds operators of a level and of those above it only. */
  expression(level = 1): Expression {
    let left = this.#operand();
    for (;;) {
      const operator = this.#operator();
      const own = operator === undefined ? undefined : levels.get(operator);
      if (operator === undefined || own === undefined || own < level) return left;
      this.#at++;
      left = { kind: "binary", operator, left, right: this.expression(own + 1) };
    }
  }

  #operator(): BinaryOperator | undefined {
    const { next } = this;
    return next.kind === "symbol" && isOperator(next.text) ? next.text : undefined;
  }

  #operand(): Expression {
    const signs: ("!" | "+" | "-")[] = [];
    for (;;) {
      const sign = (["!", "+", "-"] as const).find((one) => this.takes(one));
      if (sign === undefined) break;
      signs.push(sign);
    }
    let value = this.#atom(signs);
    for (const sign of signs.reverse()) value = signed(sign, value);
    return value;
  }

  /** @param signs what stands before it; functions that take part in it remove it. */
  #atom(signs: ("!" | "+" | "-")[]): Expression {
    const token = this.next;
    switch (token.kind) {
      case "number":
      case "text":
        this.#at++;
        return { kind: "literal", value: token.value };
      case "field":
        this.#at++;
        return this.#indices(this.#around.field(token.name, token.start, token.end));
      case "variable":
        if (this.#ranges === 0) {
          const message = "`#k`, `#v` and `##` mean something in the condition of `range` only";
          throw new ExpressionError({ code: "VG3305", message, start: token.start, end: token.end });
        }
        this.#at++;
        return this.#indices({ kind: "variable", name: token.name });
      case "name":
        return this.#word(token, signs);
      case "symbol":
        if (token.text !== "(") return this.fail(`expected a value before \`${token.text}\``);
        this.#at++;
        return this.#nested(() => this.#closed(token));
      case "end":
        return this.fail("expected a value at the end of the rule");
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > deepest) this.fail(`the rule is nested more than ${deepest} levels deep`);
    const value = read();
    this.#depth--;
    return value;
  }

  #closed(open: Token): Expression {
    const value = this.expression();
    if (!this.takes(")"))
      this.fail(`expected an operator or the \`)\` for the \`(\` before`, this.#faulty(open));
    return value;
  }

  /** The word that does not belong, or at the end the one that was not closed. */
  #faulty(open: Token): Token {
    return this.next.kind === "end" ? open : this.next;
  }

  #indices(of: Expression): Expression {
    let value = of;
    for (;;) {
      const open = this.next;
      if (!this.takes("[")) return value;
      const key = this.#nested(() => this.expression());
      if (!this.takes("]")) this.fail("expected an operator or `]`", this.#faulty(open));
      value = { kind: "index", of: value, key };
    }
  }

  #word(token: Token & { readonly kind: "name" }, signs: ("!" | "+" | "-")[]): Expression {
    const { text } = token;
    this.#at++;
    if (this.next.kind === "symbol" && this.next.text === "(") return this.#call(token, signs);
    if (text === "true" || text === "false") return { kind: "literal", value: text === "true" };
    if (text === "nil") return { kind: "literal", value: null };
    const hint =
      functionOf(text, this.#affixes) === undefined
        ? `a field is written \`(${text})$\`, a text in single quotes`
        : `\`${text}\` is a function`;
    return this.fail(`\`${text}\` means nothing here`, token, hint);
  }

  #call(token: Token & { readonly kind: "name" }, signs: ("!" | "+" | "-")[]): Expression {
    const found = functionOf(token.text, this.#affixes);
    if (found === undefined) {
      const near = nearest(token.text, functionNames(this.#affixes));
      throw new ExpressionError({
        code: "VG3302",
        message: `unknown function \`${token.text}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
        start: token.start,
        end: token.end,
      });
    }
    const open = this.advance();
    const first = this.next;
    const values: Expression[] = [];
    this.#nested(() => {
      if (this.takes(")")) return;
      for (;;) {
        const looped = found.name === "range" && values.length === 1;
        if (looped) this.#ranges++;
        values.push(this.expression());
        if (looped) this.#ranges--;
        if (this.takes(")")) return;
        if (!this.takes(",")) this.fail("expected an operator, `,` or `)`", this.#faulty(open));
      }
    });
    const end = this.#tokens[this.#at - 1]?.end ?? token.end;
    if (values.length < found.least || values.length > found.most) {
      const message = `\`${token.text}\` takes ${arityText(found)}, not ${values.length}`;
      throw new ExpressionError({ code: "VG3303", message, start: token.start, end });
    }
    switch (found.name) {
      case "regexp":
        return this.#regexp(first, values, signs);
      case "sprintf":
        checkFormat(first, values.length - 1);
        return { kind: "call", function: "sprintf", arguments: values };
      case "range":
        return rangeOf(values, signs);
      default:
        return { kind: "call", function: found.name, arguments: values };
    }
  }

  #regexp(first: Token, values: readonly Expression[], signs: ("!" | "+" | "-")[]): Expression {
    if (first.kind !== "text" || values[0]?.kind !== "literal") {
      return this.fail("the pattern of `regexp` is written as a text in single quotes", first);
    }
    const text = values[1] ?? this.#around.field(undefined, first.start, first.end);
    const { start, end } = first;
    return this.#around.pattern(first.value, text, isNegated(signs), start, end);
  }
}

function isOperator(text: string): text is BinaryOperator {
  return levels.has(text);
}

function signed(sign: "!" | "+" | "-", operand: Expression): Expression {
  if (sign === "-" && operand.kind === "literal" && typeof operand.value === "number") {
    return { kind: "literal", value: -operand.value };
  }
  return { kind: "unary", operator: sign, operand };
}

/** Whether the signs before a call negate it; they are then no longer before it. */
function isNegated(signs: ("!" | "+" | "-")[]): boolean {
  const count = signs.filter((sign) => sign === "!").length;
  signs.length = 0;
  return count % 2 === 1;
}

/** A sign before `range` belongs to the condition of each element. */
function rangeOf(values: readonly Expression[], signs: ("!" | "+" | "-")[]): Expression {
  const [list, condition] = values;
  if (list === undefined || condition === undefined) throw new Error("range has two arguments");
  let each = condition;
  for (const sign of signs.splice(0).reverse()) each = signed(sign, each);
  return { kind: "call", function: "range", arguments: [list, each] };
}

/** Compares what a format asks for with what it is given. */
function checkFormat(format: Token, given: number): void {
  const fault = (code: Fault["code"], message: string): never => {
    throw new ExpressionError({ code, message, start: format.start, end: format.end });
  };
  if (format.kind !== "text")
    return fault("VG3301", "the format of `sprintf` is written as a text in single quotes");
  const parts = formatParts(format.value);
  const unknown = parts.find((part) => part.kind === "unknown");
  if (unknown !== undefined) {
    const verb = format.value.slice(unknown.start, unknown.end);
    return fault("VG3304", `the format has \`${verb}\`; known are %v, %d, %f, %g, %s, %q, %t and %%`);
  }
  const wanted = parts.filter((part) => part.kind === "argument").length;
  if (wanted !== given) fault("VG3304", `the format asks for ${wanted} values, and ${given} are given`);
}
