import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { update, voloGen } from "./tools.ts";

const folder = join(import.meta.dirname, "negative");

let out = "";
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "volo-negative-"));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe.concurrent("what a faulty contract is told, to the letter (UPDATE=1 rewrites it)", () => {
  test.each(readdirSync(folder))("%s", async (name) => {
    const cwd = join(folder, name);
    const input = ["api.json", "api.yaml", "api.thrift"].find((file) => existsSync(join(cwd, file))) ?? "";
    const { code, stdout, stderr } = await voloGen([input, "-o", join(out, name)], cwd);
    if (update) writeFileSync(join(cwd, "diagnostics.txt"), stderr);
    expect(stderr).toBe(readFileSync(join(cwd, "diagnostics.txt"), "utf8"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(readdirSync(out)).not.toContain(name);
  });
});
