import type { Expression } from "../ir/index.ts";
import { evaluate } from "./evaluate.ts";

/** An expression with what is known at generation time replaced by its value. */
export function fold(expression: Expression): Expression {
  const folded = foldParts(expression);
  if (folded.kind === "literal" || !isKnown(folded)) return folded;
  const value = evaluate(folded, { at: () => undefined });
  const isScalar = value === null || typeof value === "boolean" || typeof value === "string";
  if (isScalar || (typeof value === "number" && Number.isFinite(value))) return { kind: "literal", value };
  return folded;
}

function foldParts(expression: Expression): Expression {
  switch (expression.kind) {
    case "literal":
    case "value":
    case "variable":
      return expression;
    case "index":
      return { ...expression, of: fold(expression.of), key: fold(expression.key) };
    case "unary":
      return { ...expression, operand: fold(expression.operand) };
    case "binary":
      return { ...expression, left: fold(expression.left), right: fold(expression.right) };
    case "call":
      return { ...expression, arguments: expression.arguments.map(fold) };
  }
}

/** Whether all that an operation works on is known; what is folded already has known parts as literals. */
function isKnown(expression: Expression): boolean {
  switch (expression.kind) {
    case "literal":
      return true;
    case "value":
    case "variable":
    // There are no literals of lists.
    case "index":
      return false;
    case "unary":
      return isKnown(expression.operand);
    case "binary":
      return isKnown(expression.left) && isKnown(expression.right);
    case "call":
      return expression.arguments.every(isKnown);
  }
}
