import type { BinaryOperator, Expression, ValuePath } from "../ir/index.ts";
import {
  compareTexts,
  entriesOf,
  formatted,
  isList,
  isTruthy,
  parsedNumber,
  plain,
  textOf,
} from "./values.ts";

/** Where an expression finds its values. */
export interface Values {
  /** The value at a path, decoded; `undefined` or `null` when there is none. */
  at(path: ValuePath): unknown;
}

interface Loop {
  readonly key: unknown;
  readonly value: unknown;
  readonly size: number;
}

/**
 * What an expression gives: a number, text, boolean, list or map, or `null`. Generated code gives the same without this:
 * it is for what is known at generation time, and the measure of the printed conditions.
 */
export function evaluate(expression: Expression, values: Values): unknown {
  return evaluateIn(expression, values, undefined);
}

/** Whether a value passes a condition: one that gives nothing does. */
export function passes(test: Expression, values: Values): boolean {
  const result = evaluate(test, values);
  return result === null || isTruthy(result);
}

function evaluateIn(expression: Expression, values: Values, loop: Loop | undefined): unknown {
  const inner = (part: Expression): unknown => evaluateIn(part, values, loop);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "value":
      return plain(values.at(expression.path) ?? expression.otherwise);
    case "variable":
      return loop === undefined ? null : loop[expression.name];
    case "index":
      return element(inner(expression.of), inner(expression.key));
    case "unary": {
      const value = inner(expression.operand);
      if (expression.operator === "!") return !isTruthy(value);
      return expression.operator === "-" && typeof value === "number" ? -value : value;
    }
    case "binary":
      return binary(expression.operator, expression.left, expression.right, inner);
    case "call":
      return call(expression, inner, values);
  }
}

function element(of: unknown, key: unknown): unknown {
  if (typeof key === "number") {
    const list = typeof of === "string" ? new TextEncoder().encode(of) : of;
    if (isList(list)) return entriesOf(list)?.[Math.trunc(key)]?.[1] ?? null;
  }
  if (isList(of) || !isScalar(key)) return null;
  const found = entriesOf(of)?.find(([one]) => isScalar(one) && String(one) === String(key));
  return found?.[1] ?? null;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  inner: (part: Expression) => unknown,
): unknown {
  switch (operator) {
    case "&&":
      return isTruthy(inner(left)) && isTruthy(inner(right));
    case "||":
      return isTruthy(inner(left)) || isTruthy(inner(right));
    case "==":
      return equal(inner(left), inner(right));
    case "!=":
      return !equal(inner(left), inner(right));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ordered(operator, inner(left), inner(right));
    case "+":
      return sum(inner(left), inner(right));
    default:
      return arithmetic(operator, amount(inner(left)), amount(inner(right)));
  }
}

function arithmetic(operator: "*" | "-" | "/" | "%", a: number, b: number): number {
  switch (operator) {
    case "*":
      return a * b;
    case "-":
      return a - b;
    case "/":
      return b === 0 ? NaN : a / b;
    case "%":
      return (Math.trunc(a) % Math.trunc(b)) + 0;
  }
}

function amount(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" ? (parsedNumber(value) ?? 0) : 0;
}

function sum(left: unknown, right: unknown): unknown {
  if (typeof left === "number") return left + amount(right);
  return typeof left === "string" ? left + (textOf(right) ?? "") : left;
}

/** What the right operand is beside a number. */
function besideNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parsedNumber(value) : undefined;
}

function equal(left: unknown, right: unknown): boolean {
  if (typeof left === "number") return left === besideNumber(right);
  if (typeof left === "string") return left === textOf(right);
  return (left === null || typeof left === "boolean") && left === right;
}

function ordered(operator: "<" | "<=" | ">" | ">=", left: unknown, right: unknown): boolean {
  let difference: number | undefined;
  if (typeof left === "number") {
    const other = besideNumber(right);
    if (other === undefined) return false;
    // Not by subtraction: two infinities are equal.
    difference = left < other ? -1 : left > other ? 1 : left === other ? 0 : NaN;
  } else if (typeof left === "string") {
    const other = textOf(right);
    difference = other === undefined ? undefined : compareTexts(left, other);
  }
  if (difference === undefined) return false;
  switch (operator) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

/** Upstream's own, which is not that of any RFC. */
const address = /^[A-Za-z0-9_\-.\u4e00-\u9fa5]+@[A-Za-z0-9_\-.]+\.[A-Za-z]{2,8}$/u;

function call(
  expression: Expression & { readonly kind: "call" },
  inner: (part: Expression) => unknown,
  values: Values,
): unknown {
  const [first, second, third] = expression.arguments;
  if (first === undefined) return null;
  const value = inner(first);
  const other = (): unknown => (second === undefined ? null : inner(second));
  switch (expression.function) {
    case "len":
      return typeof value === "string"
        ? new TextEncoder().encode(value).length
        : (entriesOf(value)?.length ?? 0);
    case "mblen":
      return typeof value === "string" ? Array.from(value).length : (entriesOf(value)?.length ?? 0);
    case "regexp": {
      const text = other();
      if (typeof text !== "string" || typeof value !== "string") return false;
      return new RegExp(value, "u").test(text) !== (third !== undefined && inner(third) === true);
    }
    case "sprintf":
      return formatted(typeof value === "string" ? value : "", expression.arguments.slice(1).map(inner));
    case "range": {
      const entries = entriesOf(value) ?? [];
      const size = entries.length;
      if (second === undefined) return true;
      return entries.every(([key, item]) => isTruthy(evaluateIn(second, values, { key, value: item, size })));
    }
    case "in": {
      if (typeof value === "object" && value !== null) return false;
      return expression.arguments.slice(1).some((one) => inner(one) === value);
    }
    case "email":
      return typeof value === "string" && address.test(value);
    case "phone":
      return typeof value === "string" && (second === undefined || typeof inner(second) === "string");
    case "startsWith":
    case "endsWith": {
      const part = other();
      if (typeof value !== "string" || typeof part !== "string") return false;
      return expression.function === "startsWith" ? value.startsWith(part) : value.endsWith(part);
    }
    case "contains": {
      const part = other();
      return typeof value === "string" && typeof part === "string" && value.includes(part);
    }
  }
}
