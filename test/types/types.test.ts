import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilers, readTree, root, tsc } from "../tools.ts";

const fixtures = join(import.meta.dirname, "fixtures");

// Every mistake in the fixtures stands below a comment `@ts-expect-error TS1234: why`, so the compiler complains about a
// mistake that it lets pass, and about one that it finds anywhere else.
test.each(compilers)(
  "%s accepts what the contract allows and refuses the rest",
  async (compiler) => {
    expect(await tsc(compiler, fixtures)).toBe("");
  },
  60_000,
);

let plain = "";
beforeAll(() => {
  mkdirSync(join(root, "test/.tmp"), { recursive: true });
  plain = mkdtempSync(join(root, "test/.tmp/types-"));
});
afterAll(() => rmSync(plain, { recursive: true, force: true }));

test("each mistake is refused for the reason that is written above it", async () => {
  const expected: string[] = [];
  for (const [file, text] of readTree(fixtures)) {
    // As deep as the fixtures, so that the paths in them stay right.
    writeFileSync(join(plain, file), text.replaceAll("// @ts-expect-error", "// refused:"));
    for (const [i, line] of text.split("\n").entries()) {
      const code = /@ts-expect-error (TS\d+): /.exec(line)?.[1];
      if (line.includes("@ts-expect-error")) expected.push(`${file}:${i + 2} ${code ?? "without a code"}`);
    }
  }
  const found = [...(await tsc("typescript", plain)).matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+): /gm)];
  expect(expected.length).toBeGreaterThan(40);
  expect(found.map(([, file, line, code]) => `${file}:${line} ${code}`).sort()).toEqual(expected.sort());
});

test("the fixtures are compiled under every flag that generated code promises to bear", () => {
  const base = JSON.parse(readFileSync(join(root, "tsconfig.base.json"), "utf8")) as {
    compilerOptions: Record<string, unknown>;
  };
  expect(base.compilerOptions).toMatchObject({
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    isolatedDeclarations: true,
    erasableSyntaxOnly: true,
  });
});
