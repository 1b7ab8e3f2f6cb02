import { describe, expect, test } from "vitest";
import { lowerType } from "./testing.ts";

const lines = (...text: string[]): string => text.join("\n");

describe("a schema of 3.0", () => {
  test.each([
    ["{}", "unknown"],
    [
      "{ type: string, minLength: 1, maxLength: 5, pattern: '^a' }",
      'string minLength=1 maxLength=5 pattern="^a"',
    ],
    [
      "{ type: integer, format: int32, minimum: 1, exclusiveMinimum: true, maximum: 9 }",
      "int32 maximum=9 exclusiveMinimum=1",
    ],
    ["{ type: integer, format: int64 }", "int64"],
    ["{ type: number, format: float, multipleOf: 0.5 }", "float multipleOf=0.5"],
    ["{ type: number, format: int64 }", "int64"],
    ["{ type: string, format: byte }", "base64"],
    ["{ type: boolean, nullable: true, default: false }", lines("nullable default=false", "  inner boolean")],
    ["{ type: object }", lines("map", "  values unknown")],
    ["{ type: object, additionalProperties: { type: integer } }", lines("map", "  values integer")],
    ["{ type: object, additionalProperties: false }", "object closed"],
    [
      "{ properties: { a: { type: string } }, required: [a, b] }",
      lines('object requires=["b"]', "  .a: string"),
    ],
    ["{ items: { type: string } }", lines("array", "  items string")],
    ["{ format: date-time }", "string format=date-time"],
    [
      "{ type: object, properties: { __proto__: { type: string }, constructor: {} } }",
      lines("object", "  .__proto__?: string", "  .constructor?: unknown"),
    ],
    [
      "{ type: object, properties: { id: { type: integer, readOnly: true }, pw: { type: string, writeOnly: true } } }",
      lines("object", "  .id? reply-only: integer", "  .pw? request-only: string"),
    ],
    [
      "{ type: string, nullable: true, enum: [a, b, null] }",
      lines("nullable", "  inner enum", '    = "a"', '    = "b"'),
    ],
    ["{ type: integer, enum: [1, 2], x-enum-varnames: [One, Two] }", lines("enum", "  = 1 One", "  = 2 Two")],
    ["{ enum: [{ a: 1 }, x] }", lines("anyOf", "  | 0 enum", '    = "x"', '  | 1 literal {"a": 1}')],
    ["{ allOf: [{ $ref: '#/components/schemas/U' }], description: d }", '→ U doc="d"'],
    [
      "{ allOf: [{ $ref: '#/components/schemas/U' }, { required: [x] }] }",
      lines("allOf", "  & 0 → U", '  & 1 object requires=["x"]'),
    ],
    ["{ type: object, allOf: [{ $ref: '#/components/schemas/U' }] }", "→ U"],
    [
      "{ properties: { b: {} }, allOf: [{ $ref: '#/components/schemas/U' }] }",
      lines("allOf", "  & 0 object", "    .b?: unknown", "  & 1 → U"),
    ],
    ["{ oneOf: [{ type: string }, { type: integer }] }", lines("oneOf", "  | 0 string", "  | 1 integer")],
    ["{ anyOf: [{ type: string }] }", "string"],
    [
      "{ type: object, oneOf: [{ required: [a] }, { required: [b] }] }",
      lines("oneOf", '  | 0 object requires=["a"]', '  | 1 object requires=["b"]'),
    ],
    [
      "{ anyOf: [{ type: integer }, { type: string }], pattern: x }",
      lines(
        "allOf",
        "  & 0 anyOf",
        '    | 0 string pattern="x"',
        "    | 1 integer",
        "  & 1 anyOf",
        "    | 0 integer",
        "    | 1 string",
      ),
    ],
    ["{ not: { type: string } }", lines("unknown", "  not string")],
  ])("%s", async (schema, expected) => {
    const { type, findings } = await lowerType("3.0.3", schema, {
      U: "{ type: object, properties: { a: {} } }",
    });
    expect(findings.filter((f) => !f.includes("VG2224"))).toEqual([]);
    expect(type).toBe(expected);
  });
});

describe("a schema of 3.1", () => {
  test.each([
    ["true", "unknown"],
    ["false", "never"],
    ["{ type: [string, 'null'] }", lines("nullable", "  inner string")],
    [
      "{ type: [integer, string], minimum: 1, minLength: 2 }",
      lines("anyOf", "  | 0 integer minimum=1", "  | 1 string minLength=2"),
    ],
    ["{ type: 'null' }", "literal null"],
    ["{ const: 1 }", "literal 1"],
    [
      "{ type: integer, exclusiveMinimum: 0, maximum: 9223372036854775807 }",
      "integer maximum=9223372036854775807 exclusiveMinimum=0",
    ],
    ["{ type: string, contentEncoding: base64 }", "base64"],
    [
      "{ type: array, prefixItems: [{ type: string }], items: false }",
      lines("tuple", "  0 string", "  rest never"),
    ],
    ["{ type: array, unevaluatedItems: { type: string } }", lines("array", "  items string")],
    [
      "{ type: array, contains: { const: 1 }, maxContains: 3 }",
      lines("array", "  items unknown", "  contains 1..3 literal 1"),
    ],
    ["{ type: object, patternProperties: { '^x': { type: string } } }", lines("object", "  /^x/: string")],
    [
      "{ type: object, propertyNames: { pattern: '^a' }, additionalProperties: { type: string } }",
      lines("map", '  keys string pattern="^a"', "  values string"),
    ],
    [
      "{ type: object, dependentRequired: { a: [b] } }",
      lines("map", "  values unknown", '  dependentRequired a ["b"]'),
    ],
    [
      "{ type: object, properties: { a: {} }, unevaluatedProperties: false }",
      lines("object closed", "  .a?: unknown"),
    ],
    [
      "{ $ref: '#/components/schemas/U', unevaluatedProperties: false }",
      lines("→ U", "  unevaluatedProperties never"),
    ],
    ["{ $ref: '#/components/schemas/U', description: d, default: {} }", '→ U default={} doc="d"'],
    [
      "{ $ref: '#/components/schemas/U', required: [z] }",
      lines("allOf", '  & 0 object requires=["z"]', "  & 1 → U"),
    ],
    [
      "{ type: object, if: { required: [a] }, then: { required: [b] } }",
      lines("map", "  values unknown", '  if object requires=["a"]', '  then object requires=["b"]'),
    ],
    ["{ anyOf: [{ $ref: '#/components/schemas/U' }, { type: 'null' }] }", lines("nullable", "  inner → U")],
    [
      "{ oneOf: [{ type: [string, 'null'] }, { type: 'null' }] }",
      lines("oneOf", "  | 0 nullable", "    inner string", "  | 1 literal null"),
    ],
  ])("%s", async (schema, expected) => {
    const { type, findings } = await lowerType("3.1.0", schema, {
      U: "{ type: object, properties: { a: {} } }",
    });
    expect(findings).toEqual([]);
    expect(type).toBe(expected);
  });

  test("without a type it restricts one JSON type and lets the others pass", async () => {
    const { type, findings } = await lowerType("3.1.0", "{ properties: { a: { type: string } } }");
    expect(type).toBe(
      lines(
        "anyOf",
        "  | 0 string",
        "  | 1 number",
        "  | 2 boolean",
        "  | 3 literal null",
        "  | 4 array",
        "    items unknown",
        "  | 5 object",
        "    .a?: string",
      ),
    );
    expect(findings).toEqual([
      'warning VG2048 api.yaml:6:5 without "type" this schema restricts only values of type object and accepts any other value',
    ]);
  });
});

describe("discriminators", () => {
  const pets = {
    Cat: "{ type: object, required: [kind], properties: { kind: { type: string } } }",
    Dog: "{ type: object, required: [kind], properties: { kind: { type: string } } }",
  };
  const oneOf = "oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]";

  test.each([
    ["", '"Cat"→0, "Dog"→1'],
    ["cat: Cat", '"cat"→0, "Dog"→1'],
    [
      "cat: '#/components/schemas/Cat', kitten: Cat, d: '#/components/schemas/Dog'",
      '"cat"→0, "kitten"→0, "d"→1',
    ],
  ])("mapping { %s }", async (mapping, expected) => {
    const schema = `{ ${oneOf}, discriminator: { propertyName: kind, mapping: { ${mapping} } } }`;
    const { type, findings } = await lowerType("3.0.3", schema, pets);
    expect(findings).toEqual([]);
    expect(type.split("\n")[0]).toBe(`oneOf by kind {${expected}}`);
  });

  test("a member that fixes its value answers to it", async () => {
    const fixed = {
      ...pets,
      Cat: "{ type: object, required: [kind], properties: { kind: { type: string, enum: [cat] } } }",
    };
    const { type } = await lowerType("3.0.3", `{ ${oneOf}, discriminator: { propertyName: kind } }`, fixed);
    expect(type.split("\n")[0]).toBe('oneOf by kind {"cat"→0, "Dog"→1}');
  });

  test("a mapping to a stranger and a property that is not declared are reported", async () => {
    const schema = `{ ${oneOf}, discriminator: { propertyName: sort, mapping: { x: '#/components/schemas/T', y: Bird } } }`;
    const { findings } = await lowerType("3.0.3", schema, pets);
    expect(findings.map((f) => f.replace(/^(\S+ \S+) \S+/, "$1"))).toEqual([
      'error VG2054 the property "sort" that tells the members apart is not declared in every one of them',
      'error VG2054 the property "sort" that tells the members apart is not declared in every one of them',
      'error VG2055 "#/components/schemas/T" is not a member of this union',
      'error VG2055 there is no schema "Bird" for this value',
    ]);
  });
});

test("int64 is held as the option says", async () => {
  const schema = "{ type: integer, format: int64, default: 9223372036854775807 }";
  expect((await lowerType("3.1.0", schema, {}, { int64: "bigint" })).type).toBe(
    "int64 as=bigint default=9223372036854775807",
  );
});
