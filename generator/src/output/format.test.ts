import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import { formatFiles } from "./format.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-format-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const printed = `const a = {  "b": 'c' }\n`;

async function format(
  files: Record<string, string>,
  path = "types.ts",
): Promise<{ text: string | undefined; found: string[] }> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const diagnostics = new Diagnostics();
  const [file] = await formatFiles([{ path, text: printed }], join(root, "src/gen/api"), diagnostics);
  return { text: file?.text, found: diagnostics.list.map(({ code, message }) => `${code} ${message}`) };
}

test.each([
  ["no configuration", {}, printed],
  ["only an editorconfig", { ".editorconfig": "[*]\nindent_size = 8\n" }, printed],
  ["a package without the key", { "package.json": '{ "devDependencies": { "prettier": "3" } }' }, printed],
  [".prettierrc", { ".prettierrc": "singleQuote: true\nsemi: false\n" }, "const a = { b: 'c' }\n"],
  [
    "a config with code",
    { "prettier.config.mjs": "export default { bracketSpacing: false };" },
    'const a = {b: "c"};\n',
  ],
  [
    "the key in package.json",
    { "package.json": '{ "prettier": { "semi": false } }' },
    'const a = { b: "c" }\n',
  ],
  [
    "overrides",
    { ".prettierrc": '{ "overrides": [{ "files": "src/gen/**", "options": { "semi": false } }] }' },
    'const a = { b: "c" }\n',
  ],
  ["an ignored folder", { ".prettierrc": "{}", ".prettierignore": "gen/\n" }, printed],
  ["an ignored path", { ".prettierrc": "{}", ".prettierignore": "src/gen/api/types.ts\n" }, printed],
  ["a folder that git ignores", { ".prettierrc": "{}", ".gitignore": "/src/gen\n" }, printed],
  [
    "an ignore file that names another",
    { ".prettierrc": "{}", ".prettierignore": "types.js\n" },
    'const a = { b: "c" };\n',
  ],
  [
    "an ignore file above the configuration",
    { "src/.prettierrc": "{}", ".prettierignore": "gen/\n" },
    'const a = { b: "c" };\n',
  ],
] as const)("%s", async (_, files, expected) => {
  expect(await format(files)).toEqual({ text: expected, found: [] });
});

test.each([
  ["a configuration that does not parse", { ".prettierrc": "{ a: [" }],
  ["a configuration that throws", { "prettier.config.mjs": 'throw new Error("no");' }],
  ["a plugin that does not exist", { ".prettierrc": '{ "plugins": ["prettier-plugin-that-is-not-there"] }' }],
  ["an option with a wrong value", { ".prettierrc": '{ "tabWidth": "wide" }' }],
])("%s is a diagnostic of one line", async (_, files) => {
  const { text, found } = await format(files);
  expect(text).toBe(printed);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^VG5013 prettier fails on types\.ts with the configuration of the project: .+$/);
});
