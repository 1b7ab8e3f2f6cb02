import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { nearest } from "./suggest.ts";

/** True for a path at which a file stands, not a folder. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isDirectory(),
    // A link that leads to itself is something that reading has a message for.
    (error: NodeJS.ErrnoException) => error.code === "ELOOP",
  );
}

/**
 * The name of a file that one of several paths, at which there is none, was probably meant to be; `undefined`: none is
 * near. Only files of the same extension are asked about, and only for names that are long enough to be like another.
 *
 * @param allowed whether the names of a folder may be looked at.
 */
export async function nearestFile(
  paths: readonly string[],
  allowed: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const path of paths) {
    const folder = dirname(path);
    const extension = extname(path);
    const stem = basename(path, extension);
    if (stem.length < 3 || !(await allowed(folder))) continue;
    const names = await readdir(folder).catch(() => []);
    const stems = names
      .filter((name) => extname(name) === extension)
      .map((name) => basename(name, extension));
    const found = nearest(stem, stems.sort());
    if (found !== undefined) return found + extension;
  }
  return undefined;
}
