import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serverDefaults } from "volo-http/server";

const root = join(import.meta.dirname, "../..");

interface Row {
  readonly name: string;
  readonly value: number;
  readonly reason: string;
}

/** The rows of the table in docs/server-defaults.md. */
async function documented(): Promise<Row[]> {
  const text = await readFile(join(root, "docs/server-defaults.md"), "utf8");
  return [...text.matchAll(/^\| `(\w+)` *\| (\d+) *\| (.+?) *\| .+? *\|$/gm)].map(
    ([, name = "", value, reason = ""]) => ({ name, value: Number(value), reason }),
  );
}

/** The comment over each default in the source, which gives its reason. */
async function reasons(): Promise<string[]> {
  const source = await readFile(join(root, "runtime/src/server/defaults.ts"), "utf8");
  const [, body = ""] = /export const serverDefaults[^{]*\{\n([\s\S]*?)\n\};/.exec(source) ?? [];
  return [...body.matchAll(/^ {2}\/\/ (.+)\n {2}\w+:/gm)].map(([, reason = ""]) => reason);
}

test("docs/server-defaults.md lists every default with its reason, in the order of the source", async () => {
  const rows = await documented();
  expect(rows.map(({ name, value }) => [name, value])).toEqual(Object.entries(serverDefaults));
  expect(rows.map(({ reason }) => reason)).toEqual(await reasons());
});
