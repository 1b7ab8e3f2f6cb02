import { describe, expect, test } from "vitest";
import { lowerFiles, lowerYaml } from "./testing.ts";

const ok = 'responses: { "200": { description: ok } }';
const text = `openapi: 3.0.3
info: { title: t, version: "1" }
tags: [{ name: pets }, { name: admin }]
security: [{ key: [] }]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Pets" } } } }
    post: { operationId: addPet, tags: [pets], deprecated: true, security: [{ token: [] }], ${ok} }
  /pets/{id}:
    get:
      operationId: getPet
      tags: [pets]
      parameters: [{ $ref: "#/components/parameters/Id" }]
      ${ok}
  /admin:
    x-internal: true
    delete: { operationId: dropAll, tags: [admin], security: [{ token: [] }], responses: { default: { $ref: "#/components/responses/Bad" } } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: K }
    token: { type: http, scheme: bearer }
  parameters:
    Id: { name: id, in: path, required: true, schema: { type: string } }
    Page: { name: page, in: query, schema: { type: integer } }
  responses:
    Bad: { description: bad, content: { application/json: { schema: { $ref: "#/components/schemas/Bad" } } } }
  schemas:
    Pets: { type: array, items: { $ref: "#/components/schemas/Pet" } }
    Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind } }
    Cat: { allOf: [{ $ref: "#/components/schemas/Pet" }, { type: object, properties: { owner: { $ref: "#/components/schemas/Owner" } } }] }
    Owner: { type: object }
    Bad: { type: object }
    Broken: { type: strin }
`;

const operationsOf = (dump: string): string[] =>
  [...dump.matchAll(/^ {4}(?:GET|POST|DELETE) \S+ (\w+)/gm)].map(([, name = ""]) => name);

describe("operations are chosen", () => {
  test.each<[include: string[], exclude: string[], operations: string[]]>([
    [["tag:pets"], [], ["listPets", "addPet", "getPet"]],
    [["tag:pets", "method:get"], [], ["listPets", "getPet"]],
    [["operation:getPet", "operation:dropAll"], [], ["getPet", "dropAll"]],
    [["path:/pets/*"], [], ["getPet"]],
    [["path:/pets/**"], [], ["listPets", "addPet", "getPet"]],
    [["path:/pets/{id}"], [], ["getPet"]],
    [["deprecated"], [], ["addPet"]],
    [[], ["deprecated", "internal"], ["listPets", "getPet"]],
    [["tag:pets"], ["method:POST"], ["listPets", "getPet"]],
  ])("%j without %j", async (include, exclude, operations) => {
    const { dump, findings } = await lowerYaml(text, { include, exclude });
    expect(findings.filter((finding) => !finding.startsWith("info"))).toEqual([]);
    expect(operationsOf(dump())).toEqual(operations);
  });
});

describe("what nothing needs is left out, of the document too", () => {
  test.each<[string, object]>([
    [
      "operation:listPets",
      { securitySchemes: ["key"], schemas: ["Pets", "Pet", "Cat", "Owner"], tags: [{ name: "pets" }] },
    ],
    ["operation:getPet", { securitySchemes: ["key"], parameters: ["Id"], tags: [{ name: "pets" }] }],
    [
      "operation:dropAll",
      { securitySchemes: ["token"], responses: ["Bad"], schemas: ["Bad"], tags: [{ name: "admin" }] },
    ],
  ])("%s", async (condition, expected) => {
    const { document, api } = await lowerYaml(text, { include: [condition] });
    const { components, tags } = document as { components: Record<string, object>; tags: unknown };
    const names = Object.entries(components).map(([section, all]): [string, unknown] => [
      section,
      Object.keys(all),
    ]);
    expect({ ...Object.fromEntries(names), tags }).toEqual(expected);
    const declared = api?.types.map((type) => type.hint).filter((hint) => hint !== "Pet base");
    expect(declared).toEqual((expected as { schemas?: string[] }).schemas ?? []);
  });
});

test("places of findings stay right", async () => {
  const { findings } = await lowerYaml(text.replace("name: K", "name: 'K K'"), {
    include: ["operation:listPets"],
  });
  expect(findings).toContainEqual(expect.stringMatching(/^error VG2025 api.yaml:24:\d+ /));
});

test.each<[string, string, string | undefined]>([
  ["tag:pet", 'VG2117 - no operation fits "tag:pet"', 'did you mean "tag:pets"?'],
  [
    "operation:listPet",
    'VG2117 - no operation fits "operation:listPet"',
    'did you mean "operation:listPets"?',
  ],
  ["path:/pet/**", 'VG2117 - no operation fits "path:/pet/**"', undefined],
  ["method:put", 'VG2117 - no operation fits "method:put"', undefined],
  [
    "tags:pets",
    'VG2118 - "tags:pets" is not a condition of a filter',
    'did you mean "tag"? There are tag:…, path:…, method:…, operation:…, deprecated and internal',
  ],
])("the condition %s is refused", async (condition, expected, hint) => {
  const { findings, hints } = await lowerYaml(text, { include: [condition] });
  const errors = findings.filter((finding) => finding.startsWith("error"));
  expect(errors).toEqual([`error ${expected}`]);
  if (hint !== undefined) expect(hints).toContain(hint);
});

test("a filter that leaves nothing is a warning", async () => {
  const { findings } = await lowerYaml(text, { include: ["tag:pets"], exclude: ["tag:pets"] });
  expect(findings).toContain("warning VG2119 - the filter leaves no operation");
});

test("operations behind references are chosen, and what their files refer to stays", async () => {
  const { dump, document, findings } = await lowerFiles(
    {
      "api.yaml": `openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /a: { $ref: "a.yaml" }
  /b: { get: { operationId: b, ${ok} } }
components:
  schemas: { Kept: { type: string }, Left: { type: string } }
`,
      "a.yaml": `get:
  operationId: a
  responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "api.yaml#/components/schemas/Kept" } } } } }
put: { operationId: other, ${ok} }
`,
    },
    { include: ["operation:a"] },
  );
  expect(findings).toEqual([]);
  expect(dump()).toContain("GET /a a");
  expect(dump()).not.toMatch(/PUT|\/b/);
  expect((document as { components: { schemas: object } }).components.schemas).toEqual({
    Kept: { type: "string" },
  });
});

test("one operation of a document of 2.0", async () => {
  const { document, findings } = await lowerYaml(
    `swagger: "2.0"
info: { title: t, version: "1" }
paths:
  /a: { get: { operationId: a, responses: { 200: { $ref: "#/responses/Ok" } } } }
  /b: { get: { operationId: b, security: [{ key: [] }], ${ok} } }
definitions: { Pet: { type: string }, Left: { type: string } }
responses: { Ok: { description: ok, schema: { $ref: "#/definitions/Pet" } }, Left: { description: left } }
securityDefinitions: { key: { type: basic } }
`,
    { include: ["operation:a"] },
  );
  expect(findings).toEqual([]);
  expect(document).toEqual({
    swagger: "2.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { operationId: "a", responses: { 200: { $ref: "#/responses/Ok" } } } } },
    definitions: { Pet: { type: "string" } },
    responses: { Ok: { description: "ok", schema: { $ref: "#/definitions/Pet" } } },
  });
});

test("webhooks are chosen as operations are, and callbacks come with theirs", async () => {
  const document = `openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /a:
    post:
      tags: [a]
      ${ok}
      callbacks: { onA: { "{$request.query.to}": { post: { tags: [b], ${ok} } } } }
webhooks:
  one: { post: { tags: [a], ${ok} } }
  two: { post: { tags: [b], ${ok} } }
`;
  const { findings, dump } = await lowerYaml(document, { include: ["tag:a"] });
  expect(findings).toEqual([]);
  expect(dump()).toMatch(/callback onA .*webhooks\n {4}POST \/one one\n/s);
  expect(dump()).not.toContain("/two");
});
