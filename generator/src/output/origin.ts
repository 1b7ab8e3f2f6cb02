import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** The way from a folder to the folder of a file, with `/` separators; empty when they are the same. */
export function wayBetween(folder: string, file: string): string {
  return relative(resolve(folder), dirname(resolve(file)))
    .split(sep)
    .join("/");
}

/**
 * The name by which generated code mentions its IDL file: the path from the nearest project folder (one with a
 * `package.json` or a `.git`) around the output that holds the IDL file too, otherwise the bare file name. It does not
 * depend on the working directory, so that the same project gives the same bytes wherever the tool is started.
 */
export function originOf(input: string, outDir: string): string {
  const file = resolve(input);
  for (let folder = resolve(outDir); ; folder = dirname(folder)) {
    const way = relative(folder, file);
    const inside = way !== ".." && !way.startsWith(".." + sep) && !isAbsolute(way);
    if (inside && (existsSync(join(folder, "package.json")) || existsSync(join(folder, ".git")))) {
      return way.split(sep).join("/");
    }
    if (folder === dirname(folder)) return basename(file);
  }
}
