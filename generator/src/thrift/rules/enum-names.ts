import type { Expression } from "../../ir/expression.ts";
import type { ThriftContext } from "../context.ts";
import type { ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";

/**
 * Rules compare enums with the numbers of their members. Where these travel by name, what is compared is the name.
 */
export interface EnumNames {
  /** Tells of a value that a rule speaks of. */
  add(expression: Expression, type: ResolvedType): void;
  /** @param fault called when an enum is used in a way that has no counterpart. */
  translate(test: Expression, fault: () => void): Expression;
}

const untouched: EnumNames = { add: () => undefined, translate: (test) => test };

/** The numbers of an enum's members with their names. */
type Members = ReadonlyMap<number, string>;

export function namesOf(cx: ThriftContext): EnumNames {
  if (cx.options.enumValues !== "name") return untouched;
  const enums = new Map<Expression, Members>();
  return {
    add(expression, type) {
      const under = underlying(type);
      if (under.kind !== "enum") return;
      const { members } = under.enum.definition;
      enums.set(expression, new Map(members.map(({ name, value }) => [Number(value), name.text])));
    },
    translate: (test, fault) => (enums.size === 0 ? test : translated(test, enums, fault)),
  };
}

function translated(
  test: Expression,
  enums: ReadonlyMap<Expression, Members>,
  fault: () => void,
): Expression {
  const inner = (part: Expression): Expression => translated(part, enums, fault);
  const named = (part: Expression, members: Members): Expression => {
    if (part.kind !== "literal" || typeof part.value !== "number") return inner(part);
    const name = members.get(part.value);
    if (name === undefined) fault();
    return { kind: "literal", value: name ?? null };
  };
  switch (test.kind) {
    case "binary": {
      const left = enums.get(test.left);
      const right = enums.get(test.right);
      const isEquality = test.operator === "==" || test.operator === "!=";
      if ((left ?? right) !== undefined && !isEquality && test.operator !== "&&" && test.operator !== "||")
        fault();
      return {
        ...test,
        left: right === undefined || !isEquality ? inner(test.left) : named(test.left, right),
        right: left === undefined || !isEquality ? inner(test.right) : named(test.right, left),
      };
    }
    case "call": {
      const [first, ...others] = test.arguments;
      const members = first && enums.get(first);
      if (test.function !== "in" || members === undefined)
        return { ...test, arguments: test.arguments.map(inner) };
      return {
        ...test,
        arguments: [first, ...others.map((one) => named(one, members))].filter((one) => one !== undefined),
      };
    }
    case "unary":
      return { ...test, operand: inner(test.operand) };
    case "index":
      return { ...test, of: inner(test.of), key: inner(test.key) };
    default:
      return test;
  }
}
