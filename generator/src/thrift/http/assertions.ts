import type { Assertion, ValuePath } from "../../ir/assertion.ts";
import type { Expression } from "../../ir/expression.ts";
import { mapValues, pathsOfAssertion } from "../../ir/expressions.ts";

/** Where the fields of a message have gone, by their keys as rules name them; absent: nowhere. */
export type Locations = ReadonlyMap<string, ValuePath>;

/** A rule about the fields of one object, about parts of a message; what has gone nowhere is absent. */
export function relocate(assertion: Assertion, locations: Locations): Assertion {
  const { at, message, ...rest } = assertion;
  const moved = at && move(at, locations);
  const inside = (expression: Expression): Expression =>
    mapValues(expression, (value) => {
      const path = move(value.path, locations);
      return path === undefined ? { kind: "literal", value: null } : { ...value, path };
    });
  return {
    ...rest,
    test: inside(assertion.test),
    ...(moved && { at: moved }),
    ...(message && { message: inside(message) }),
  };
}

/** The fields that a rule looks at or reports at; the empty key stands for the whole object. */
export function fieldsOf(assertion: Assertion): ReadonlySet<string> {
  return new Set(pathsOfAssertion(assertion).map(rootOf));
}

function rootOf(path: ValuePath): string {
  return path.keys[0] ?? "";
}

function move(path: ValuePath, locations: Locations): ValuePath | undefined {
  const target = locations.get(rootOf(path));
  if (target === undefined) return undefined;
  return { ...target, keys: [...target.keys, ...path.keys.slice(1)] };
}
