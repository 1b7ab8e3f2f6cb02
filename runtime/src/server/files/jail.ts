import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { HttpError } from "../../http/problem.ts";
import { decodePathValue } from "../../http/query.ts";

/** Where a path leads: the names of folders and, at the end, of a file or a folder. */
export interface RelativePath {
  readonly names: readonly string[];
  /** Whether it ends with a slash, as paths of folders do. */
  readonly slash: boolean;
}

/** A file or folder inside a jail, as it was when it was looked for. */
export interface Entry {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly kind: "file" | "folder";
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modified: bigint;
  readonly device: bigint;
  readonly inode: bigint;
}

/**
 * Takes a path of a URL apart and decodes its segments, once.
 * @throws {HttpError} 400 when a segment is malformed or could lead elsewhere, 404 when there is an empty one, or one of a
 * hidden file
 */
export function parseUrlPath(path: string, hidden: boolean): RelativePath {
  if (!path.startsWith("/")) throw new HttpError(404);
  const raw = path.slice(1).split("/");
  const slash = raw.at(-1) === "";
  if (slash) raw.pop();
  const names = raw.map((segment) => {
    const name = decodePathValue(segment);
    if (name === undefined) throw new HttpError(400, "The path has a malformed escape.");
    return checkedName(name, hidden);
  });
  return { names, slash };
}

/**
 * Takes a path apart that somebody else has chosen, and that is not encoded.
 * @throws {HttpError} as {@link parseUrlPath} does
 */
export function parsePlainPath(path: string, hidden: boolean): RelativePath {
  return { names: path.split("/").map((name) => checkedName(name, hidden)), slash: false };
}

// Separators of any system, what no file can be called, and drives; a NUL would end the name for the system.
// oxlint-disable-next-line no-control-regex
const dangerous = /[\u0000-\u001f\u007f/\\]|^[A-Za-z]:|^\.\.?$/;

function checkedName(name: string, hidden: boolean): string {
  if (dangerous.test(name)) throw new HttpError(400, "The path leads nowhere.");
  if (name === "" || (!hidden && name.startsWith("."))) throw new HttpError(404);
  return name;
}

/**
 * Finds what a path leads to. Symbolic links are followed, but not out of the root.
 * @param names checked: see {@link parseUrlPath}
 * @returns undefined when there is nothing, or neither a file nor a folder, or it lies outside
 * @throws {HttpError} 403 when the system does not let the server look
 * @throws {Error} when the root itself is not there
 */
export async function findInside(root: string, names: readonly string[]): Promise<Entry | undefined> {
  // Looked up each time: the root may be a link that a deployment changes.
  const top = await realpath(root);
  try {
    const path = await realpath(join(top, ...names));
    return isInside(top, path) ? await entryOf(path) : undefined;
  } catch (error) {
    return nothing(error);
  }
}

/**
 * Finds a file by a path that the program has chosen.
 * @returns undefined when there is nothing, or neither a file nor a folder
 * @throws {HttpError} 403 when the system does not let the server look
 */
export async function find(path: string): Promise<Entry | undefined> {
  try {
    return await entryOf(await realpath(path));
  } catch (error) {
    return nothing(error);
  }
}

function isInside(top: string, path: string): boolean {
  return path === top || path.startsWith(top.endsWith(sep) ? top : top + sep);
}

async function entryOf(path: string): Promise<Entry | undefined> {
  const stats = await stat(path, { bigint: true });
  // Reading from a pipe or a device might never end.
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : undefined;
  if (kind === undefined) return undefined;
  return {
    path,
    kind,
    size: Number(stats.size),
    modified: stats.mtimeNs,
    device: stats.dev,
    inode: stats.ino,
  };
}

const absent: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "EINVAL"]);

function nothing(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (absent.has(code)) return undefined;
  if (code === "EACCES" || code === "EPERM") throw new HttpError(403, undefined, { cause: error });
  throw error;
}
