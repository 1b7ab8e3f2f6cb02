import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("setup says nothing when nothing changed", () => {
  const setup = () => execFileSync("node", ["scripts/setup.mjs"], { cwd: root, encoding: "utf8" });
  setup();
  expect(setup()).toBe("");
});
