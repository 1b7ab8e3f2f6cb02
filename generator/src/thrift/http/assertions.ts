import type { Assertion, ValuePath } from "../../ir/assertion.ts";
import type { Expression } from "../../ir/expression.ts";

/** Where the fields of a message have gone, by their keys as rules name them; absent: nowhere. */
export type Locations = ReadonlyMap<string, ValuePath>;

/** A rule about the fields of one object, about parts of a message; what has gone nowhere is absent. */
export function relocate(assertion: Assertion, locations: Locations): Assertion {
  const { at, message } = assertion;
  const moved = at && move(at, locations);
  const { at: _, ...rest } = assertion;
  return {
    ...rest,
    test: relocateIn(assertion.test, locations),
    ...(moved && { at: moved }),
    ...(message && { message: relocateIn(message, locations) }),
  };
}

/** The fields that a rule looks at or reports at; the empty key stands for the whole object. */
export function fieldsOf({ test, at, message }: Assertion): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === "value") found.add(rootOf(expression.path));
    for (const part of partsOf(expression)) visit(part);
  };
  visit(test);
  if (message !== undefined) visit(message);
  if (at !== undefined) found.add(rootOf(at));
  return found;
}

function rootOf(path: ValuePath): string {
  return path.keys[0] ?? "";
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "index":
      return [expression.of, expression.key];
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "call":
      return expression.arguments;
    default:
      return [];
  }
}

function relocateIn(expression: Expression, locations: Locations): Expression {
  const inner = (part: Expression): Expression => relocateIn(part, locations);
  switch (expression.kind) {
    case "value": {
      const path = move(expression.path, locations);
      return path === undefined ? { kind: "literal", value: null } : { ...expression, path };
    }
    case "index":
      return { ...expression, of: inner(expression.of), key: inner(expression.key) };
    case "unary":
      return { ...expression, operand: inner(expression.operand) };
    case "binary":
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case "call":
      return { ...expression, arguments: expression.arguments.map(inner) };
    default:
      return expression;
  }
}

function move(path: ValuePath, locations: Locations): ValuePath | undefined {
  const target = locations.get(rootOf(path));
  if (target === undefined) return undefined;
  return { ...target, keys: [...target.keys, ...path.keys.slice(1)] };
}
