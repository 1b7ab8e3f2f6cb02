import type { Expression, ValuePath } from "../../ir/index.ts";

/** Values and operations of one condition; readers refuse what has more than 1000 words. */
const mostParts = 300;
/** Brackets inside each other. */
const deepest = 90;

/** From the loosest to the tightest. */
const levels: Readonly<Record<(Expression & { kind: "binary" })["operator"], number>> = {
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
/** Of what needs no brackets anywhere. */
const tightest = 7;

/**
 * A condition in the language of rules, with names on the wire: `(least)$ <= 5 && mblen((query.name)$) > 0`. `undefined`
 * when the language has no words for it.
 *
 * @param self what is written `$`.
 */
export function expressionText(expression: Expression, self: ValuePath | undefined): string | undefined {
  try {
    return new Writer(self).text(expression);
  } catch (error) {
    if (error instanceof Unwritable) return undefined;
    throw error;
  }
}

/** A value by the names that lead to it. */
export function pathText(path: ValuePath): string {
  const { keys } = path;
  const first = path.from === "self" ? [] : path.from === "body" ? ["body"] : [path.source, path.name];
  return [...first, ...keys].map(nameText).join(".");
}

function nameText(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `'${name.replaceAll(/['\\]/g, "\\$&")}'`;
}

class Unwritable extends Error {}

class Writer {
  readonly #self: string | undefined;
  #parts = 0;
  #depth = 0;

  constructor(self: ValuePath | undefined) {
    this.#self = self && pathText(self);
  }

  text(expression: Expression): string {
    return this.#operand(expression, 0);
  }

  /** @param least the level from which on no brackets are needed. */
  #operand(expression: Expression, least: number): string {
    const isBracketed = levelOf(expression) < least;
    const isDeeper = isBracketed || expression.kind === "call" || expression.kind === "index";
    if (isDeeper) this.#depth++;
    if (++this.#parts > mostParts || this.#depth > deepest) throw new Unwritable();
    const text = this.#of(expression);
    if (isDeeper) this.#depth--;
    return isBracketed ? `(${text})` : text;
  }

  #of(expression: Expression): string {
    switch (expression.kind) {
      case "literal":
        return literalText(expression.value);
      case "value":
        return this.#value(expression.path);
      case "variable":
        return { key: "#k", value: "#v", size: "##" }[expression.name];
      case "index": {
        const { of, key } = expression;
        if (of.kind !== "value" && of.kind !== "variable" && of.kind !== "index") throw new Unwritable();
        return `${this.#operand(of, 0)}[${this.#operand(key, 0)}]`;
      }
      case "unary":
        return expression.operator + this.#operand(expression.operand, tightest);
      case "binary": {
        const { operator, left, right } = expression;
        const level = levels[operator];
        return `${this.#operand(left, level)} ${operator} ${this.#operand(right, level + 1)}`;
      }
      case "call":
        return this.#call(expression);
    }
  }

  #value(path: ValuePath): string {
    const text = pathText(path);
    if (text === (this.#self ?? "")) return "$";
    // What has no name can be written only where `$` does not stand for a part of it.
    if (text === "") throw new Unwritable();
    return `(${text})$`;
  }

  #call({ function: name, arguments: values }: Expression & { kind: "call" }): string {
    const [first, second, third] = values;
    if (name === "regexp" && third !== undefined) {
      if (third.kind !== "literal" || third.value !== true || first === undefined || second === undefined)
        throw new Unwritable();
      return `!regexp(${this.#operand(first, 0)}, ${this.#operand(second, 0)})`;
    }
    return `${name}(${values.map((value) => this.#operand(value, 0)).join(", ")})`;
  }
}

function levelOf(expression: Expression): number {
  if (expression.kind === "binary") return levels[expression.operator];
  // Signs before these functions mean something of their own.
  const isSigned = expression.kind === "unary" || isNegative(expression);
  const takesSigns =
    expression.kind === "call" && (expression.function === "regexp" || expression.function === "range");
  return isSigned || takesSigns ? tightest - 0.5 : tightest;
}

function isNegative(expression: Expression): boolean {
  return (
    expression.kind === "literal" &&
    typeof expression.value === "number" &&
    (expression.value < 0 || Object.is(expression.value, -0))
  );
}

function literalText(value: string | number | boolean | null): string {
  if (value === null) return "nil";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (!Number.isFinite(value)) throw new Unwritable();
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + digitsOf(Math.abs(value));
}

/** Backslashes before quotes, and one at the end, have no notation. */
function quoted(value: string): string {
  if (/\\'|(?<!\\)\\$/.test(value)) throw new Unwritable();
  return `'${value.replaceAll("'", "\\'")}'`;
}

/** A number without an exponent, which reads as the same number again. */
function digitsOf(value: number): string {
  const text = String(value);
  const [mantissa = "", exponent] = text.split("e");
  if (exponent === undefined) return text;
  const [whole = "", fraction = ""] = mantissa.split(".");
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  return point <= 0 ? `0.${"0".repeat(-point)}${digits}` : digits.padEnd(point, "0");
}
