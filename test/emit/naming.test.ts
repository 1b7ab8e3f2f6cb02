import { expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

const head = `openapi: 3.1.0
info: { title: Names, version: "1" }
`;

async function compiled(text: string, options: { lenient?: boolean } = {}): Promise<Generated> {
  const api = await generated({ text: head + text }, "Names", options);
  api.remove();
  return api;
}

const findings = (api: Generated): string[] =>
  api.diagnostics.map(({ code, message }) => `${code} ${message}`).toSorted();

test("x-volo-name and x-volo-group are taken as they are", async () => {
  const text = `paths:
  /a/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string }, x-volo-name: pet_id }]
    get:
      operationId: get-a
      x-volo-name: fetch_pet
      x-volo-group: Animals
      tags: [other]
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/api.pet" } } } } }
components:
  schemas: { api.pet: { x-volo-name: Pet_V2, type: object, properties: { n: { type: integer } } } }
`;
  const api = await generated({ text: head + text }, "Names");
  expect(findings(api)).toEqual([]);
  expect(await api.check()).toBe("");
  expect(api.files.get("types.ts")).toContain("export interface Pet_V2 {");
  expect(api.files.get("types.ts")).toMatch(/interface \w*Request \{[^}]*pet_id: string/);
  expect(api.files.get("client.ts")).toContain("export function fetch_pet(");
  expect(api.files.get("server.ts")).toContain("export interface AnimalsService");
  api.remove();
});

test.each([
  ['"a b"'],
  ['"class X {}"'],
  ['"a; import(1)"'],
  ['"9a"'],
  ["1"],
  ["[a]"],
  ['"é"'],
  [`"${"a".repeat(101)}"`],
])("the name %s is refused", async (name) => {
  const api = await compiled(
    `paths: { /a: { get: { x-volo-name: ${name}, responses: { "204": { description: None. } } } } }\n`,
  );
  expect(api.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["VG2116", "error"]]);
});

test("names that cannot be given say so", async () => {
  const api = await compiled(`components:
  schemas:
    A: { type: object, properties: { a: { type: string, x-volo-name: b } } }
`);
  expect(findings(api)).toEqual(["VG2116 a property cannot have another name than on the wire"]);
});

test.each([
  [
    "two schemas",
    "a-b: { type: object }, aB: { type: object }",
    /^VG2109 the name AB is taken in the generated code: this is called AB_\w{5}$/,
  ],
  [
    "a schema and the values given for another",
    "Pet: { type: object, properties: { n: { type: integer, default: 1 } } }, PetInit: { type: string }",
    /^VG2109 the name PetInit is taken in the generated code: this is called PetInit_\w{5}$/,
  ],
])("%s that want the same name are reported", async (_what, schemas, expected) => {
  const api = await compiled(`paths:
  /a: { get: { operationId: a, responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } } } } }
components: { schemas: { ${schemas.includes("Pet:") ? schemas : `Pet: { type: string }, ${schemas}`} } }
`);
  expect(findings(api)).toEqual([expect.stringMatching(expected)]);
});

test("a schema and what an operation declares", async () => {
  const api =
    await compiled(`paths: { /a: { get: { operationId: getPet, responses: { "204": { description: None. } } } } }
components: { schemas: { GetPetReply: { type: string } } }
`);
  expect(findings(api)).toEqual([
    "VG2109 the name GetPetReply is taken in the generated code: this is called GetPetReply_",
  ]);
});

test("a component with a foreign name is understood when one is lenient", async () => {
  const text = "components: { schemas: { 宠物: { type: string }, größe: { type: integer } } }\n";
  expect((await compiled(text)).diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
    ["VG2112", "error"],
    ["VG2112", "error"],
  ]);
  const lenient = await compiled(text, { lenient: true });
  expect(lenient.files.get("types.ts")).toMatch(/type U5BA0U7269 = string;[^]*type Grosse = number;/);
});
