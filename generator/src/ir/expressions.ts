import type { ValuePath } from "./assertion.ts";
import type { Expression } from "./expression.ts";

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
