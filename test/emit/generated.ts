import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { generate } from "../../generator/src/index.ts";
import type { Diagnostic, GenerateOptions } from "../../generator/src/index.ts";
import type { compilers } from "../tools.ts";
import { root, tsc, writeTree } from "../tools.ts";

/** The code of a contract in a folder of its own, which lasts until `remove`. */
export interface Generated {
  /** Where the files stand. */
  readonly folder: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Folder of the files. */
  readonly outDir: string;
  readonly files: ReadonlyMap<string, string>;
  /** Type-checks it under every strict flag; empty when nothing is wrong. */
  check(compiler?: (typeof compilers)[number]): Promise<string>;
  /** Loads one of its files. */
  load(file: string): Promise<Record<string, unknown>>;
  remove(): void;
}

/** A folder of one test, inside the repository so that packages are found. */
export function emptyFolder(): string {
  mkdirSync(join(root, "test/.tmp"), { recursive: true });
  return mkdtempSync(join(root, "test/.tmp/emit-"));
}

/** Compiles a contract that is given as text, or as the path of a fixture. */
export async function generated(
  source: { text: string; extension?: "yaml" | "thrift" } | { path: string },
  name = "Api",
  options: Partial<GenerateOptions> = {},
): Promise<Generated> {
  const folder = emptyFolder();
  const input = "path" in source ? source.path : join(folder, `api.${source.extension ?? "yaml"}`);
  if ("text" in source) writeFileSync(input, source.text);
  const outDir = join(folder, "gen");
  const result = await generate({
    input,
    outDir,
    name,
    importExtension: ".ts",
    root: dirname(input),
    ...options,
  });
  return placed(folder, result.files, result.diagnostics);
}

/** Writes the files of a contract into a folder, as if they had been generated there. */
export function placed(
  folder: string,
  output: readonly { readonly path: string; readonly text: string }[],
  diagnostics: readonly Diagnostic[],
): Generated {
  const outDir = join(folder, "gen");
  const files = new Map(output.map((file) => [file.path, file.text]));
  writeTree(outDir, files);
  const config = {
    extends: join(root, "tsconfig.base.json"),
    // Against what is published, as users have it: checking the sources again each time would cost most of the time.
    compilerOptions: { noEmit: true, types: ["node"], customConditions: [] },
    include: ["gen/**/*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  return {
    folder: outDir,
    diagnostics,
    outDir,
    files,
    check: (compiler = "typescript") => tsc(compiler, folder),
    load: (file) => import(pathToFileURL(join(outDir, file)).href) as Promise<Record<string, unknown>>,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
