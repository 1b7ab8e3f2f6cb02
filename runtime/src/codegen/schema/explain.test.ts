import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUuid } from "../check/format/text.ts";
import { explain } from "./explain.ts";
import type { Schema } from "./schema.ts";

const Cat: Schema = {
  type: "object",
  required: ["kind", "lives"],
  properties: { kind: { const: "cat" }, lives: { type: "integer", minimum: 1 } },
};
const Dog: Schema = { type: "object", required: ["kind"], properties: { kind: { const: "dog" } } };
const Tree: Schema = { type: "object", properties: { next: { $ref: () => Tree } }, required: ["name"] };

describe("explain", () => {
  const table: [title: string, schema: Schema, value: unknown, flaws: string[]][] = [
    ["a fitting value", { type: "string" }, "x", []],
    ["the schema false", false, 1, [": is not allowed"]],
    [
      "a wrong type hides the rest",
      { type: "string", minLength: 2, enum: ["ab"] },
      1,
      [": must be a string"],
    ],
    ["several types", { type: ["integer", "null"] }, "x", [": must be an integer or null"]],
    [
      "every fault at once",
      { type: "object", required: ["a", "b"], properties: { c: { type: "integer" } } },
      { c: "x" },
      ["/a: is required", "/b: is required", "/c: must be an integer"],
    ],
    [
      "null that stands for absence",
      { type: "object", nullIsAbsent: true, required: ["a"], properties: { a: true, b: { type: "string" } } },
      { a: null, b: null },
      ["/a: is required"],
    ],
    [
      "null that stands for absence of some",
      { nullIsAbsent: ["b"], properties: { a: { type: "string" }, b: { type: "string" } } },
      { a: null, b: null },
      ["/a: must be a string"],
    ],
    [
      "null of what is not declared",
      { nullIsAbsent: true, properties: {}, additionalProperties: { type: "string" } },
      { a: null },
      ["/a: must be a string"],
    ],
    [
      "none of which one must be there",
      { exactlyOne: ["a", "b"], nullIsAbsent: true, properties: { a: true, b: true } },
      { a: null },
      [": must have exactly one of a, b"],
    ],
    [
      "two of which one must be there",
      { exactlyOne: ["a", "b"], properties: { a: true, b: true } },
      { a: null, b: 1 },
      [": must have exactly one of a, b"],
    ],
    ["one of which one must be there", { exactlyOne: ["a", "toString"] }, { a: 1 }, []],
    [
      "names in pointers are escaped",
      { properties: { "a/b~c": false } },
      { "a/b~c": 1 },
      ["/a~1b~0c: is not allowed"],
    ],
    [
      "inherited names are absent",
      { required: ["constructor", "__proto__"] },
      {},
      ["/constructor: is required", "/__proto__: is required"],
    ],
    [
      "a property that is undefined is absent",
      { required: ["a"], additionalProperties: false },
      { a: undefined },
      ["/a: is required"],
    ],
    ["items", { items: { maximum: 3 } }, [1, 4, 9], ["/1: must be at most 3", "/2: must be at most 3"]],
    [
      "bigints",
      { type: "integer", maximum: 0x7fff_ffff_ffff_ffffn },
      0x8000_0000_0000_0000n,
      [": must be at most 9223372036854775807"],
    ],
    [
      "formats that have a check",
      { type: "string", format: "uuid", is: isUuid },
      "x",
      [": must be a valid uuid"],
    ],
    ["formats without one", { type: "string", format: "colour" }, "x", []],
    ["code points are counted", { minLength: 2 }, "😀", [": must have at least 2 characters"]],
    [
      "a recursive reference",
      Tree,
      { name: "", next: { name: "", next: {} } },
      ["/next/next/name: is required"],
    ],
    [
      "the branch that the discriminator names",
      { oneOf: [Cat, Dog], discriminator: { propertyName: "kind", mapping: { cat: 0, dog: 1 } } },
      { kind: "cat", lives: 0 },
      ["/lives: must be at least 1"],
    ],
    [
      "a discriminator without a value",
      { oneOf: [Cat, Dog], discriminator: { propertyName: "kind", mapping: { cat: 0, dog: 1 } } },
      {},
      ['/kind: is required: one of "cat", "dog"'],
    ],
    [
      "a discriminator with an unknown value",
      { oneOf: [Cat, Dog], discriminator: { propertyName: "kind", mapping: { cat: 0, dog: 1 } } },
      { kind: "toString" },
      ['/kind: must be one of "cat", "dog"'],
    ],
    [
      "the fallback of a discriminator",
      { oneOf: [Cat, Dog], discriminator: { propertyName: "kind", mapping: { cat: 0 }, fallback: 1 } },
      { kind: "dog" },
      [],
    ],
    [
      "the branch that was meant",
      { anyOf: [Cat, Dog] },
      { kind: "cat", lives: 0 },
      ["/lives: must be at least 1"],
    ],
    ["no branch in sight", { anyOf: [Cat, { type: "string" }] }, 1, [": must fit one of the alternatives"]],
    [
      "several branches of oneOf",
      { oneOf: [true, {}] },
      1,
      [": must fit exactly one of the alternatives, and fits several"],
    ],
  ];
  it.each(table)("%s", (_, schema, value, flaws) => {
    expect(explain(schema, value).map((f) => `${f.pointer}: ${f.message}`)).toEqual(flaws);
  });

  it("begins every pointer where the value is", () => {
    expect(explain({ required: ["a"] }, {}, "/body").map((f) => f.pointer)).toEqual(["/body/a"]);
  });

  it("calls a value too deep instead of exhausting the stack", () => {
    let value: object = { name: "" };
    for (let i = 0; i < 100_000; i++) value = { name: "", next: value };
    expect(explain(Tree, value).map((f) => f.message)).toEqual(["is nested too deeply"]);
    const loop: Schema = { $ref: () => loop };
    expect(explain(loop, 1).map((f) => f.message)).toEqual(["is nested too deeply"]);
  });

  it("lists at most 100 flaws", () => {
    expect(
      explain(
        { items: false },
        Array.from({ length: 1000 }, () => 0),
      ),
    ).toHaveLength(100);
  });
});

describe("unevaluated", () => {
  const open: Schema = { properties: { a: true } };
  const table: [title: string, schema: Schema, value: unknown, fits: boolean][] = [
    ["properties of allOf count", { allOf: [open], unevaluatedProperties: false }, { a: 1 }, true],
    ["others do not", { allOf: [open], unevaluatedProperties: false }, { a: 1, b: 1 }, false],
    [
      "they fit a schema",
      { allOf: [open], unevaluatedProperties: { type: "string" } },
      { a: 1, b: "" },
      true,
    ],
    ["references count", { $ref: () => open, unevaluatedProperties: false }, { a: 1 }, true],
    [
      "a branch that fits counts",
      { anyOf: [open, { required: ["b"] }], unevaluatedProperties: false },
      { a: 1 },
      true,
    ],
    [
      "a branch that does not fit does not count",
      { anyOf: [{ ...open, required: ["b"] }, true], unevaluatedProperties: false },
      { a: 1 },
      false,
    ],
    ["if counts when it fits", { if: open, unevaluatedProperties: false }, { a: 1 }, true],
    ["not never counts", { not: { not: open }, unevaluatedProperties: false }, { a: 1 }, false],
    [
      "a nested one looks at all",
      { allOf: [{ unevaluatedProperties: true }], unevaluatedProperties: false },
      { a: 1 },
      true,
    ],
    ["a cousin does not count", { allOf: [open, { unevaluatedProperties: false }] }, { a: 1 }, false],
    [
      "dependentSchemas count",
      { dependentSchemas: { a: { properties: { a: true, b: true } } }, unevaluatedProperties: false },
      { a: 1, b: 1 },
      true,
    ],
    [
      "the branch of a discriminator counts",
      {
        oneOf: [Cat, Dog],
        discriminator: { propertyName: "kind", mapping: { cat: 0, dog: 1 } },
        unevaluatedProperties: false,
      },
      { kind: "cat", lives: 9 },
      true,
    ],
    ["prefixItems count", { allOf: [{ prefixItems: [true] }], unevaluatedItems: false }, [1], true],
    ["items after them do not", { allOf: [{ prefixItems: [true] }], unevaluatedItems: false }, [1, 2], false],
    ["contained items count", { contains: { const: 1 }, unevaluatedItems: { const: 2 } }, [1, 2, 1], true],
    [
      "items that are not contained do not",
      { contains: { const: 1 }, unevaluatedItems: false },
      [1, 2],
      false,
    ],
  ];
  it.each(table)("%s", (_, schema, value, fits) => {
    expect(explain(schema, value).length === 0).toBe(fits);
  });
});

describe("the verdict", () => {
  const names = fc.constantFrom("a", "b", "c", "constructor");
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false, 0, 1, 2, 3.5, -1, 0.3, "", "a", "ab", "😀", "abc"),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  const count = fc.nat({ max: 3 });
  const schemas = fc.letrec<{ schema: Schema }>((tie) => {
    const sub = tie("schema");
    const subs = fc.array(sub, { minLength: 1, maxLength: 3 });
    return {
      schema: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.boolean(),
        fc.record({
          type: fc.constantFrom("null", "boolean", "object", "array", "number", "integer", "string"),
        }),
        fc.record({ type: fc.constant(["string", "array"]) }),
        fc.record({ enum: fc.array(values, { minLength: 1, maxLength: 3 }) }),
        fc.record({ const: values }),
        fc.record(
          { minimum: count, maximum: count, multipleOf: fc.constantFrom(1, 2, 0.5) },
          { requiredKeys: [] },
        ),
        fc.record({ exclusiveMinimum: count, exclusiveMaximum: count }, { requiredKeys: [] }),
        fc.record(
          { minLength: count, maxLength: count, pattern: fc.constantFrom("a", "^b", "c$", "^.$") },
          { requiredKeys: [] },
        ),
        fc.record(
          { items: sub, prefixItems: subs, minItems: count, maxItems: count, uniqueItems: fc.boolean() },
          { requiredKeys: [] },
        ),
        fc.record({ contains: sub, minContains: count, maxContains: count }, { requiredKeys: ["contains"] }),
        fc.record(
          {
            properties: fc.dictionary(names, sub, { maxKeys: 3, noNullPrototype: true }),
            patternProperties: fc.dictionary(fc.constantFrom("a", "^b", "o"), sub, {
              maxKeys: 2,
              noNullPrototype: true,
            }),
            additionalProperties: sub,
            propertyNames: sub,
            required: fc.uniqueArray(names, { maxLength: 2 }),
            dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
              maxKeys: 2,
              noNullPrototype: true,
            }),
            dependentSchemas: fc.dictionary(names, sub, { maxKeys: 2, noNullPrototype: true }),
            minProperties: count,
            maxProperties: count,
          },
          { requiredKeys: [] },
        ),
        fc.record({ allOf: subs }, { requiredKeys: ["allOf"] }),
        fc.record({ anyOf: subs }, { requiredKeys: ["anyOf"] }),
        fc.record({ oneOf: subs }),
        fc.record({ not: sub }),
        fc.record({ if: sub, then: sub, else: sub }, { requiredKeys: ["if"] }),
      ) as fc.Arbitrary<Schema>,
    };
  }).schema;

  // Without the unevaluated… keywords: Ajv loses what nested ones and `contains` have looked at.
  it("is Ajv's", () => {
    const ajv = new Ajv2020({
      strict: false,
      ownProperties: true,
      unicodeRegExp: true,
      multipleOfPrecision: 9,
      validateSchema: false,
    });
    fc.assert(
      fc.property(schemas, fc.array(values, { minLength: 5, maxLength: 5 }), (schema, candidates) => {
        const validate = ajv.compile(schema as object);
        for (const value of candidates) {
          expect(explain(schema, value).length === 0, JSON.stringify({ schema, value })).toBe(
            validate(value),
          );
        }
        ajv.removeSchema();
      }),
      { numRuns: 3000 },
    );
  }, 120_000);
});
