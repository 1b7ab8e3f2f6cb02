import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

function setup(): { readonly output: string; readonly ms: number } {
  const start = performance.now();
  const output = execFileSync(process.execPath, ["scripts/setup.mjs"], { cwd: root, encoding: "utf8" });
  return { output, ms: performance.now() - start };
}

test("setup does nothing when nothing changed, and is quick at it", () => {
  setup();
  const runs = [setup(), setup(), setup()];
  expect(runs.map(({ output }) => output)).toEqual(["", "", ""]);
  expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(1000);
});
