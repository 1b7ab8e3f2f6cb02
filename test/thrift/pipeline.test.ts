import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generate } from "volo-gen";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "volo-thrift-"));
  mkdirSync(join(folder, "vendor"));
  writeFileSync(
    join(folder, "vendor/base.thrift"),
    'struct Item { 1: required i64 id (api.js_conv = "false") }\n',
  );
  writeFileSync(
    join(folder, "Shop.THRIFT"),
    `include "base.thrift"
struct Find { 1: optional string id (api.path = "id") }
service Shop { base.Item find(1: Find find) (api.post = "/find/*id", api.get = "/items", api.get = "/items/:id") }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a contract is one of Thrift by its name, includes are found in the folders that are named", async () => {
  const target = {
    input: join(folder, "Shop.THRIFT"),
    outDir: join(folder, "gen"),
    importExtension: ".ts",
  } as const;
  const without = await generate(target);
  expect(without.diagnostics.map(({ code }) => code)).toContain("VG3020");
  expect(without.files).toEqual([]);
  const { diagnostics, files, routes, sources, dump } = await generate({
    ...target,
    includePaths: [join(folder, "vendor")],
    int64: "string",
  });
  expect(diagnostics).toEqual([]);
  expect(files.map(({ path }) => path).toSorted()).toEqual([
    "client.ts",
    "codec.ts",
    "openapi.json",
    "server.ts",
    "types.ts",
  ]);
  expect(files.find(({ path }) => path === "types.ts")?.text).toContain("id: string;");
  expect(sources).toContain(join(folder, "vendor/base.thrift"));
  expect(dump?.().split("\n")[1]).toBe(
    "  declared services=1 methods=1 structs=1 unions=0 exceptions=0 enums=0 typedefs=0 consts=0 included=1 includedStructs=1",
  );
  expect(routes).toEqual([
    { method: "GET", path: "/items", operation: "find" },
    { method: "GET", path: "/items/{id}", operation: "find" },
    { method: "POST", path: "/find/{*id}", operation: "find" },
  ]);
});

test("an option that means nothing for Thrift says so", async () => {
  const { diagnostics } = await generate({
    input: join(folder, "Shop.THRIFT"),
    outDir: join(folder, "gen"),
    includePaths: [join(folder, "vendor")],
    strictCoverage: true,
    emit: [],
  });
  const message = "strictCoverage has no effect on Shop.THRIFT: it asks about contracts in OpenAPI";
  expect(diagnostics).toMatchObject([{ code: "VG5014", severity: "warning", message }]);
});
