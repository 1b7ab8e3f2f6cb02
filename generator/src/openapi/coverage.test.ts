import { expect, test } from "vitest";
import { Coverage } from "../source/coverage.ts";
import { Diagnostics } from "../source/diagnostic.ts";
import { locate } from "../source/locate.ts";
import { withFiles } from "../source/testing.ts";
import { reportCoverage } from "./coverage.ts";
import { loadOpenApi } from "./document.ts";
import { lowerOpenApi } from "./lower.ts";

async function unused(
  files: Readonly<Record<string, string>>,
  include?: readonly string[],
): Promise<string[]> {
  return withFiles(files, async (base) => {
    const diagnostics = new Diagnostics(true);
    const coverage = new Coverage();
    const options = { base, coverage, ...(include && { include }) };
    const document = await loadOpenApi(Object.keys(files)[0]!, diagnostics, options);
    if (document === undefined) throw new Error("the document does not load");
    coverage.record(() => lowerOpenApi(document, diagnostics));
    reportCoverage(coverage, document.references, diagnostics);
    return diagnostics.list.flatMap(({ code, message, span }) => {
      if (code !== "VG2240" || span === undefined) return [];
      const { file, line, column } = locate(span);
      return [`${file.name}:${line}:${column} ${message}`];
    });
  });
}

test("what nothing depends on is listed, its outermost object only", async () => {
  const text = `openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /a/{id}:
    parameters:
      - { $ref: "#/components/parameters/Id" }
    get:
      summary: Prose does not count
      x-extension: { nor: this }
      responses:
        200:
          description: ok
          headers:
            Content-Type: { schema: { type: string, maxLength: 9 } }
          content:
            application/json:
              schema: { $ref: "other.yaml#/Pet" }
              encoding: { name: { contentType: text/plain } }
              example: {}
            application/xml:
              schema: { type: object, properties: { a: { type: string } } }
  "/b#fragment":
    get: { responses: { 200: { description: never served } } }
components:
  parameters:
    Id: { name: id, in: path, required: true, schema: { type: integer, minLength: 3 } }
    Unused: { name: q, in: query, schema: { type: string } }
  responses:
    Gone: { description: gone, content: { application/json: { schema: {} } } }
`;
  const other = `Pet:
  type: object
  required: [name]
  properties:
    name: { type: string, multipleOf: 2 }
Stranger: { type: string }
`;
  const found = await unused({ "api.yaml": text, "other.yaml": other });
  expect(found.sort()).toEqual([
    'api.yaml:14:13 nothing that is generated depends on "Content-Type"',
    'api.yaml:18:27 nothing that is generated depends on "name"',
    'api.yaml:21:39 nothing that is generated depends on "properties"',
    'api.yaml:23:5 nothing that is generated depends on "get"',
    'api.yaml:26:72 nothing that is generated depends on "minLength"',
    'api.yaml:27:5 nothing that is generated depends on "Unused"',
    'api.yaml:29:5 nothing that is generated depends on "Gone"',
    'other.yaml:5:27 nothing that is generated depends on "multipleOf"',
  ]);
});

test("documents of every version are used whole", async () => {
  const operation = (more: string): string => `paths: { /a: { get: { operationId: a, ${more} } } }`;
  const json =
    "content: { application/json: { schema: { type: array, minItems: 1, items: { type: string, pattern: a } } } }";
  for (const text of [
    `swagger: "2.0"\ninfo: { title: t, version: "1" }\n${operation('produces: [application/json], responses: { "200": { description: ok, schema: { type: string, maxLength: 3 } } }')}\n`,
    `openapi: 3.0.3\ninfo: { title: t, version: "1" }\n${operation(`responses: { 200: { description: ok, ${json} } }`)}\n`,
    `openapi: 3.1.1\ninfo: { title: t, version: "1" }\n${operation(`responses: { 200: { description: ok, ${json} } }`)}\n`,
    `openapi: 3.2.0\ninfo: { title: t, version: "1" }\n${operation(`responses: { 200: { description: ok, ${json} } }`)}\n`,
  ])
    expect(await unused({ "api.yaml": text })).toEqual([]);
});

test("what a filter leaves out is not asked for", async () => {
  const ok = "responses: { 200: { description: ok } }";
  const text = `openapi: 3.0.3\ninfo: { title: t, version: "1" }\npaths:\n  /a: { get: { operationId: a, ${ok} } }\n  /b: { get: { operationId: b, ${ok} } }\n`;
  expect(await unused({ "api.yaml": text }, ["operation:a"])).toEqual([]);
});
