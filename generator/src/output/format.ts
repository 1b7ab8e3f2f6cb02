import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { OutputFile } from "./render.ts";

/**
 * Formats files as the project around them does: with prettier, where the project has a configuration of it and does
 * not ignore the file; everywhere else the text stays as it was printed, because prettier takes seconds a megabyte.
 *
 * @param folder absolute path of the folder that the paths are relative to; the files need not exist.
 */
export async function formatFiles(
  files: readonly OutputFile[],
  folder: string,
  diagnostics: Diagnostics,
): Promise<OutputFile[]> {
  if (files.length === 0 || !mayHaveConfig(folder)) return [...files];
  const prettier = await import("prettier");
  const formatted: OutputFile[] = [];
  for (const file of files) {
    const path = join(folder, file.path);
    try {
      const config = await prettier.resolveConfigFile(path);
      const text = config === null ? file.text : await format(prettier, file.text, path, config);
      formatted.push({ path: file.path, text });
    } catch (error) {
      // One configuration serves all files: its fault would be said once a file.
      diagnostics.add(
        "VG5013",
        `prettier fails on ${file.path} with the configuration of the project: ${reason(error)}`,
      );
      return [...files];
    }
  }
  return formatted;
}

async function format(
  prettier: typeof import("prettier"),
  text: string,
  path: string,
  config: string,
): Promise<string> {
  const { ignored, inferredParser } = await prettier.getFileInfo(path, {
    ignorePath: ignoreFiles(path, config),
  });
  if (ignored || inferredParser === null) return text;
  const options = await prettier.resolveConfig(path, { config, editorconfig: true });
  return prettier.format(text, { ...options, filepath: path });
}

/** Ignore files between a file and the configuration, as prettier finds them when it is run beside the latter. */
function ignoreFiles(path: string, config: string): string[] {
  const top = dirname(config);
  const found: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    for (const name of [".prettierignore", ".gitignore"]) {
      const file = join(folder, name);
      if (existsSync(file)) found.push(file);
    }
    if (folder === top || folder === dirname(folder)) return found;
  }
}

const configNames = [
  ...["", ".json", ".json5", ".yaml", ".yml", ".toml"].map((suffix) => `.prettierrc${suffix}`),
  ...[".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].flatMap((suffix) => [
    `.prettierrc${suffix}`,
    `prettier.config${suffix}`,
  ]),
];

/** Whether it is worth loading prettier only to ask it for its configuration. */
function mayHaveConfig(start: string): boolean {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (configNames.some((name) => existsSync(join(folder, name))) || packageHasConfig(folder)) return true;
    if (folder === dirname(folder)) return false;
  }
}

function packageHasConfig(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof manifest === "object" && manifest !== null && Object.hasOwn(manifest, "prettier");
  } catch {
    return existsSync(join(folder, "package.yaml"));
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // The frame that prettier appends shows generated code, and a stack nobody here wrote.
  return text.split("\n", 1)[0] ?? text;
}
