import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { originOf } from "./origin.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-origin-"));
  for (const folder of ["packages/a", "packages/b"]) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, "package.json"), "{}");
  }
  writeFileSync(join(root, "package.json"), "{}");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([
  ["inside the package", "packages/a/idl/api.yaml", "packages/a/src/gen", "idl/api.yaml"],
  ["in another package", "packages/b/api.yaml", "packages/a/src/gen", "packages/b/api.yaml"],
  ["in the repository", "idl/api.yaml", "packages/a/src/gen", "idl/api.yaml"],
  ["outside", "../api.yaml", "packages/a/src/gen", "api.yaml"],
])("%s", (_, input, outDir, expected) => {
  expect(originOf(join(root, input), join(root, outDir))).toBe(expected);
});
