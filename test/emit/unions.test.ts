import { expect, test } from "vitest";
import { generated } from "./generated.ts";

// What is said of combinations before anything runs: members that share values, parts that no value satisfies.

async function findings(schemas: string): Promise<string[]> {
  const api = await generated({
    text: `openapi: 3.1.0
info: { title: Unions, version: 1.0.0 }
paths:
  /: { post: { operationId: a, requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/U" } } } }, responses: { "204": { description: Done. } } } }
components: { schemas: { ${schemas} } }
`,
  });
  expect(await api.check()).toBe("");
  api.remove();
  return api.diagnostics.map(({ code }) => code).filter((code) => code !== "VG2048");
}

const object = (required: string, properties: string, more = ""): string =>
  `{ type: object, required: [${required}], properties: { ${properties} }${more} }`;

const shared: readonly [title: string, members: string][] = [
  ["a string twice", "{ type: string }, { type: string }"],
  ["a string and some strings", "{ type: string }, { type: string, format: uuid }"],
  ["whole numbers and numbers", "{ type: integer }, { type: number }"],
  ["values of both lists", "{ enum: [a, b] }, { enum: [b, c] }"],
  ["null", "{ type: [string, 'null'] }, { type: [integer, 'null'] }"],
  ["empty arrays", "{ type: array, items: { type: string } }, { type: array, items: { type: integer } }"],
  ["open objects", `${object("a", "a: { type: string }")}, ${object("b", "b: { type: string }")}`],
  [
    "optional properties",
    `${object("a", "a: { type: string }, b: { type: integer }")}, ${object("a", "a: { type: string }, b: { type: string }")}`,
  ],
];
test.each(shared)("members that share %s are a warning", async (_, members) => {
  expect(await findings(`U: { oneOf: [${members}] }`)).toEqual(["VG2143"]);
});

const apart: readonly [title: string, members: string][] = [
  ["JSON types", "{ type: string }, { type: integer }"],
  ["lists", "{ enum: [a, b] }, { enum: [c] }"],
  [
    "the type of a required property",
    `${object("a", "a: { type: string }")}, ${object("", "a: { type: integer }")}`,
  ],
  ["a literal", `${object("k", "k: { const: 1 }")}, ${object("k", "k: { const: 2 }")}`],
  [
    "closed objects",
    `${object("a", "a: { type: string }", ", additionalProperties: false")}, ${object("b", "b: { type: string }")}`,
  ],
  ["what is not certain", "{ type: string, pattern: ^a }, { type: string, pattern: ^b }"],
];
test.each(apart)("members told apart by %s are none", async (_, members) => {
  expect(await findings(`U: { oneOf: [${members}] }`)).toEqual([]);
  expect(await findings(`U: { anyOf: [${members}] }`)).toEqual([]);
});

test.each([
  ["other JSON types", "{ type: string }", "{ type: integer }", ["VG2060"]],
  ["lists without a common value", "{ enum: [a] }", "{ enum: [b] }", ["VG2060"]],
  ["a narrower list", "{ enum: [a, b] }", "{ enum: [b] }", []],
  ["a narrower type", "{ type: number }", "{ type: integer, minimum: 1 }", []],
])("a combination whose parts describe a property by %s", async (_, one, two, codes) => {
  const base = object("p", `p: ${one}`);
  const schemas = `Base: ${base}, U: { allOf: [{ $ref: "#/components/schemas/Base" }, ${object("", `p: ${two}`)}] }`;
  expect(await findings(schemas)).toEqual(codes);
});

test("schemas that nothing satisfies compile, and refuse", async () => {
  const schemas = `Never: false, U: { type: object, properties: { x: false, y: { enum: [] }, z: { not: false }, l: { type: array, items: { $ref: "#/components/schemas/Never" } } } }`;
  expect(await findings(schemas)).toEqual(["VG2060"]);
});

test.each([
  "",
  "components: { securitySchemes: { key: { type: http, scheme: bearer } } }\nsecurity: [{ key: [] }]",
])("a contract without operations compiles", async (more) => {
  const text = `openapi: 3.1.0\ninfo: { title: None, version: 1.0.0 }\npaths: {}\n${more}\n`;
  const api = await generated({ text });
  expect(await api.check()).toBe("");
  api.remove();
});
