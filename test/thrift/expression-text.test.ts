import fc from "fast-check";
import { expect, test } from "vitest";
import { expressionText } from "../../generator/src/emit/openapi/expression.ts";
import { namesIn, parseRule } from "../../generator/src/expression/index.ts";
import type { Expression, ValuePath } from "../../generator/src/ir/index.ts";

// Conditions are written into documents as text: read again, they are the same conditions.

function read(text: string, self: ValuePath): Expression | undefined {
  const result = parseRule(text, {
    affixes: true,
    field: (name) => ({
      kind: "value",
      path: name === undefined ? self : { from: "self", keys: namesIn(name) },
    }),
    pattern: (source, of, negated) => ({
      kind: "call",
      function: "regexp",
      arguments: [
        { kind: "literal", value: source },
        of,
        ...(negated ? [{ kind: "literal", value: true } as const] : []),
      ],
    }),
  });
  if (!result.ok) throw new Error(`${text}: ${result.fault.message}`);
  return result.rule.test;
}

const root: ValuePath = { from: "self", keys: [] };
const name = fc.oneof(
  fc.constantFrom("a", "B_2", "x-y", "a.b", "it's", "\\", "'\\'", "true"),
  fc.string({ minLength: 1 }),
);
const path = fc.array(name, { maxLength: 3 }).map((keys): Expression => ({
  kind: "value",
  path: { from: "self", keys },
}));
const text = fc
  .oneof(fc.string(), fc.constantFrom("it's", "a\\\\", "\\d+", "))$", "(a)$"))
  .filter((value) => !/\\'|(?<!\\)\\$/.test(value));
const literal = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    text,
    fc.constantFrom(true, false, null),
  )
  .map((value): Expression => ({ kind: "literal", value }));

const { expression } = fc.letrec<{ expression: Expression; atom: Expression }>((tie) => ({
  atom: fc.oneof(
    path,
    fc.tuple(path, tie("expression")).map(([of, key]): Expression => ({ kind: "index", of, key })),
  ),
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    literal,
    tie("atom"),
    fc
      .tuple(
        fc.constantFrom("*", "/", "%", "+", "-", "<", "<=", ">", ">=", "==", "!=", "&&", "||"),
        tie("expression"),
        tie("expression"),
      )
      .map(([operator, left, right]): Expression => ({ kind: "binary", operator, left, right })),
    fc
      .tuple(fc.constantFrom("!", "+", "-"), tie("expression"))
      // A number with a sign is a number.
      .filter(([operator, of]) => operator !== "-" || of.kind !== "literal" || typeof of.value !== "number")
      .map(([operator, operand]): Expression => ({ kind: "unary", operator, operand })),
    fc
      .tuple(fc.constantFrom("len", "mblen", "email", "phone"), tie("expression"))
      .map(([called, of]): Expression => ({ kind: "call", function: called, arguments: [of] })),
    fc
      .tuple(
        fc.constantFrom("startsWith", "endsWith", "contains", "in"),
        tie("expression"),
        tie("expression"),
      )
      .map(([called, ...values]): Expression => ({ kind: "call", function: called, arguments: values })),
    fc.tuple(text, tie("expression"), fc.boolean()).map(([pattern, of, negated]): Expression => ({
      kind: "call",
      function: "regexp",
      arguments: [
        { kind: "literal", value: pattern },
        of,
        ...(negated ? [{ kind: "literal", value: true } as const] : []),
      ],
    })),
    fc.tuple(path, tie("expression")).map(([list, bound]): Expression => ({
      kind: "call",
      function: "range",
      arguments: [
        list,
        { kind: "binary", operator: "<", left: { kind: "variable", name: "value" }, right: bound },
      ],
    })),
  ),
}));

test("any condition that can be written reads as itself", () => {
  fc.assert(
    fc.property(expression, (condition) => {
      const written = expressionText(condition, root);
      fc.pre(written !== undefined);
      expect(read(written ?? "", root)).toEqual(condition);
    }),
    { numRuns: 2000 },
  );
});

test.each<[expression: Expression, self: ValuePath | undefined, text: string | undefined]>([
  [{ kind: "value", path: { from: "self", keys: ["a"] } }, { from: "self", keys: ["a"] }, "$"],
  [{ kind: "value", path: { from: "self", keys: ["a"] } }, root, "(a)$"],
  [{ kind: "value", path: { from: "self", keys: ["x-y", "b"] } }, root, "('x-y'.b)$"],
  [{ kind: "value", path: root }, { from: "self", keys: ["a"] }, undefined],
  [{ kind: "value", path: { from: "body", keys: ["a"] } }, undefined, "(body.a)$"],
  [
    { kind: "value", path: { from: "parameter", source: "header", name: "X-A", keys: [] } },
    undefined,
    "(header.'X-A')$",
  ],
  [{ kind: "literal", value: 1e21 }, root, "1000000000000000000000"],
  [{ kind: "literal", value: -1.5e-7 }, root, "-0.00000015"],
  [{ kind: "literal", value: Number.NaN }, root, undefined],
  [{ kind: "literal", value: "it's" }, root, "'it\\'s'"],
  [{ kind: "literal", value: "\\" }, root, undefined],
  [{ kind: "literal", value: "\\'" }, root, undefined],
])("%j is written %j %s", (condition, self, written) => {
  expect(expressionText(condition, self)).toBe(written);
});

test("what readers would refuse as too long or too deep is not written", () => {
  let deep: Expression = { kind: "literal", value: 1 };
  for (let i = 0; i < 100; i++) deep = { kind: "call", function: "len", arguments: [deep] };
  expect(expressionText(deep, root)).toBeUndefined();
  const many = Array.from({ length: 400 }, (): Expression => ({ kind: "literal", value: 1 }));
  expect(expressionText({ kind: "call", function: "in", arguments: many }, root)).toBeUndefined();
});
