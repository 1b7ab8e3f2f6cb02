import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codes } from "../../generator/src/source/codes.ts";
import type { CodeEntry } from "../../generator/src/source/codes.ts";
import { root, update } from "../tools.ts";

const page = join(root, "docs/diagnostics.md");
const tables = /(?<=<!-- codes -->\n)[^]*(?=<!-- end of codes -->)/;

const sections: Readonly<Record<string, string>> = {
  VG1: "Reading files and references",
  VG2: "OpenAPI",
  VG3: "Thrift",
  VG4: "The contract itself",
  VG5: "Output and configuration",
};

function row([code, { severity, title, repair }]: [string, CodeEntry]): string {
  return `| ${code} | ${severity} | ${title} | ${repair ?? ""} |\n`;
}

test("every diagnostic is documented (UPDATE=1 rewrites the tables)", () => {
  const entries: [string, CodeEntry][] = Object.entries(codes);
  const text = Object.entries(sections)
    .map(([prefix, heading]) => ({
      heading,
      rows: entries.filter(([code]) => code.startsWith(prefix)).map(row),
    }))
    .filter(({ rows }) => rows.length > 0)
    .map(
      ({ heading, rows }) =>
        `\n## ${heading}\n\n| code | severity | rule | under \`--lenient\` |\n| --- | --- | --- | --- |\n${rows.join("")}`,
    )
    .join("");
  const before = readFileSync(page, "utf8");
  expect(before).toMatch(tables);
  if (update)
    writeFileSync(
      page,
      before.replace(tables, () => `${text}\n`),
    );
  expect(tables.exec(readFileSync(page, "utf8"))?.[0]).toBe(`${text}\n`);
  expect(entries.filter(([code]) => !Object.keys(sections).includes(code.slice(0, 3)))).toEqual([]);
});
