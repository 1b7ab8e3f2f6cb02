import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importExtensionFor, withExtension } from "./extension.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-extension-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test.each([
  // What the user says decides …
  ['{ "allowImportingTsExtensions": true, "module": "nodenext" }', ".ts"],
  ['{ "rewriteRelativeImportExtensions": true, "module": "nodenext" }', ".ts"],
  ['{ "allowImportingTsExtensions": true, "module": "esnext", "moduleResolution": "bundler" }', ".ts"],
  // … otherwise the module system.
  ['{ "module": "nodenext" }', ".js"],
  ['{ "module": "node16" }', ".js"],
  ['{ "module": "node18" }', ".js"],
  ['{ "module": "node20" }', ".js"],
  ['{ "moduleResolution": "nodenext" }', ".js"],
  ['{ "module": "nodenext", "allowImportingTsExtensions": false }', ".js"],
  ['{ "module": "esnext", "moduleResolution": "bundler" }', ""],
  ['{ "module": "preserve" }', ""],
  ['{ "module": "commonjs" }', ""],
  ["{}", ""],
  // Comments and trailing commas are legal in a tsconfig.
  ['{ /* Node */ "module": "nodenext", }', ".js"],
] as const)("compilerOptions %s → %j", async (options, expected) => {
  put("tsconfig.json", `{ "compilerOptions": ${options} }`);
  expect(await importExtensionFor(join(root, "src/gen/api"))).toBe(expected);
});

test("without a tsconfig, or with a broken one, it is what Node runs", async () => {
  expect(await importExtensionFor(join(root, "gen"))).toBe(".ts");
  put("tsconfig.json", "{ this is not JSON");
  expect(await importExtensionFor(join(root, "gen"))).toBe(".ts");
});

test("the nearest tsconfig counts, with what it extends", async () => {
  put("tsconfig.json", '{ "compilerOptions": { "module": "commonjs" } }');
  put("base.json", '{ "compilerOptions": { "module": "nodenext" } }');
  put("packages/a/tsconfig.json", '{ "extends": "../../base.json" }');
  put(
    "packages/b/tsconfig.json",
    '{ "extends": "../../base.json", "compilerOptions": { "allowImportingTsExtensions": true } }',
  );
  put("packages/c/src/main.ts", "");
  const at = (folder: string): Promise<string> =>
    importExtensionFor(join(root, "packages", folder, "src/gen"));
  expect([await at("a"), await at("b"), await at("c")]).toEqual([".js", ".ts", ""]);
});

test("a tsconfig that only refers to others lets the first with options decide", async () => {
  put(
    "tsconfig.json",
    '{ "files": [], "references": [{ "path": "./gone" }, { "path": "./tsconfig.app.json" }, { "path": "." }] }',
  );
  put(
    "tsconfig.app.json",
    '{ "compilerOptions": { "moduleResolution": "bundler", "module": "esnext", "allowImportingTsExtensions": true } }',
  );
  expect(await importExtensionFor(join(root, "src/gen"))).toBe(".ts");
});

test.each([
  ["./a.ts", ["./a.ts", "./a.js", "./a"]],
  ["../b/a.d.ts", ["../b/a.d.ts", "../b/a.js", "../b/a"]],
  ["./a.mts", ["./a.mts", "./a.mjs", "./a.mjs"]],
  ["./a.d.cts", ["./a.d.cts", "./a.cjs", "./a.cjs"]],
  ["./a.ts.ts", ["./a.ts.ts", "./a.ts.js", "./a.ts"]],
])("the file %s in an import", (path, expected) => {
  expect(([".ts", ".js", ""] as const).map((extension) => withExtension(path, extension))).toEqual(expected);
});
