import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { main } from "./main.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-init-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function init(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    color: false,
    interactive: false,
  };
  const code = await main(["init", join(root, "shop"), ...args], terminal, () => {
    throw new Error("init generates nothing");
  });
  return { code, out: out.replaceAll(root, "ROOT"), err: err.replaceAll(root, "ROOT") };
}

test("makes a project, and keeps all of it the second time", async () => {
  const first = await init("--name", "PetShop");
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out).toContain("  made  ROOT/shop/idl/pet-shop.yaml\n");
  const main = readFileSync(join(root, "shop/src/main.ts"), "utf8");
  expect(main).toContain('import { petShopRouter } from "./gen/pet-shop/server.ts";');
  const file = join(root, "shop/idl/pet-shop.yaml");
  writeFileSync(file, "mine");
  const second = await init("--name", "PetShop");
  expect(second.out.match(/kept/g)).toHaveLength(5);
  expect(second.out).not.toContain("made");
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test("takes the name of the folder when nobody can answer", async () => {
  await init();
  expect(existsSync(join(root, "shop/idl/shop.yaml"))).toBe(true);
});

test("says in plain words that it cannot write", async () => {
  writeFileSync(join(root, "shop"), "a file");
  expect(await init()).toEqual({
    code: 2,
    out: "",
    err: 'error VG5006: "ROOT/shop/package.json" cannot be written: a part of its path is a file, not a folder\n',
  });
});
