import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import { withFiles } from "../source/testing.ts";
import { loadOpenApi } from "./document.ts";
import { lowerFiles, lowerYaml } from "./testing.ts";

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n';
const head32 = head.replace("3.1.0", "3.2.0");

/** The part of the dump that says what a type is, without its name. */
async function typeOf(name: string, text: string): Promise<string> {
  const { dump, findings } = await lowerYaml(text);
  expect(findings).toEqual([]);
  const line = dump()
    .split("\n")
    .find((one) => one.startsWith(`  type ${name} =`));
  return line?.replace(/^[^=]*= /, "") ?? "";
}

describe("what a reference leads to", () => {
  test.each([
    ["a pointer", 'A: { $ref: "#/components/schemas/B" }\n    B: { type: integer }'],
    [
      "a pointer with escapes of both kinds",
      'A: { $ref: "#/components/schemas/B/properties/a~1b%20~0" }\n    B: { type: object, properties: { "a/b ~": { type: integer } } }',
    ],
    ["an anchor", 'A: { $ref: "#here" }\n    B: { $anchor: here, type: integer }'],
    ["an anchor in a definition", 'A: { $ref: "#here", $defs: { b: { $anchor: here, type: integer } } }'],
    ["an identifier", 'A: { $ref: "https://a.b/c" }\n    B: { $id: "https://a.b/c", type: integer }'],
    [
      "an identifier that is relative to another",
      'A: { $id: "https://a.b/c/d", $ref: "e", $defs: { e: { $id: "e", type: integer } } }',
    ],
    [
      "an anchor in a resource",
      'A: { $ref: "https://a.b/c#here" }\n    B: { $id: "https://a.b/c", $defs: { x: { $anchor: here, type: integer } } }',
    ],
    [
      "a pointer in a resource",
      'A: { $ref: "https://a.b/c#/$defs/x" }\n    B: { $id: "https://a.b/c", $defs: { x: { type: integer } } }',
    ],
    [
      "a URN",
      'A: { $ref: "urn:uuid:deadbeef-1234-0000-0000-4321feebdaed#here" }\n    B: { $id: "urn:uuid:deadbeef-1234-0000-0000-4321feebdaed", $defs: { x: { $anchor: here, type: integer } } }',
    ],
    ["a dynamic anchor, statically", 'A: { $ref: "#here" }\n    B: { $dynamicAnchor: here, type: integer }'],
    [
      "a dynamic reference to a pointer",
      'A: { $dynamicRef: "#/components/schemas/B" }\n    B: { type: integer }',
    ],
    [
      "a dynamic reference to an anchor",
      'A: { $dynamicRef: "#here" }\n    B: { $anchor: here, type: integer }',
    ],
  ])("%s", async (_what, schemas) => {
    const text = `${head}components:\n  schemas:\n    ${schemas}\n`;
    const { dump, findings } = await lowerYaml(text);
    expect(findings).toEqual([]);
    const lines = dump().split("\n");
    const name = /= → (.+)$/.exec(lines.find((line) => line.startsWith("  type A =")) ?? "")?.[1];
    expect(lines).toContain(`  type ${name} = integer`);
  });

  test("# is the root of the resource, not of the document", async () => {
    const { findings, dump } = await lowerYaml(
      `${head}components:\n  schemas:\n    Tree: { $id: tree, type: object, properties: { value: { type: integer }, next: { $ref: "#" } } }\n`,
    );
    expect(findings).toEqual([]);
    expect(dump()).toContain(".next?: → Tree");
  });

  test("what looks like an identifier in data is none", async () => {
    const { findings } = await lowerYaml(
      `${head}components:\n  schemas:\n    A: { const: { $id: "https://a.b/c" } }\n    B: { $ref: "https://a.b/c" }\n`,
    );
    expect(findings.map((f) => f.split(" ", 2).join(" "))).toEqual(["error VG1012"]);
  });
});

describe("the URI that a document gives itself", () => {
  test("is what absolute references name", async () => {
    const text = `${head32}$self: https://a.b/v1/api.yaml\ncomponents:\n  schemas:\n    A: { $ref: "https://a.b/v1/api.yaml#/components/schemas/B" }\n    C: { $ref: "api.yaml#/components/schemas/B" }\n    D: { $ref: "../v1/api.yaml#/components/schemas/B" }\n    B: { type: integer }\n`;
    expect(await typeOf("A", text)).toBe("→ B");
    expect(await typeOf("C", text)).toBe("→ B");
    expect(await typeOf("D", text)).toBe("→ B");
  });

  test("holds for a file beside it, also before that file was read", async () => {
    const { findings, dump } = await lowerFiles({
      "api.yaml": `${head32}$self: https://a.b/v1/api.yaml\ncomponents:\n  schemas:\n    A: { $ref: "https://a.b/v1/more.yaml#/components/schemas/B" }\n    B: { $ref: "./more.yaml#/components/schemas/C" }\n`,
      "more.yaml": `${head32}$self: https://a.b/v1/more.yaml\ncomponents:\n  schemas:\n    B: { type: integer }\n    C: { $ref: "https://a.b/v1/api.yaml#/components/schemas/A" }\n`,
    });
    expect(findings).toEqual([]);
    expect(dump()).toMatch(/= integer/);
  });

  test("does not exist before 3.2", async () => {
    const { findings } = await lowerYaml(`${head}$self: https://a.b/c\npaths: {}\n`);
    expect(findings).toEqual(['error VG2012 api.yaml:3:1 a document has no field "$self"']);
  });

  test("does not open a way out of the folder", async () => {
    const { findings } = await lowerFiles({
      "api.yaml": `${head32}$self: file:///etc/api.yaml\ncomponents:\n  schemas:\n    A: { $ref: "passwd" }\n    B: { $id: "../../../../etc/x", $ref: "passwd" }\n    C: { $ref: "file:///etc/passwd" }\n`,
    });
    expect(findings.map((f) => f.split(" ", 2).join(" ")).sort()).toEqual([
      "error VG1001",
      "error VG1010",
      "error VG1011",
    ]);
  });
});

describe("a generic schema", () => {
  const list = `List:\n      $id: list\n      type: object\n      properties: { items: { type: array, items: { $dynamicRef: "#item" } }, next: { $ref: "#" } }\n      $defs: { item: { $dynamicAnchor: item } }`;
  const of = (name: string, item: string): string =>
    `${name}: { $id: ${name}, $ref: list, $defs: { item: { $dynamicAnchor: item, ${item} } } }`;
  const text = `${head}components:\n  schemas:\n    ${list}\n    ${of("Names", "type: string")}\n    ${of("Counts", "type: integer")}\n    Holder: { properties: { names: { $ref: "#/components/schemas/Names" }, more: { $ref: Names } } }\n`;

  test("is one type for each binding of its anchors, and refers to itself in the same scope", async () => {
    const { findings, dump } = await lowerYaml(text);
    expect(findings.filter((f) => f.startsWith("error"))).toEqual([]);
    const out = dump();
    const items = (name: string): RegExp =>
      new RegExp(`items\\?: array\\n {6}items → "${name} item"\\n {4}\\.next\\?: → (.*)\\n`);
    expect(items("List").exec(out)?.[1]).toBe("List");
    expect(items("Names").exec(out)?.[1]).toBe('"List of Names item"');
    expect(items("Counts").exec(out)?.[1]).toBe('"List of Counts item"');
    // The same schema in the same scope is the same type, whatever way leads there.
    expect(out.match(/type "List of Names item"/g)).toHaveLength(1);
  });

  test("of a generic schema ends", async () => {
    const nested = `${head}components:\n  schemas:\n    ${list}\n    ${of("Lists", '$ref: "names"')}\n    ${of("names", "type: string")}\n    Loop: { $id: loop, $dynamicAnchor: item, $ref: list }\n`;
    const { findings, api } = await lowerYaml(nested);
    expect(findings.filter((f) => f.startsWith("error"))).toEqual([]);
    expect(api?.types.length).toBeLessThan(20);
  });
});

test("where a file is on this machine is no name for it", async () => {
  await withFiles({ "api.yaml": "" }, async (folder) => {
    const place = pathToFileURL(join(folder, "api.yaml")).href;
    const text = `${head}components:\n  schemas:\n    A: { $ref: "${place}#/components/schemas/B" }\n    B: { type: integer }\n`;
    await writeFile(join(folder, "api.yaml"), text);
    const diagnostics = new Diagnostics();
    await loadOpenApi("api.yaml", diagnostics, { base: folder });
    expect(diagnostics.list.map((d) => d.code)).toEqual(["VG1011"]);
  });
});

test("a bundle of several files with identifiers means the same", async () => {
  const { findings, dump, document } = await lowerFiles({
    "api.yaml": `${head32}paths:
  /a: { get: { operationId: a, security: [{ "./more.yaml#/key": [] }], responses: { "200": { content: { application/json: { schema: { $ref: "https://x.y/list" } } } } } } }
  /b: { get: { operationId: b, responses: { "200": { content: { application/json: { schema: { $ref: "./more.yaml#/Thing" } } } } } } }
components:
  schemas:
    List: { $id: "https://x.y/list", type: object, properties: { a: { $ref: "#/$defs/a" }, b: { $ref: "#b" } }, $defs: { a: { type: string }, b: { $anchor: b, type: integer } } }
    Generic: { $id: "https://x.y/generic", type: object, properties: { items: { type: array, items: { $dynamicRef: "#item" } }, next: { $ref: "#" } }, $defs: { item: { $dynamicAnchor: item } } }
    Names: { $id: "https://x.y/names", $ref: generic, $defs: { item: { $dynamicAnchor: item, type: string } } }
`,
    "more.yaml": `key: { type: apiKey, in: header, name: k }
Thing: { $id: "https://x.y/thing", type: object, properties: { self: { $ref: "#" }, l: { $ref: list }, n: { $ref: names } } }
`,
  });
  expect(findings).toEqual([]);
  const again = await lowerFiles({ "api.json": JSON.stringify(document) });
  expect(again.findings).toEqual([]);
  const body = (text: string): readonly string[] => text.split("\n").slice(1);
  expect(body(again.dump())).toEqual(body(dump()));
});

test("the schema of schemas is known without a network", async () => {
  const { findings, api, document } = await lowerYaml(
    `${head}components:\n  schemas:\n    Config: { type: object, properties: { schema: { $ref: "https://json-schema.org/draft/2020-12/schema" } } }\n`,
  );
  expect(findings.filter((f) => f.startsWith("error"))).toEqual([]);
  expect(api?.types.length).toBeGreaterThan(5);
  expect(api?.types.length).toBeLessThan(60);
  const again = await lowerFiles({ "api.json": JSON.stringify(document) });
  expect(again.findings.filter((f) => f.startsWith("error"))).toEqual([]);
});

test("bindings that multiply end with an error, not with the memory", async () => {
  const levels = 18;
  const schemas: string[] = [];
  for (let i = 0; i < levels; i++) {
    schemas.push(
      `s${i}: { $id: s${i}, type: object, properties: { a: { $ref: a${i} }, b: { $ref: b${i} } } }`,
    );
    for (const [name, type] of [
      ["a", "string"],
      ["b", "integer"],
    ] as const)
      schemas.push(
        `${name}${i}: { $id: ${name}${i}, $ref: s${i + 1}, $defs: { x: { $dynamicAnchor: n${i}, type: ${type} } } }`,
      );
  }
  const properties = Array.from({ length: levels }, (_, i) => `p${i}: { $dynamicRef: "z#n${i}" }`);
  const anchors = Array.from({ length: levels }, (_, i) => `x${i}: { $dynamicAnchor: n${i} }`);
  schemas.push(`s${levels}: { $id: s${levels}, type: object, properties: { ${properties.join(", ")} } }`);
  schemas.push(`z: { $id: z, $defs: { ${anchors.join(", ")} } }`);
  const { findings } = await lowerYaml(`${head}components:\n  schemas:\n    ${schemas.join("\n    ")}\n`);
  expect(findings.filter((f) => f.startsWith("error")).map((f) => f.split(" ")[1])).toEqual(["VG2135"]);
}, 20_000);
