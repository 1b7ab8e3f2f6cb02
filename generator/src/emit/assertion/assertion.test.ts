import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { explain } from "../../../../runtime/src/codegen/v1.ts";
import { evaluate, fold, parseRule, passes } from "../../expression/index.ts";
import { testSurroundings } from "../../expression/testing.ts";
import type { Assertion, Expression, ObjectType, Property, Type } from "../../ir/index.ts";
import { apiOf, compileCodecs, span, typeErrors } from "../codec/codec.fixture.ts";
import type { Compiled } from "../codec/codec.fixture.ts";
import { CodecFile } from "../codec/index.ts";

const folder = mkdtempSync(join(tmpdir(), "assertion-"));
afterAll(() => rmSync(folder, { recursive: true }));

const whole: Type = { kind: "integer", format: "int32", as: "number", constraints: {}, span };
const long: Type = { kind: "integer", format: "int64", as: "bigint", constraints: {}, span };
const text: Type = { kind: "string", constraints: {}, span };
const number: Type = { kind: "number", constraints: {}, span };
const bytes: Type = { kind: "bytes", encoding: "base64", constraints: {}, span };
const list = (items: Type): Type => ({ kind: "array", items, constraints: {}, span });

/** The fields that conditions are about. `mixed` may be anything. */
const fields = {
  x: whole,
  long,
  text,
  other: text,
  number,
  flag: { kind: "boolean", span },
  bytes,
  numbers: list(whole),
  texts: list(text),
  grid: list(list(number)),
  map: { kind: "map", values: whole, constraints: {}, span },
  byNumber: { kind: "map", keys: whole, values: text, constraints: {}, span },
  inner: {
    kind: "object",
    properties: [
      { name: "a", type: whole, required: false, span },
      { name: "b", type: text, required: false, span },
    ],
    additional: "open",
    constraints: {},
    span,
  },
  state: {
    kind: "enum",
    members: [
      { value: 1, span },
      { value: 2, span },
    ],
    span,
  },
  mixed: { kind: "unknown", span },
  constructor: whole,
} as const satisfies Readonly<Record<string, Type>>;

type Name = keyof typeof fields;

const properties = Object.entries<Type>(fields).map(([name, type]): Property => ({
  name,
  type,
  required: false,
  nullIsAbsent: true,
  span,
}));

function objectWith(assertions: readonly Assertion[]): ObjectType {
  return {
    kind: "object",
    properties,
    additional: "open",
    refinements: assertions.map((one) => ({ kind: "assert", ...one })),
    constraints: {},
    span,
  };
}

function compile(types: readonly Type[]): Promise<Compiled[]> {
  return compileCodecs(types, folder);
}

/** The value on the wire as conditions mean it. */
function decoded(name: string, value: unknown): unknown {
  return name === "bytes" && typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value;
}

function evaluationOf(object: Readonly<Record<string, unknown>>) {
  return {
    at: ({ keys }: { readonly keys: readonly string[] }): unknown =>
      keys.reduce<unknown>(
        (at, key) =>
          typeof at === "object" && at !== null && Object.hasOwn(at, key)
            ? decoded(key, (at as Readonly<Record<string, unknown>>)[key])
            : undefined,
        object,
      ),
  };
}

const names = Object.keys(fields) as Name[];
const words = ["", "a", "b", "ab", "10", "2", "\u00e9", "\u{1F600}", "\uFFFD", "1e3", "inf", "a@b.cd"];
const numbers = [0, 1, 2, 3, -1, 0.5, 10, 1e21, 1e-5, 2 ** 53];

const literal = fc
  .oneof(fc.constantFrom(...words), fc.constantFrom(...numbers), fc.boolean(), fc.constant(null))
  .map((value): Expression => ({ kind: "literal", value }));

const valueNode = fc.constantFrom(
  ...names.map((name): Expression => ({ kind: "value", path: { from: "self", keys: [name] } })),
  ...[
    ["inner", "a"],
    ["inner", "b"],
    ["mixed", "a"],
  ].map((keys): Expression => ({
    kind: "value",
    path: { from: "self", keys },
  })),
  ...Object.entries({
    x: 5,
    long: 0,
    text: "",
    other: "a",
    number: 0.5,
    numbers: [],
    map: {},
    flag: false,
  }).map(([name, otherwise]): Expression => ({
    kind: "value",
    path: { from: "self", keys: [name] },
    otherwise,
  })),
);

const unaries = ["!", "+", "-"] as const;
const binaries = ["*", "/", "%", "+", "-", "<", "<=", ">", ">=", "==", "!=", "&&", "||"] as const;
const patterns = ["^[a-z]+$", "b", "^\\d", ""].map((value): Expression => ({ kind: "literal", value }));

/** Expressions of every kind and of no sense. */
const expressions = fc.letrec<{ any: Expression; looped: Expression }>((tie) => {
  const build = (leaf: fc.Arbitrary<Expression>, self: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
    fc.oneof(
      { maxDepth: 4, depthIdentifier: "expression" },
      { weight: 4, arbitrary: leaf },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom(...binaries), self, self)
          .map(([operator, left, right]): Expression => ({ kind: "binary", operator, left, right })),
      },
      fc
        .tuple(fc.constantFrom(...unaries), self)
        .map(([operator, operand]): Expression => ({ kind: "unary", operator, operand })),
      fc.tuple(self, self).map(([of, key]): Expression => ({ kind: "index", of, key })),
      fc
        .tuple(fc.constantFrom("len", "mblen", "email", "phone" as const), self)
        .map(([name, one]): Expression => ({ kind: "call", function: name as "len", arguments: [one] })),
      fc
        .tuple(fc.constantFrom("startsWith", "endsWith", "contains"), self, self)
        .map(([name, a, b]): Expression => ({
          kind: "call",
          function: name as "contains",
          arguments: [a, b],
        })),
      fc
        .array(self, { minLength: 2, maxLength: 3 })
        .map((all): Expression => ({ kind: "call", function: "in", arguments: all })),
      fc
        .tuple(fc.constantFrom(...patterns), self, fc.boolean())
        .map(([pattern, one, negated]): Expression => ({
          kind: "call",
          function: "regexp",
          arguments: negated ? [pattern, one, { kind: "literal", value: true }] : [pattern, one],
        })),
      fc
        .tuple(fc.constantFrom("%v|%d", "%q %s", "%5.1f%%%-4v"), self, self)
        .map(([format, a, b]): Expression => ({
          kind: "call",
          function: "sprintf",
          arguments: [{ kind: "literal", value: format }, a, b],
        })),
      fc
        .tuple(self, tie("looped"))
        .map(([of, each]): Expression => ({ kind: "call", function: "range", arguments: [of, each] })),
    );
  const variable = fc
    .constantFrom("key", "value", "size")
    .map((name): Expression => ({ kind: "variable", name: name as "key" }));
  return {
    any: build(fc.oneof(literal, { weight: 2, arbitrary: valueNode }), tie("any")),
    looped: build(fc.oneof(literal, valueNode, { weight: 2, arbitrary: variable }), tie("looped")),
  };
}).any;

const absent = (value: fc.Arbitrary<unknown>) => fc.option(value, { nil: undefined, freq: 3 });
const ints = fc.constantFrom(0, 1, 2, 3, -1, 10);
const word = fc.constantFrom(...words);
const object = fc
  .record({
    x: absent(ints),
    long: absent(fc.constantFrom(0n, 1n, 2n, 10n, 2n ** 60n)),
    text: absent(word),
    other: absent(word),
    number: absent(fc.constantFrom(...numbers)),
    flag: absent(fc.boolean()),
    bytes: absent(fc.constantFrom("", "YQ==", "YWI=")),
    numbers: absent(fc.array(ints, { maxLength: 3 })),
    texts: absent(fc.array(word, { maxLength: 3 })),
    grid: absent(fc.array(fc.array(ints, { maxLength: 2 }), { maxLength: 2 })),
    map: absent(fc.dictionary(fc.constantFrom("a", "b", "1"), ints)),
    byNumber: absent(fc.dictionary(fc.constantFrom("1", "2"), word)),
    inner: absent(fc.record({ a: absent(ints), b: absent(word) })),
    state: absent(fc.constantFrom(1, 2)),
    mixed: absent(fc.constantFrom(1, "a", true, null, [1, 0], { a: 1 }, "10", [[1], ["a"]])),
    constructor: absent(ints),
  })
  // An absent property of that name must not be found on the prototype.
  .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)));

function assertionOf(test_: Expression, more: Partial<Assertion> = {}): Assertion {
  return { test: test_, text: "it", span, ...more };
}

/** Keys of maps of numbers are texts on the wire, and numbers in conditions. */
function isAboutTypedKeys(expression: Expression): boolean {
  return JSON.stringify(expression).includes("byNumber");
}

describe("what is printed decides as the condition does", () => {
  test("for expressions of every kind", async () => {
    const all = fc.sample(expressions, { numRuns: 400, seed: 11 }).filter((one) => !isAboutTypedKeys(one));
    const objects = fc.sample(object, { numRuns: 60, seed: 5 });
    const codecs = await compile(all.map((one) => objectWith([assertionOf(one)])));
    let accepted = 0;
    all.forEach((one, i) => {
      const codec = codecs[i];
      for (const value of objects) {
        const wanted = passes(one, evaluationOf(value));
        if (wanted) accepted++;
        const context = `${JSON.stringify(one)} of ${JSON.stringify(value, (_, v: unknown) => (typeof v === "bigint" ? `${v}n` : v))}`;
        expect(codec?.is(value), context).toBe(wanted);
        expect(explain(codec?.schema ?? true, value).length === 0, context).toBe(wanted);
        expect(passes(fold(one), evaluationOf(value)), context).toBe(wanted);
      }
    });
    const share = accepted / (all.length * objects.length);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.8);
  }, 60_000);

  test("messages say what the expression gives", async () => {
    const all = fc
      .sample(expressions, { numRuns: 100, seed: 3 })
      .filter((one) => !isAboutTypedKeys(one))
      .map((one): Expression => ({
        kind: "call",
        function: "sprintf",
        arguments: [{ kind: "literal", value: "%v" }, one],
      }));
    const never: Expression = { kind: "literal", value: false };
    const codecs = await compile(all.map((message) => objectWith([assertionOf(never, { message })])));
    all.forEach((message, i) => {
      for (const value of fc.sample(object, { numRuns: 20, seed: 9 })) {
        const said = explain(codecs[i]?.schema ?? true, value).map((flaw) => flaw.message);
        expect(said, JSON.stringify(message)).toEqual([evaluate(message, evaluationOf(value))]);
      }
    });
  });

  test("keys of a map are what their type says", async () => {
    const rules: readonly (readonly [rule: string, value: object, verdict: boolean])[] = [
      ["range((byNumber)$, #k < 10)", { byNumber: { 1: "a", 9: "b" } }, true],
      ["range((byNumber)$, #k < 10)", { byNumber: { 10: "a" } }, false],
      ["range((byNumber)$, #k + 1 == 10)", { byNumber: { 9: "b" } }, true],
      ["(byNumber)$[1] == 'a'", { byNumber: { 1: "a" } }, true],
      ["range((map)$, #k == 'a')", { map: { a: 1 } }, true],
    ];
    const codecs = await compile(rules.map(([rule]) => objectWith([assertionOf(parsed(rule))])));
    rules.forEach(([, value, verdict], i) => expect(codecs[i]?.is(value)).toBe(verdict));
  });
});

function parsed(rule: string): Expression {
  const result = parseRule(rule, testSurroundings);
  if (!result.ok || result.rule.test === undefined) throw new Error(rule);
  return result.rule.test;
}

test("what people write is printed as they would write it", () => {
  const rules = [
    "$ > 0 && $ < 10",
    "len((text)$) > 0 || (number)$ == 1.5",
    "(text)$ == 'a' && !((flag)$ || $ != 1)",
    "regexp('^[a-z]+$', (text)$)",
    "(long)$ >= $",
    "(text)$ == nil || in((text)$, 'a', 'b')",
    "range((texts)$, len(#v) < 5 && #k < 10)",
    "(inner.a)$ * 2 + 1 <= 9",
  ];
  const types = rules.map((rule) =>
    objectWith([assertionOf(parsed(rule), { at: { from: "self", keys: ["x"] } })]),
  );
  const printed = new CodecFile(apiOf(types)).file.statements.join("\n");
  const functions = [...printed.matchAll(/^function is\w+Accepted\(v: unknown\): boolean \{\n(.*?)\n\}/gms)];
  expect(functions.map(([, body = ""]) => body.replaceAll(/^ {2}/gm, ""))).toEqual([
    'const xValue = partOf(v, "x");\nreturn numeric(xValue) > 0 && numeric(xValue) < 10;',
    'const textValue = partOf(v, "text");\nconst numberValue = partOf(v, "number");\nreturn size(textValue) > 0 || numeric(numberValue) === 1.5;',
    'const textValue = partOf(v, "text");\nconst flagValue = partOf(v, "flag");\nconst xValue = partOf(v, "x");\nreturn textValue === "a" && !(truthy(flagValue) || numeric(xValue) !== 1);',
    'const textValue = partOf(v, "text");\nreturn found(t3XPattern, textValue);',
    'const longValue = partOf(v, "long");\nconst xValue = partOf(v, "x");\nreturn numeric(longValue) >= numeric(xValue);',
    'const textValue = partOf(v, "text");\nreturn textValue == null || among(textValue, "a", "b");',
    'const textsValue = partOf(v, "texts");\nreturn all(textsValue, (item, key) => size(item) < 5 && numeric(key) < 10);',
    'const aValue = partOf(partOf(v, "inner"), "a");\nreturn amount(aValue) * 2 + 1 <= 9;',
  ]);
});

test("a failure is told at its field, with the author's message, and only where nothing else is wrong with it", async () => {
  const at = { from: "self", keys: ["x"] } as const;
  const positive = assertionOf(parsed("$ > 0"), { at, text: "$ > 0" });
  const said: Expression = { kind: "literal", value: "one to nine" };
  const small = assertionOf(parsed("$ < 10"), { at, message: said });
  const both = assertionOf(parsed("(text)$ != 'a'"), { text: "no a" });
  const [codec] = await compile([objectWith([positive, small, both])]);
  const flaws = (v: unknown) => explain(codec?.schema ?? true, v);
  expect(flaws({ x: 5 })).toEqual([]);
  expect(flaws({ x: 0 })).toEqual([{ pointer: "/x", keyword: "assert", message: "must satisfy $ > 0" }]);
  expect(flaws({ x: 10, text: "a" })).toEqual([{ pointer: "/x", keyword: "assert", message: "one to nine" }]);
  expect(flaws({ x: 1, text: "a" })).toEqual([
    { pointer: "", keyword: "assert", message: "must satisfy no a" },
  ]);
  expect(flaws({ x: "a" })).toEqual([{ pointer: "/x", keyword: "type", message: "must be an integer" }]);
  expect(flaws({ x: 0 }).length === 0).toBe(codec?.is({ x: 0 }));
});

test("the printed code passes the compiler under every strict flag that users may have set", () => {
  const all = fc.sample(expressions, { numRuns: 300, seed: 17 }).map((one) => fold(one));
  const types = all.map((test_) => objectWith([assertionOf(test_, { message: test_ })]));
  expect(typeErrors([apiOf(types)], folder)).toBe("");
}, 60_000);
