import { expect, test } from "vitest";
import { lowerFiles, lowerYaml } from "../testing.ts";

const head = 'swagger: "2.0"\ninfo: { title: t, version: "1" }\n';
const ok = "responses: { 200: { description: ok } }";
const post = (rest: string): string => `${head}paths:\n  /a:\n    post: { ${rest}, ${ok} }\n`;
const parameters = (...list: string[]): string => post(`parameters: [${list.join(", ")}]`);

test.each<[what: string, text: string, findings: string[]]>([
  [
    "two bodies",
    parameters("{ name: a, in: body, schema: {} }", "{ name: b, in: body, schema: {} }"),
    ["VG2103 5:61 an operation has one body"],
  ],
  [
    "a body and a form",
    parameters("{ name: a, in: body, schema: {} }", "{ name: b, in: formData, type: string }"),
    ["VG2103 5:61 a form and a body exclude each other"],
  ],
  [
    "a file without a form",
    parameters("{ name: f, in: formData, type: file }"),
    ['VG2104 5:26 the file "f" needs a media type of forms in "consumes"'],
  ],
  [
    "a form that is JSON",
    post("consumes: [application/json], parameters: [{ name: f, in: formData, type: string }]"),
    ['VG2104 5:56 a form needs a media type of forms in "consumes"'],
  ],
  [
    "a file in a urlencoded form",
    post(
      "consumes: [application/x-www-form-urlencoded, multipart/form-data], parameters: [{ name: f, in: formData, type: file }]",
    ),
    ['VG2105 5:24 a urlencoded form cannot carry the file "f": it is not accepted'],
  ],
  [
    "a file in the query",
    parameters("{ name: f, in: query, type: file }"),
    [
      'VG2013 5:54 "type" must be one of "string", "number", "boolean", "integer", "array", not "file"',
      'VG2040 5:54 there is no type "file"',
    ],
  ],
  [
    "multi outside the query",
    parameters("{ name: f, in: header, type: array, items: { type: string }, collectionFormat: multi }"),
    ['VG2101 5:105 the format "multi" exists only in the query and in forms: a name cannot be repeated here'],
  ],
  [
    "tabs in the path",
    `${head}paths:\n  /a/{p}:\n    get:\n      parameters: [{ name: p, in: path, required: true, type: array, items: { type: string }, collectionFormat: tsv }]\n      ${ok}\n`,
    ['VG2101 6:113 the format "tsv" does not exist in the path: servers refuse control characters there'],
  ],
  [
    "a format of no list",
    parameters("{ name: f, in: query, type: string, collectionFormat: csv }"),
    ['VG2101 5:80 "collectionFormat" has an effect only on arrays'],
  ],
  [
    "lists in a list",
    parameters(
      "{ name: f, in: query, type: array, items: { type: array, items: { type: string }, collectionFormat: pipes } }",
    ),
    ["VG2102 5:61 the items of a list that is written as text cannot be lists"],
  ],
  [
    "a parameter without type",
    parameters("{ name: f, in: query, schema: { type: string } }"),
    ['VG2107 5:26 a parameter other than the body needs the field "type"'],
  ],
  [
    "a keyword of 3.0",
    `${head}paths: {}\ndefinitions: { A: { type: string, nullable: true } }\n`,
    ['VG2100 4:35 "nullable" is a keyword from OpenAPI 3.0 on'],
  ],
  [
    "a path parameter that is not required",
    `${head}paths:\n  /a/{p}:\n    get:\n      parameters: [{ name: p, in: path, type: string }]\n      ${ok}\n`,
    ['VG2029 6:20 the path parameter "p" must be marked as required'],
  ],
  [
    "an undeclared path parameter",
    `${head}paths:\n  /a/{p}:\n    get: { ${ok} }\n`,
    ['VG2021 5:5 the path parameter "p" of "/a/{p}" is not declared'],
  ],
  [
    "a duplicate parameter",
    parameters("{ name: f, in: query, type: string }", "{ name: f, in: query, type: integer }"),
    ['VG2023 5:64 the query parameter "f" is declared twice'],
  ],
  [
    "a duplicate operationId",
    `${head}paths:\n  /a:\n    get: { operationId: x, ${ok} }\n    put: { operationId: x, ${ok} }\n`,
    ['VG2020 6:25 the operationId "x" is used twice'],
  ],
  [
    "an undefined scheme",
    `${post("security: [{ kee: [] }]")}securityDefinitions: { key: { type: basic } }\n`,
    ['VG2070 5:26 the security scheme "kee" is not defined'],
  ],
  [
    "a scheme of an unknown flow",
    `${head}paths: {}\nsecurityDefinitions: { key: { type: oauth2, flow: code, tokenUrl: "https://a.example" } }\n`,
    ['VG2013 4:51 "flow" must be one of "implicit", "password", "application", "accessCode", not "code"'],
  ],
  [
    "a response of 3.x",
    `${head}paths:\n  /a: { get: { responses: { 200: { description: ok, content: {} } } } }\n`,
    ['VG2012 4:53 a response has no field "content"'],
  ],
  [
    "a broken reference",
    parameters('{ $ref: "#/parameters/Limt" }').concat(
      "parameters: { Limit: { name: l, in: query, type: integer } }\n",
    ),
    [
      'VG1015 5:34 the reference "#/parameters/Limt" leads nowhere: there is no "Limt" in api.yaml#/parameters',
    ],
  ],
  [
    "an illegal media type",
    post("consumes: [json], parameters: [{ name: b, in: body, schema: {} }]"),
    ['VG2028 5:24 "json" is not a media type'],
  ],
])("%s", async (_what, text, expected) => {
  const { findings } = await lowerYaml(text);
  const plain = findings.filter((finding) => !finding.startsWith("info"));
  expect(plain.map((finding) => finding.replace(/^\S+ (\S+) api\.yaml:/, "$1 "))).toEqual(expected);
});

test("when one is lenient, parameters of 3.x mean what they mean there", async () => {
  const { dump, findings } = await lowerYaml(
    `${head}paths:
  /a:
    get:
      parameters:
        - { name: a, in: query, schema: { type: integer } }
        - { name: b, in: query }
        - { name: c, in: query, $ref: "#/definitions/C" }
      ${ok}
definitions: { C: { type: boolean } }
`.replace('"2.0"', "2.0"),
    { lenient: true },
  );
  expect(findings.map((finding) => finding.split(" ", 2).join(" ")).toSorted()).toEqual([
    "warning VG2012",
    "warning VG2012",
    "warning VG2106",
    "warning VG2107",
    "warning VG2107",
    "warning VG2108",
  ]);
  expect(dump()).toContain("query a? form: integer");
  expect(dump()).toContain("query b? form: string");
  expect(dump()).toMatch(/query c\? form: → C/);
});

test("the document of several files is one document of 2.0", async () => {
  const { document, findings } = await lowerFiles({
    "api.yaml": `${head}paths:
  /a: { $ref: "paths.yaml#/a" }
definitions: { Pet: { type: string } }
`,
    "paths.yaml": `a:
  get:
    parameters: [{ $ref: "shared.yaml#/parameters/Limit" }]
    responses: { 200: { $ref: "shared.yaml#/responses/Ok" } }
`,
    "shared.yaml": `parameters: { Limit: { name: limit, in: query, type: integer } }
responses: { Ok: { description: ok, schema: { $ref: "pet.yaml" } } }
`,
    "pet.yaml": "type: object\nproperties: { name: { $ref: api.yaml#/definitions/Pet } }\n",
  });
  expect(findings).toEqual([]);
  expect(document).toEqual({
    swagger: "2.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        get: {
          parameters: [{ $ref: "#/parameters/Limit" }],
          responses: { 200: { $ref: "#/responses/Ok" } },
        },
      },
    },
    definitions: {
      Pet: { type: "string" },
      pet: { type: "object", properties: { name: { $ref: "#/definitions/Pet" } } },
    },
    parameters: { Limit: { name: "limit", in: "query", type: "integer" } },
    responses: { Ok: { description: "ok", schema: { $ref: "#/definitions/pet" } } },
  });
});
