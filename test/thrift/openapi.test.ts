import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "volo-gen";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../tools.ts";
import { emptyFolder } from "../emit/generated.ts";

// The OpenAPI document of a Thrift contract says all that the contract does: read again, it is the same contract.

let folder = "";
beforeAll(() => {
  folder = emptyFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Read {
  readonly ir: string;
  readonly document: string;
  readonly findings: readonly string[];
}

async function read(file: string, options: object = {}): Promise<Read> {
  const result = await generate({ input: file, outDir: join(folder, "out"), name: "Api", ...options });
  const lines = result.dump?.().split("\n") ?? [];
  return {
    // What follows says where the contract was read from, and how much of it there is.
    ir: lines.filter((line) => !/^(?:api |  declared )/.test(line)).join("\n"),
    document: result.files.find(({ path }) => path === "openapi.json")?.text ?? "",
    findings: result.diagnostics
      .filter(({ severity }) => severity !== "info")
      .map(({ code, message }) => `${code} ${message}`),
  };
}

async function there(text: string, options: object = {}): Promise<Read> {
  const file = join(folder, "contract.thrift");
  writeFileSync(file, text);
  return read(file, options);
}

async function back({ document }: Read): Promise<Read> {
  const file = join(folder, "contract.json");
  writeFileSync(file, document);
  return read(file);
}

const types = `
enum Color { /** Like fire. */ RED = 1, GREEN = 2 }
exception Missing { 1: required i64 id } (api.http_code = "404")
exception Locked { 1: required string why } (api.http_code = "409")
union Either { 1: string text, 2: i64 number, 3: list<Color> colors }
/** A tree. */
struct Tree { 1: required i32 value, 2: optional list<Tree> children, 3: string label, 4: i64 weight = 7 }
struct Everything {
  1: required i8 tiny, 2: required i16 small, 3: required i64 large, 4: required i64 text (api.js_conv = "true")
  5: required double real, 6: required binary bytes, 7: required uuid key, 8: optional Color color = Color.RED
  9: optional set<string> names, 10: optional map<i64, string> byNumber, 11: optional map<bool, i64> byFlag
  12: optional map<Color, Tree> byColor, 13: required Either either, 14: double halves (api.js_conv = "true")
}`;

test.each<[name: string, text: string, options?: object]>([
  [
    "types and their presence",
    `${types} service Api { Everything one(1: Everything value) (api.post = "/one") }`,
  ],
  [
    "sets, maps and open enums of their own",
    `${types} service Api { Everything one(1: Everything value) (api.post = "/one") }`,
    { sets: "set", maps: "map", openEnums: true, int64: "string" },
  ],
  [
    "parameters",
    `${types}
     struct R {
       1: required i64 id (api.path = "id"), 2: optional list<i64> ids (api.query = "ids")
       3: i32 limit = 5 (api.query = "limit"), 4: optional string head (api.header = "X-Head")
       5: optional string crumb (api.cookie = "crumb"), 6: optional Color color (api.query = "color")
     }
     service Api { Tree one(1: R r) (api.get = "/one/:id") }`,
  ],
  [
    "replies with headers, cookies and exceptions",
    `${types}
     struct Found {
       1: required Tree tree (api.body = "tree"), 2: required string etag (api.header = "ETag")
       3: optional string crumb (api.cookie = "crumb; Path=/; HttpOnly")
     }
     service Api {
       Found one() throws (1: Missing m, 2: Locked l) (api.get = "/one")
       void two() throws (1: Missing m) (api.delete = "/two")
       oneway void three(1: Tree tree) (api.post = "/three")
     }`,
  ],
  [
    "services that extend one another, and layers by name",
    `${types}
     service Base { Tree one() (api.get = "/one") }
     /** More. */
     service More extends Base { Tree two() (api.get = "/two", api.middleware = "auth,log") }`,
  ],
])("%s", async (_name, text, options) => {
  const first = await there(text, options);
  expect(first.findings).toEqual([]);
  const second = await back(first);
  expect(second.findings).toEqual([]);
  expect(second.ir).toBe(first.ir);
});

describe("the document of the example", () => {
  test("is what is committed, and a sound contract of its own", async () => {
    const committed = join(root, "examples/orders/src/gen/orders/openapi.json");
    const { document, findings } = await read(join(root, "idl/orders.thrift"), { name: "Orders" });
    expect(findings).toEqual([]);
    expect(document).toBe(readFileSync(committed, "utf8"));
    const again = await read(committed);
    expect(again.findings).toEqual([]);
    expect(again.ir).toContain("throws OrderNotFound");
  });
});

test("what the author says in words of OpenAPI has the last word", async () => {
  const { document } = await there(`
    struct Q { 1: optional string name (api.query = "name", openapi.parameter = '{ description: "Whose." }') }
    struct A {
      1: optional string name (openapi.property = '{ title: "Name", max_length: 5 enum: ["a" "b"] }')
    } (openapi.schema = '{ description: "An A.", x-mine: { deep: true } }')
    service Api {
      A one(1: Q q) (api.get = "/one", openapi.operation = '{ summary: "One", tags: ["ones"] }')
    } (openapi.document = '{ info: { version: "7", title: "Mine" } }')`);
  const parsed = JSON.parse(document) as {
    info: object;
    paths: { "/one": { get: { parameters: object[] } } };
    components: { schemas: { A: object } };
  };
  expect(parsed.info).toMatchObject({ title: "Mine", version: "7" });
  expect(parsed.paths["/one"].get).toMatchObject({ summary: "One", tags: ["ones"] });
  expect(parsed.paths["/one"].get.parameters[0]).toMatchObject({ name: "name", description: "Whose." });
  expect(parsed.components.schemas.A).toMatchObject({
    description: "An A.",
    "x-mine": { deep: true },
    properties: { name: { type: "string", title: "Name", maxLength: 5, enum: ["a", "b"] } },
  });
});

test("a zero value that the words of the author exclude is no default of the document", async () => {
  const first = await there(`
    struct Q { 1: string name (api.query = "name", openapi.property = '{ min_length: 1 }'), 2: string plain }
    service Api { void one(1: Q q) (api.get = "/one") }`);
  const { paths } = JSON.parse(first.document) as {
    paths: { "/one": { get: { parameters: { schema: object }[] } } };
  };
  expect(paths["/one"].get.parameters.map(({ schema }) => schema)).toEqual([
    { type: "string", minLength: 1 },
    { type: "string", default: "" },
  ]);
  expect((await back(first)).findings).toEqual([]);
});
