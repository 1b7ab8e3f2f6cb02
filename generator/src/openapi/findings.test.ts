import { describe, expect, test } from "vitest";
import { lowerFiles, lowerYaml } from "./testing.ts";

const head = 'openapi: 3.0.3\ninfo: { title: t, version: "1" }\n';
const ok = "responses: { 200: { description: ok } }";

/** The place and the text of the findings, without what is only information. */
const of = (findings: readonly string[]): string[] => findings.filter((f) => !f.startsWith("info"));

describe("a fault is found where it is written", () => {
  test.each<[what: string, text: string, findings: string[], hint?: string]>([
    [
      "no version",
      "info: {}\npaths: {}\n",
      [
        'VG2001 1:1 the document does not say which version of OpenAPI it follows: the field "openapi" is missing',
      ],
    ],
    ["an old version", 'swagger: "1.2"\n', ['VG2002 1:10 there is no version "1.2" of OpenAPI']],
    ["a later version", "openapi: 3.9.0\n", ['VG2002 1:10 there is no version "3.9.0" of OpenAPI']],
    ["an unknown version", "openapi: 9.9.9\n", ['VG2002 1:10 there is no version "9.9.9" of OpenAPI']],
    [
      "a number as version",
      "openapi: 3.1\ninfo: { title: t, version: '1' }\npaths: {}\n",
      ['VG2106 1:10 the version in "openapi" must be a text such as "3.1.1"'],
    ],
    [
      "a list as document",
      "- a\n",
      ['VG2004 1:1 an OpenAPI document must be an object with the field "openapi"'],
    ],
    [
      "a duplicate operationId",
      `${head}paths:\n  /a: { get: { operationId: x, ${ok} } }\n  /b: { get: { operationId: x, ${ok} } }\n`,
      ['VG2020 5:29 the operationId "x" is used twice'],
    ],
    [
      "an undeclared path parameter",
      `${head}paths:\n  /a/{id}:\n    get: { ${ok} }\n`,
      ['VG2021 5:5 the path parameter "id" of "/a/{id}" is not declared'],
    ],
    [
      "a misspelled path parameter",
      `${head}paths:\n  /a/{petId}:\n    get:\n      parameters:\n        - { name: petID, in: path, required: true, schema: {} }\n      ${ok}\n`,
      [
        'VG2022 7:11 the path "/a/{petId}" has no parameter "petID"',
        'VG2021 5:5 the path parameter "petId" of "/a/{petId}" is not declared',
      ],
      'did you mean "petId"?',
    ],
    [
      "a path parameter that is not required",
      `${head}paths:\n  /a/{id}:\n    get:\n      parameters:\n        - { name: id, in: path, schema: {} }\n      ${ok}\n`,
      ['VG2029 7:11 the path parameter "id" must be marked as required'],
    ],
    [
      "a duplicate parameter",
      `${head}paths:\n  /a:\n    get:\n      parameters:\n        - { name: q, in: query, schema: {} }\n        - { name: q, in: query, schema: { type: string } }\n      ${ok}\n`,
      ['VG2023 8:11 the query parameter "q" is declared twice'],
    ],
    ["a path without slash", `${head}paths:\n  a: {}\n`, ['VG2024 4:3 the path "a" must start with "/"']],
    [
      "an unmatched brace",
      `${head}paths:\n  /a/{id: { get: { ${ok} } }\n`.replace("{id:", '"/a/{id":').replace("  /a/", "  "),
      ['VG2024 4:3 the path "/a/{id" has an unmatched "{"'],
    ],
    [
      "two parameters in a row",
      `${head}paths:\n  "/{a}{b}": {}\n`,
      ['VG2024 4:3 the parameters of "/{a}{b}" must be separated: where {b} starts cannot be told'],
    ],
    [
      "a path with a query",
      `${head}paths:\n  "/a?b=c": {}\n`,
      ['VG2032 4:3 the path "/a?b=c" holds a query or a fragment, which take no part in routing'],
    ],
    [
      "a broken reference",
      `${head}paths: {}\ncomponents:\n  schemas:\n    Pet: { type: string }\n    A: { $ref: "#/components/schemas/Pte" }\n`,
      [
        'VG1015 7:16 the reference "#/components/schemas/Pte" leads nowhere: there is no "Pte" in api.yaml#/components/schemas',
      ],
      'did you mean "Pet"?',
    ],
    [
      "a reference to another kind of object",
      `${head}paths:\n  /a:\n    get:\n      parameters: [{ $ref: "#/components/schemas/A" }]\n      ${ok}\ncomponents: { schemas: { A: {} } }\n`,
      [
        "VG2062 6:28 a reference to one of the parameters is needed here, this one leads to one of the schemas",
      ],
    ],
    [
      "references in a circle",
      `${head}paths: {}\ncomponents:\n  schemas:\n    A: { $ref: "#/components/schemas/B" }\n    B: { $ref: "#/components/schemas/A" }\n`,
      ["VG1016 7:16 this reference leads back to itself after 2 steps"],
    ],
    [
      "a schema of itself",
      `${head}paths: {}\ncomponents:\n  schemas:\n    A:\n      allOf:\n        - $ref: "#/components/schemas/A"\n`,
      ['VG2047 6:5 the schema "A" applies itself to the same value, so nothing is decided by it'],
    ],
    [
      "a misspelled type",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: strin } } }\n`,
      ['VG2040 4:37 there is no type "strin"'],
      'did you mean "string"?',
    ],
    [
      "the type null in 3.0",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: "null" } } }\n`,
      ['VG2040 4:37 there is no type "null"'],
      "in OpenAPI 3.0 write nullable: true beside the type",
    ],
    [
      "a bad pattern",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: string, pattern: "[" } } }\n`,
      ["VG2041 4:54 the pattern is not a regular expression of ECMA-262: Unterminated character class"],
    ],
    [
      "a foreign pattern",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: string, pattern: "(?i)a" } } }\n`,
      ["VG2041 4:54 the pattern is not a regular expression of ECMA-262: Invalid group"],
      "inline flags such as (?i) do not exist here: spell out both cases, e.g. [aA]",
    ],
    [
      "crossed bounds",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: integer, minimum: 5, maximum: 1 } } }\n`,
      ["VG2046 4:55 no value satisfies both minimum 5 and maximum 1"],
    ],
    [
      "a default that does not fit",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: integer, default: x } } }\n`,
      ['VG2045 4:55 the default "x" does not fit: it is not a whole number'],
    ],
    [
      "a duplicate value",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: string, enum: [a, b, a] } } }\n`,
      ['VG2044 4:58 the value "a" occurs twice in this enumeration'],
    ],
    [
      "a value of another type",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: integer, enum: [1, "x();"] } } }\n`,
      ['VG2043 4:56 the value "x();" is not of type integer'],
    ],
    [
      "an undefined scheme",
      `${head}paths:\n  /a: { get: { security: [{ tokn: [] }], ${ok} } }\ncomponents:\n  securitySchemes: { token: { type: http, scheme: bearer } }\n`,
      ['VG2070 4:29 the security scheme "tokn" is not defined'],
      'did you mean "token"?',
    ],
    [
      "an illegal status",
      `${head}paths:\n  /a: { get: { responses: { 2000: { description: ok } } } }\n`,
      ['VG2027 4:29 "2000" is not a status of a response'],
    ],
    [
      "an illegal media type",
      `${head}paths:\n  /a: { get: { responses: { 200: { description: ok, content: { json: {} } } } } }\n`,
      ['VG2028 4:64 "json" is not a media type'],
    ],
    [
      "an illegal header name",
      `${head}paths:\n  /a: { get: { responses: { 200: { description: ok, headers: { "a b": { schema: {} } } } } } }\n`,
      ['VG2025 4:64 "a b" is not a legal name of a header'],
    ],
    [
      "a misspelled field",
      `${head}paths:\n  /a: { get: { operationID: x, ${ok} } }\n`,
      ['VG2012 4:16 an operation has no field "operationID"'],
      'did you mean "operationId"?',
    ],
    [
      "a missing field",
      `${head}paths:\n  /a: { get: { parameters: [{ name: q, schema: {} }], ${ok} } }\n`,
      ['VG2010 4:29 a parameter needs the field "in"'],
    ],
    [
      "a value of the wrong kind",
      `${head}paths:\n  /a: { get: { deprecated: "yes", ${ok} } }\n`,
      ['VG2013 4:28 "deprecated" must be true or false, not "yes"'],
    ],
    [
      "a misspelled choice",
      `${head}paths:\n  /a: { get: { parameters: [{ name: q, in: quer, schema: {} }], ${ok} } }\n`,
      ['VG2013 4:44 "in" must be one of "path", "query", "header", "cookie", not "quer"'],
      'did you mean "query"?',
    ],
    [
      "a keyword of 3.1",
      `${head}paths: {}\ncomponents: { schemas: { A: { const: 1 } } }\n`,
      ['VG2145 4:31 a schema has no field "const"'],
      "it is a keyword from OpenAPI 3.1 on",
    ],
    [
      "a keyword of 3.0",
      `${head.replace("3.0.3", "3.1.0")}components: { schemas: { A: { type: string, nullable: true } } }\n`,
      ['VG2052 3:45 "nullable" is not a keyword of a schema and has no effect'],
      'from OpenAPI 3.1 on write type: ["…", "null"]',
    ],
    [
      "a keyword of an older draft",
      `${head.replace("3.0.3", "3.1.0")}components: { schemas: { A: { $recursiveRef: "#" } } }\n`,
      ['VG2129 3:31 "$recursiveRef" has no meaning in JSON Schema 2020-12'],
      "write $dynamicRef",
    ],
    [
      "an unknown format",
      `${head}paths: {}\ncomponents: { schemas: { A: { type: string, format: uuiid } } }\n`,
      ['VG2050 4:53 the format "uuiid" is not known for values of type string'],
      'did you mean "uuid"?',
    ],
    [
      "an anchor that is not there",
      `${head.replace("3.0.3", "3.1.0")}components: { schemas: { A: { $ref: "#here" }, B: { $anchor: heere } } }\n`,
      ['VG1015 3:37 the reference "#here" leads nowhere: there is no anchor "here" in api.yaml'],
      'did you mean "heere"?',
    ],
    [
      "the name of a schema as a fragment",
      `${head.replace("3.0.3", "3.1.0")}components: { schemas: { A: { $ref: "#B" }, B: {} } }\n`,
      ['VG1015 3:37 the reference "#B" leads nowhere: there is no anchor "B" in api.yaml'],
      'write a JSON pointer: "#/components/schemas/B"',
    ],
    [
      "an identifier that is taken",
      `${head.replace("3.0.3", "3.1.0")}components: { schemas: { A: { $id: "http://a.b/c" }, B: { $id: "http://a.b/c" } } }\n`,
      ['VG2126 3:64 the URI "http://a.b/c" identifies two schemas'],
    ],
    [
      "an anchor that is taken",
      `${head.replace("3.0.3", "3.1.0")}components: { schemas: { A: { $anchor: a }, B: { $dynamicAnchor: a } } }\n`,
      ['VG2127 3:66 the anchor "a" names two schemas of one resource'],
      "give each of them an $id",
    ],
    [
      "a schema of another dialect",
      `${head.replace("3.0.3", "3.1.0")}components: { schemas: { A: { $schema: "http://json-schema.org/draft-07/schema#" } } }\n`,
      ['VG2128 3:40 schemas of the dialect "http://json-schema.org/draft-07/schema#" are not supported'],
    ],
    [
      "a document of another dialect",
      `${head.replace("3.0.3", "3.1.0")}jsonSchemaDialect: http://json-schema.org/draft-07/schema#\npaths: {}\n`,
      ['VG2128 3:20 schemas of the dialect "http://json-schema.org/draft-07/schema#" are not supported'],
    ],
    [
      "a duplicate key",
      `${head}paths: {}\npaths: {}\n`,
      ['VG1005 4:1 the key "paths" occurs twice in this object'],
    ],
    [
      "two kinds of examples",
      `${head}paths:\n  /a: { get: { parameters: [{ name: q, in: query, schema: {}, example: 1, examples: {} }], ${ok} } }\n`,
      ['VG2015 4:29 "example" and "examples" exclude each other'],
    ],
    [
      "a parameter without schema",
      `${head}paths:\n  /a: { get: { parameters: [{ name: q, in: query }], ${ok} } }\n`,
      ['VG2015 4:29 a parameter needs "schema" or "content"'],
    ],
    [
      "no responses",
      `${head}paths:\n  /a:\n    get: { operationId: a }\n`,
      ["VG2031 5:5 the operation declares no response"],
    ],
  ])("%s", async (_what, text, expected, hint) => {
    const { findings, hints } = await lowerYaml(text);
    expect(of(findings).map((f) => f.replace(/^\S+ (\S+) api\.yaml:/, "$1 "))).toEqual(expected);
    if (hint !== undefined) expect(hints).toContain(hint);
  });
});

test("what is recoverable is a warning when one is lenient, and what is not stays an error", async () => {
  const text = `${head}paths:\n  /a/{id}: { get: { parameters: [{ $ref: "#/x" }], ${ok} } }\n`;
  const { findings, dump } = await lowerYaml(text, { lenient: true });
  expect(findings.map((f) => f.split(" ", 2).join(" "))).toEqual(["error VG1015", "warning VG2021"]);
  expect(dump()).toContain("path id simple: string");
});

test("a fault in another file is shown in that file, through the bundle", async () => {
  const { findings } = await lowerFiles({
    "api.yaml": `${head}paths:\n  /a: { $ref: "paths/a.yaml" }\n`,
    "paths/a.yaml":
      'get:\n  responses:\n    200:\n      descriptin: ok\n      content: { application/json: { schema: { $ref: "../pet.json#/Pet" } } }\n',
    "pet.json": '{\n  "Pet": {\n    "type": "object",\n    "requird": ["a"]\n  }\n}',
  });
  expect(findings).toEqual([
    'error VG2011 paths/a.yaml:3:5 a response needs the field "description"',
    'error VG2012 paths/a.yaml:4:7 a response has no field "descriptin"',
    'error VG2012 pet.json:4:5 a schema has no field "requird"',
  ]);
});

test("syntax errors of JSON have a position", async () => {
  const { findings } = await lowerFiles({ "api.json": '{\n  "openapi": "3.0.3",\n}' });
  expect(findings).toEqual(['error VG1002 api.json:3:1 a comma before "}" is not allowed']);
});
