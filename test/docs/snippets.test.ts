import { execFile } from "node:child_process";
import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** A fenced block of a page that names the language `ts`. */
interface Snippet {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

async function snippets(): Promise<Snippet[]> {
  const found: Snippet[] = [];
  for await (const page of glob(["*.md", "docs/**/*.md"], { cwd: root })) {
    const text = await readFile(join(root, page), "utf8");
    for (const match of text.matchAll(/^```ts\n([\s\S]*?)^```/gm)) {
      found.push({ page, line: text.slice(0, match.index).split("\n").length, text: match[1] ?? "" });
    }
  }
  return found;
}

let folder: string;
beforeAll(async () => {
  // Inside the workspace, so that `volo-http` and `volo-gen` resolve as they do for a user.
  await mkdir(join(root, "test/.tmp"), { recursive: true });
  folder = await mkdtemp(join(root, "test/.tmp/docs-"));
  for (const name of ["petstore", "orders"]) {
    await cp(join(root, "examples", name, "src/gen"), join(folder, "gen"), { recursive: true });
  }
  for (const name of ["errors", "outgoing"]) {
    await cp(join(root, "test/golden", name, "expected"), join(folder, "gen", name), { recursive: true });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("every ts block of the documentation compiles against generated code", async () => {
  const all = await snippets();
  expect(all.length).toBeGreaterThan(2);
  for (const { page, line, text } of all) {
    const file = join(folder, `${page.replaceAll(/[^A-Za-z]/g, "-")}-${line}.ts`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\nexport {};\n`);
  }
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: true,
      // As users have it: the declarations of the built packages.
      customConditions: [],
      composite: false,
      incremental: false,
      noUnusedLocals: false,
      isolatedDeclarations: false,
      declaration: false,
    },
    include: ["**/*.ts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const result = await run(process.execPath, [
    join(root, "node_modules/typescript/bin/tsc"),
    "-p",
    folder,
  ]).catch((error: { stdout: string }) => error);
  expect(result.stdout).toBe("");
});
