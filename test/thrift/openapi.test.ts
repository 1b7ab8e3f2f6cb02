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
  /** Everything else that is generated, without the name of the contract's file. */
  readonly code: Readonly<Record<string, string>>;
  readonly findings: readonly string[];
}

async function read(file: string, options: object = {}): Promise<Read> {
  const result = await generate({ input: file, outDir: join(folder, "out"), name: "Api", ...options });
  const lines = result.dump?.().split("\n") ?? [];
  return {
    // What follows says where the contract was read from, and how much of it there is.
    ir: lines.filter((line) => !/^(?:api |  declared )/.test(line)).join("\n"),
    document: result.files.find(({ path }) => path === "openapi.json")?.text ?? "",
    code: Object.fromEntries(
      result.files
        .filter(({ path }) => path !== "openapi.json")
        .map(({ path, text }) => [path, text.replaceAll(/contract\.(?:thrift|json)/g, "contract")]),
    ),
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

const paths = `service Api {
  void one() (api.get = "/one") void two() (api.get = "/two") void three() (api.post = "/one")
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
  [
    "rules of fields, parameters and requests",
    `struct Range {
       1: i32 least, 2: i32 most = 3 (api.vd = "$ >= (Least)$; msg: sprintf('at least %d', (Least)$)")
       3: required string sku (api.vd = "regexp('^[A-Z]{2}$') && len($) < 9; msg:'no sku'")
       4: optional list<i32> numbers (api.vd = "? ; range($, #v > 0 && #k < ##)")
       5: optional string code (vt.prefix = "ab", vt.max_size = "5"), 6: optional string mail (api.vd = "? ; email($)")
       7: optional map<string, i32> byName (api.vd = "? ; $['a'] != 1 || !regexp('x', (sku)$)")
       8: i64 big (api.js_conv = "true", api.vd = "$ < 9; msg:'too big'")
     }
     struct R {
       1: required string id (api.path = "id"), 2: optional i32 low (api.query = "low", api.vd = "? ; $ > -1")
       3: optional i32 high (api.query = "high", api.vd = "? ; $ > (low)$"), 4: required Range range
       5: string head (api.header = "X-Head", api.vd = "mblen($) < 100; msg:'too long'")
       6: optional string who (api.body = "who", api.vd = "? ; $ != (head)$")
     }
     service Api { Range one(1: R r) (api.post = "/one/:id") }`,
  ],
  [
    "constants",
    `enum Size { S = 1, L = 2 }
     struct Point { 1: required i32 x, 2: optional Size size }
     /** Very many. */
     const i64 MANY = 9007199254740993
     const list<string> NAMES = ["a", "b"]
     const Size FIRST = Size.L
     const Point ORIGIN = {"x": 0, "size": Size.S}
     const map<Size, double> COSTS = {Size.S: 0.5}
     service Api { Point one() (api.get = "/one") }`,
  ],
  [
    "further routes, the rest of a path, places, the target and the body as it came",
    `struct Q {
       1: required string path (api.path = "path"), 2: optional string id (api.path = "id", api.query = "id")
       3: string target (api.raw_uri = ""), 4: optional list<string> tags (api.query = "tags", api.header = "Tags")
     }
     struct Sent { 1: required i32 n, 2: optional string form (api.form = "form", api.query = "form"), 3: binary raw (api.raw_body = "") }
     struct Bytes { 1: required binary raw (api.raw_body = "") }
     service Api {
       void one(1: Q q) (api.get = "/files/*path", api.get = "/file/:id/*path")
       void two(1: Sent s) (api.post = "/two", api.put = "/second")
       Bytes three(1: Bytes b) (api.put = "/two")
       void four(1: Bytes b) (api.delete = "/two")
       void five() (api.get = "/two")
       void six() (api.get = "/other")
     }`,
  ],
  ["operations of one path in another order than that of the paths", paths],
  [
    "replies of one body, streams, objects without properties",
    `struct None {}
     struct Out { 1: i32 code (api.http_code = ""), 2: optional string x, 3: optional None none }
     service Api {
       Out one(1: None none) (api.post = "/one")
       Out two() (api.get = "/two", streaming.mode = "server")
     }`,
  ],
  [
    "enums that only keys, cookies or constants refer to",
    `enum A { X = 1 } enum B { Y = 1 } enum C { Z = 1 }
     const A FIRST = A.X
     struct Out { 1: map<B, string> byB, 2: optional C c (api.cookie = "c") }
     service Api { Out one() (api.get = "/one") }`,
  ],
])("%s", async (_name, text, options) => {
  const first = await there(text, options);
  expect(first.findings).toEqual([]);
  const second = await back(first);
  expect(second.findings).toEqual([]);
  expect(second.ir).toBe(first.ir);
  expect(second.code).toEqual(first.code);
});

test("bodies of several forms are one type again", async () => {
  const first = await there(`
    struct R { 1: required string a (api.form = "a"), 2: required string b (api.form = "b", api.vd = "len($) > 0; msg:'no b'") }
    service Api { void one(1: R r) (api.post = "/one") }`);
  const second = await back(first);
  expect(second.findings).toEqual([]);
  expect(second.ir).toBe(first.ir);
});

test("the order of operations is stated only where the paths do not have it", async () => {
  const stated = (document: string): unknown =>
    (JSON.parse(document) as Record<string, unknown>)["x-volo-order"];
  expect(stated((await there(paths)).document)).toEqual(["one", "two", "three"]);
  expect(
    stated((await there(`service Api { void a() (api.get = "/a") void b() (api.put = "/a") }`)).document),
  ).toBe(undefined);
});

test("what rules say in words of JSON Schema is in the document, and is marked as said twice", async () => {
  const { document } = await there(`
    struct R { 1: required string sku (api.vd = "mblen($) < 9; msg:'too long'"), 2: optional i64 n (api.js_conv = "true", api.vd = "$ > 1; msg: 'small'") }
    service Api { void one(1: R r) (api.post = "/one") void two(1: R r) (api.post = "/two", api.put = "/too") }`);
  const { components, paths: all } = JSON.parse(document) as {
    components: { schemas: { R: object } };
    paths: Record<string, Record<string, object>>;
  };
  expect(components.schemas.R).toMatchObject({
    properties: { sku: { type: "string", maxLength: 8 } },
    "x-volo-assert": [
      { test: "mblen($) < 9", at: "sku", message: "too long", implies: ["maxLength"] },
      { at: "n", message: "small" },
    ],
  });
  expect(components.schemas.R).not.toHaveProperty("properties.n.exclusiveMinimum");
  expect(all["/too"]?.["put"]).toMatchObject({ "x-volo-alias-of": "two" });
});

describe("the document of the example", () => {
  test("is what is committed, and a sound contract of its own", async () => {
    const committed = join(root, "examples/orders/src/gen/orders/openapi.json");
    const { document, findings, ir } = await read(join(root, "idl/orders.thrift"), { name: "Orders" });
    expect(findings).toEqual([]);
    expect(document).toBe(readFileSync(committed, "utf8"));
    const again = await read(committed, { name: "Orders" });
    expect(again.findings).toEqual([]);
    expect(again.ir).toContain("throws OrderNotFound");
    // What several operations share has a name for each of them in the document, so that types may be more.
    const said = (text: string): readonly string[] =>
      text
        .split("\n")
        .filter((line) => !/^ *type |→/.test(line))
        .map((line) => line.split(" ").toSorted().join(" "));
    expect(said(again.ir)).toEqual(said(ir));
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

test("exceptions of one name in two files are told apart", async () => {
  const failure = 'exception Failed { 1: string why } (api.http_code = "409")';
  writeFileSync(join(folder, "other.thrift"), failure);
  const first = await there(`include "other.thrift"
${failure}
service Api { void one() throws (1: Failed own, 2: other.Failed theirs) (api.get = "/one") }`);
  const { paths } = JSON.parse(first.document) as {
    readonly paths: Record<string, { get: { responses: Record<string, object> } }>;
  };
  const second = await back(first);
  expect(second.findings).toEqual([]);
  expect(paths["/one"]?.get.responses["409"]).toMatchObject({ "x-volo-exceptions": ["Failed", "Failed2"] });
  const classes = [...(second.code["errors.ts"] ?? "").matchAll(/export class (\w+)/g)];
  expect(classes.map(([, name]) => name).toSorted()).toEqual(["Failed2Error", "FailedError"]);
});

describe("routes that OpenAPI cannot tell apart", () => {
  const contract = `
    struct ById { 1: required string id (api.path = "id", api.vd = "len($) > 1") }
    struct ByName { 1: required string name (api.path = "name"), 2: optional i32 n (api.query = "n", api.vd = "?; $ > len((name)$)") }
    struct Rest { 1: required string way (api.path = "way") }
    service Api {
      void one(1: ById r) (api.get = "/u/:id")
      void two(1: ByName r) (api.post = "/u/:name")
      void three(1: Rest r) (api.get = "/u/*way")
      void four() (api.connect = "/four")
    }`;

  test("have the names of the first of them, and are called as before in code", async () => {
    const first = await there(contract);
    const { paths, openapi } = JSON.parse(first.document) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; parameters: object[] }>>;
    };
    expect(Object.keys(paths)).toEqual(["/u/{id}", "/four"]);
    expect(paths["/u/{id}"]?.["post"]).toMatchObject({
      operationId: "two",
      parameters: [{ name: "id", in: "path", "x-volo-name": "name" }, { name: "n" }],
    });
    expect([openapi, paths["/four"]]).toMatchObject(["3.2.0", { additionalOperations: { CONNECT: {} } }]);
    const second = await back(first);
    expect(second.findings).toEqual([expect.stringMatching(/^VG2125 requests of the method CONNECT/)]);
    expect(second.ir).toContain("path id as name simple");
  });

  test("are left out with a warning where the method is taken as well", async () => {
    const { findings, document } = await there(contract);
    expect(findings).toEqual([
      expect.stringMatching(/^VG3267 requests of the method CONNECT/),
      "VG4003 `GET /u/{*way}` is not in the OpenAPI document, where /u/{id} has this method already",
    ]);
    expect(document).not.toContain('"three"');
  });
});
