import { expect, test } from "vitest";
import { lowerFiles, lowerYaml } from "./testing.ts";

const head = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n';

/** Lowers a component `T` with the value on line 5, column 37. */
function typed(value: string): ReturnType<typeof lowerYaml> {
  const schema = `components:\n  schemas:\n    T: { type: string, x-volo-type: ${JSON.stringify(value)} }\n`;
  return lowerYaml(head + schema);
}

test.each([
  ["./ids.ts#UserId", "./ids.ts", "UserId"],
  ["./deep/er/ids.mts#A", "./deep/er/ids.mts", "A"],
  ["./ids.cts#$_9", "./ids.cts", "$_9"],
  ["./ids.d.ts#default", "./ids.d.ts", "default"],
  ["ids#UserId", "ids", "UserId"],
  ["ids/user#UserId", "ids/user", "UserId"],
  ["@acme/ids#UserId", "@acme/ids", "UserId"],
  ["@acme/ids/src/User.js#UserId", "@acme/ids/src/User.js", "UserId"],
])("%s is a type of a module", async (value, module, name) => {
  const { api, findings, dump } = await typed(value);
  expect(findings).toEqual([]);
  expect(api?.types[0]?.own).toMatchObject({ module, name });
  expect(dump()).toContain(` own="${module}#${name}" = string`);
});

test.each([
  [""],
  ["UserId"],
  ["#UserId"],
  ["./ids.ts"],
  ["./ids.ts#"],
  ["./ids.ts#9a"],
  ["./ids.ts#a-b"],
  ["./ids.ts#é"],
  ["./ids.ts#a.b"],
  ["./ids.ts#A<string>"],
  ["./ids.ts#a#b"],
  ["./ids.ts#A } from 'x'; import('y'); //"],
  ['./i".ts#A'],
  ["./ids.ts?x#A"],
  ["./a/../ids.ts#A"],
  ["./..//ids.ts#A"],
  ["./.hidden/ids.ts#A"],
  ["./%2e%2e/ids.ts#A"],
  [".\\ids.ts#A"],
  ["./ids#A"],
  ["./ids.js#A"],
  ["./ids.json#A"],
  ["/etc/ids.ts#A"],
  ["C:/ids.ts#A"],
  ["file:///ids.ts#A"],
  ["https://x.example/ids.ts#A"],
  ["data:text/plain,x#A"],
  ["node:fs#Stats"],
  ["npm:ids#A"],
  ["@acme#A"],
  ["Acme#A"],
  [".ids#A"],
  ["ids/../x#A"],
  ["ids//x#A"],
  ["ids/#A"],
  ["ids #A"],
  ["ids\n#A"],
  ["\u202eids#A"],
  [`./${"a".repeat(300)}.ts#A`],
])("%j is refused where it stands", async (value) => {
  const { api, findings, hints } = await typed(value);
  const [finding, ...others] = findings;
  expect(others).toEqual([]);
  expect(finding).toMatch(/^error VG2116 api\.yaml:5:37 ".*names no type of a module$/);
  expect(hints).toEqual(["write ./file.ts#Name, seen from this document, or package#Name"]);
  expect(api?.types[0]?.own).toBeUndefined();
});

test.each([
  ["1", "3:58"],
  ["null", "3:58"],
  ["[a]", "3:45"],
  ["{ a: b }", "3:45"],
])("%s is no text", async (value, place) => {
  const text = `${head}components: { schemas: { T: { type: string, x-volo-type: ${value} } } }\n`;
  expect((await lowerYaml(text)).findings).toEqual([
    expect.stringMatching(new RegExp(`^error VG2116 api\\.yaml:${place} .* names no type of a module$`)),
  ]);
});

test("a file outside the root is refused", async () => {
  expect((await typed("../ids.ts#UserId")).findings).toEqual([
    'error VG1010 api.yaml:5:37 "../ids.ts" lies outside the root folder "."',
  ]);
});

test("a file is named from the document that says so, and known from the folder of the first", async () => {
  const { api, findings } = await lowerFiles({
    "api.yaml": `${head}components: { schemas: { T: { $ref: "sub/more.yaml#/$defs/U" } } }\n`,
    "sub/more.yaml": '$defs: { U: { type: string, x-volo-type: "../own/ids.ts#U" } }\n',
  });
  expect(findings).toEqual([]);
  expect(api?.types.map(({ own }) => own?.module)).toEqual([undefined, "./own/ids.ts"]);
});

test.each([
  [
    "3.1.0",
    'components: { schemas: { A: { type: object, properties: { a: { type: string, x-volo-type: "a#A" } } } } }',
    78,
  ],
  [
    "3.1.0",
    'components: { schemas: { A: { type: array, items: { type: string, x-volo-type: "a#A" } } } }',
    67,
  ],
  ["3.1.0", 'components: { schemas: { A: { allOf: [{ type: string, x-volo-type: "a#A" }] } } }', 55],
  [
    "3.0.0",
    'components: { schemas: { A: { type: object, properties: { a: { $ref: "#/components/schemas/B", x-volo-type: "a#A" } } }, B: { type: string } } }',
    96,
  ],
  [
    "3.1.0",
    'components: { parameters: { p: { name: p, in: query, schema: { type: string }, x-volo-type: "a#A" } } }',
    80,
  ],
  ["3.1.0", 'components: { headers: { H: { schema: { type: string, x-volo-type: "a#A" } } } }', 55],
  [
    "3.1.0",
    'paths: { /a: { get: { x-volo-type: "a#A", responses: { "204": { description: None. } } } } }',
    23,
  ],
])("%s %s: no schema with a name", async (version, text, column) => {
  const open = `openapi: ${version}\ninfo: { title: T, version: "1" }\n${version === "3.0.0" ? "paths: {}\n" : ""}`;
  const { findings, hints } = await lowerYaml(`${open}${text}\n`);
  const line = version === "3.0.0" ? 4 : 3;
  expect(findings).toEqual([
    `error VG2116 api.yaml:${line}:${column} "x-volo-type" has no effect here: only a schema with a name has a type to replace`,
  ]);
  expect(hints).toEqual(["make the schema a component and refer to it"]);
});

test("OpenAPI 2.0: definitions, and nothing else", async () => {
  const text = `swagger: "2.0"
info: { title: T, version: "1" }
paths: {}
parameters:
  p: { name: p, in: query, type: array, items: { type: string, x-volo-type: "a#A" } }
definitions:
  A: { type: string, x-volo-type: "a#A" }
`;
  const { api, findings } = await lowerYaml(text);
  expect(findings).toEqual([
    'error VG2116 api.yaml:5:64 "x-volo-type" has no effect here: only a schema with a name has a type to replace',
  ]);
  expect(api?.types[0]?.own).toMatchObject({ module: "a", name: "A" });
});

test("a schema that is a type of its own in forms", async () => {
  const text = `${head}paths:
  /a:
    post:
      requestBody: { content: { multipart/form-data: { schema: { $ref: "#/components/schemas/F" } } } }
      responses: { "204": { description: None. } }
components:
  schemas:
    F: { type: object, properties: { f: { contentMediaType: image/png } }, x-volo-type: "a#A" }
`;
  expect((await lowerYaml(text)).findings.filter((one) => one.includes("VG2116"))).toEqual([
    "error VG2116 api.yaml:10:76 the type of this schema cannot be replaced: it is another one in each place of use",
  ]);
});
