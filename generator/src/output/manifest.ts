import { createHash } from "node:crypto";
import { isSafePath } from "./paths.ts";

/** Name of the manifest in the folder of a contract. */
export const manifestName = ".volo-gen.json";

/** Which files of a folder are ours, by the hashes of their contents. */
export interface Manifest {
  readonly files: ReadonlyMap<string, string>;
  /**
   * Files of a run that has begun to replace them: each may already be the new one. Only a run that was killed
   * leaves this behind, and the next run still knows these files as ours.
   */
  readonly pending: ReadonlyMap<string, string>;
}

export const emptyManifest: Manifest = { files: new Map(), pending: new Map() };

/** The hash that the manifest holds. Line ends do not count: a checkout on Windows may have changed them. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("base64url");
}

/** Whether `text` is what a run of ours left at `path`. */
export function owns(manifest: Manifest, path: string, text: string): boolean {
  const hash = hashOf(text);
  return manifest.files.get(path) === hash || manifest.pending.get(path) === hash;
}

/** The text of a manifest: sorted, and without anything that changes from run to run. */
export function formatManifest({ files, pending }: Manifest): string {
  const sections = {
    generator: "volo-gen",
    files: sorted(files),
    ...(pending.size > 0 && { pending: sorted(pending) }),
  };
  return JSON.stringify(sections, undefined, 2) + "\n";
}

function sorted(map: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Reads a manifest; `undefined` when it is damaged. It may come from a stranger's repository, and its files are
 * deleted when they are stale: a path that leads out of the folder is damage.
 */
export function parseManifest(text: string): Manifest | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(data) || data["generator"] !== "volo-gen") return undefined;
  const files = hashes(data["files"]);
  const pending = hashes(data["pending"] ?? {});
  return files && pending && { files, pending };
}

function hashes(section: unknown): Map<string, string> | undefined {
  if (!isRecord(section)) return undefined;
  const map = new Map<string, string>();
  for (const [path, hash] of Object.entries(section)) {
    if (typeof hash !== "string" || !isSafePath(path)) return undefined;
    map.set(path, hash);
  }
  return map;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
