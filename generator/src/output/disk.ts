import * as fs from "node:fs";
import { dirname } from "node:path";

/** The file system as the output uses it; tests pass one that fails. */
export type Disk = Pick<
  typeof fs,
  | "closeSync"
  | "copyFileSync"
  | "fsyncSync"
  | "linkSync"
  | "lstatSync"
  | "mkdirSync"
  | "openSync"
  | "readFileSync"
  | "readdirSync"
  | "renameSync"
  | "rmdirSync"
  | "unlinkSync"
  | "writeFileSync"
>;

/** The file system of the machine. */
export const disk: Disk = fs;

const sentences: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the device",
  EDQUOT: "the disk quota is exceeded",
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "a file stands where a folder is needed",
  EISDIR: "a folder stands in its place",
  ENOENT: "its folder does not exist and cannot be made",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "a symbolic link leads to itself",
  EMFILE: "too many files are open",
  EIO: "the device reports an error",
  EBUSY: "it is in use",
};

/** Why an operation on files failed, for people. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return sentences[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

/** The code of a failed operation on files, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The path at which an operation on files failed. */
export function pathOf(error: unknown): string | undefined {
  return error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : undefined;
}

/**
 * Makes a folder and those around it that are missing. Node's own `recursive` tries for ever where a file system
 * refuses with ENOENT, as `/proc` does.
 *
 * @param made is told of every folder as soon as it exists, outer ones first.
 */
export function makeFolder(folder: string, on: Disk = disk, made: (path: string) => void = () => {}): void {
  const missing: string[] = [];
  for (let at = folder; on.lstatSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at))
    missing.unshift(at);
  for (const path of missing) {
    on.mkdirSync(path);
    made(path);
  }
}
