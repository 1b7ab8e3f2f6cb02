import type { Assertion, ValuePath } from "./assertion.ts";
import type { Expression } from "./expression.ts";

/** A value of the contract in an expression. */
export type ValueExpression = Expression & { readonly kind: "value" };

/** The expressions directly inside an expression. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "value":
    case "variable":
      return [];
    case "index":
      return [expression.of, expression.key];
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "call":
      return expression.arguments;
  }
}

/** The paths of all values that an expression looks at. */
export function pathsOf(expression: Expression): readonly ValuePath[] {
  if (expression.kind === "value") return [expression.path];
  return partsOf(expression).flatMap(pathsOf);
}

/** The paths of all values that an assertion looks at, or fails at. */
export function pathsOfAssertion({ test, at, message }: Assertion): readonly ValuePath[] {
  return [
    ...pathsOf(test),
    ...(message === undefined ? [] : pathsOf(message)),
    ...(at === undefined ? [] : [at]),
  ];
}

/** An expression with every value of the contract in it replaced. */
export function mapValues(
  expression: Expression,
  change: (value: ValueExpression) => Expression,
): Expression {
  const inner = (part: Expression): Expression => mapValues(part, change);
  switch (expression.kind) {
    case "literal":
    case "variable":
      return expression;
    case "value":
      return change(expression);
    case "index":
      return { ...expression, of: inner(expression.of), key: inner(expression.key) };
    case "unary":
      return { ...expression, operand: inner(expression.operand) };
    case "binary":
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case "call":
      return { ...expression, arguments: expression.arguments.map(inner) };
  }
}
