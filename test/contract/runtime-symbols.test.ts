import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as runtime from "volo-http/codegen/v1";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runtimeSymbols, runtimeTypes } from "../../generator/src/emit/runtime-symbols.ts";
import { root, tsc } from "../tools.ts";

// The generator never imports the runtime: these lists are all that it knows of it.

let folder = "";
beforeAll(() => {
  mkdirSync(join(root, "test/.tmp"), { recursive: true });
  folder = mkdtempSync(join(root, "test/.tmp/contract-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the runtime exports every value that generated code may name", () => {
  expect(runtimeSymbols.filter((name) => !Object.hasOwn(runtime, name))).toEqual([]);
});

test("the runtime exports every type that generated code may name", async () => {
  const lines = runtimeTypes.map((name) => `export type { ${name} } from "volo-http/codegen/v1";\n`);
  writeFileSync(join(folder, "types.ts"), lines.join(""));
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { customConditions: [], noEmit: true },
    include: ["*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  expect(await tsc("typescript", folder)).toBe("");
});

test.each([
  ["values", runtimeSymbols],
  ["types", runtimeTypes],
])("the list of %s is sorted and names each once", (_, list) => {
  expect(list).toEqual([...new Set<string>(list)].sort());
});
