import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generate } from "volo-gen";
import { compilers, readTree, root, tsc, update, writeTree } from "./tools.ts";

const folder = join(import.meta.dirname, "golden");
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, "api.yaml")));

describe("what is generated is what was reviewed (UPDATE=1 rewrites it)", () => {
  test.each(cases)("%s", async (name) => {
    const expected = join(folder, name, "expected");
    const { files, diagnostics } = await generate({
      input: join(folder, name, "api.yaml"),
      outDir: expected,
    });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    const got = new Map(files.map(({ path, text }) => [path, text]));
    if (update) writeTree(expected, got);
    const wanted = readTree(expected);
    expect([...got.keys()].sort()).toEqual([...wanted.keys()]);
    for (const [path, text] of wanted) expect(got.get(path), path).toBe(text);
  });
});

test.each(compilers)(
  "it compiles with %s",
  async (compiler) => {
    expect(await tsc(compiler, folder)).toBe("");
  },
  60_000,
);

/** TypeScript without its comments, and with every string empty: what is left is what runs. */
function code(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (token) =>
    token.startsWith("/") ? " " : '""',
  );
}

const forbidden = /\b(any|eval|require|injected)\b|\bnew Function\b|@ts-|\bas unknown as\b|\bimport\(/;

test("no generated code gives up its types or compiles at run time", () => {
  const folders = [
    ...cases.map((name) => join(folder, name, "expected")),
    join(root, "examples/petstore/src/gen"),
  ];
  let count = 0;
  for (const gen of folders) {
    for (const [path, text] of readTree(gen)) {
      if (!path.endsWith(".ts")) continue;
      count++;
      expect(code(text), join(gen, path)).not.toMatch(forbidden);
      // Not even in words: a reader who searches for these finds nothing.
      expect(text, join(gen, path)).not.toMatch(/: any\b|<any>|\beval\(|new Function\(|\brequire\(/);
    }
  }
  expect(count).toBeGreaterThanOrEqual(folders.length * 4);
});

test("texts of a contract never become code", () => {
  const text = readFileSync(join(folder, "hostile/expected/types.ts"), "utf8");
  expect(text).toContain("injected");
  expect(code(text)).not.toContain("injected");
});
