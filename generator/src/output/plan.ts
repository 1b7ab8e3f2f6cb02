import { join, relative, sep } from "node:path";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { Disk } from "./disk.ts";
import { codeOf, disk as realDisk, pathOf, reasonOf } from "./disk.ts";
import type { Manifest } from "./manifest.ts";
import { emptyManifest, formatManifest, hashOf, manifestName, owns, parseManifest } from "./manifest.ts";
import { isSafePath } from "./paths.ts";
import type { OutputFile } from "./render.ts";

/** What a run wants a folder to hold. */
export interface OutputTarget {
  /** Folder that the user named; it may be a symbolic link and need not exist. */
  readonly outDir: string;
  /** Folder of the contract inside, e.g. `petstore`. */
  readonly folder: string;
  readonly files: readonly OutputFile[];
}

/** A file whose text will be another one. */
export interface FileChange {
  readonly path: string;
  /** The present text; `undefined` when there is no such file. */
  readonly before: string | undefined;
  readonly after: string;
  /** The present text is what an earlier run left; `false` where a hand has been. */
  readonly ours: boolean;
}

/** What writing a target means for the files on the disk. */
export interface OutputPlan {
  /** Absolute or relative path of the contract's folder, as messages name it. */
  readonly folder: string;
  readonly outDir: string;
  readonly changes: readonly FileChange[];
  readonly unchanged: readonly string[];
  /** Files of an earlier run that are wanted no more. */
  readonly stale: readonly FileChange[];
  /** The present manifest and the one after writing, as text. */
  readonly manifest: {
    readonly before: string | undefined;
    readonly current: Manifest;
    readonly after: Manifest;
  };
}

/**
 * Compares what is wanted with what is there, and reads only. A path that is not safe, or a folder that cannot be
 * read, is a diagnostic; whether a hand has been on a file is noted, for `refuseEdited` and for `--check` to judge.
 */
export function planOutput(
  target: OutputTarget,
  diagnostics: Diagnostics,
  disk: Disk = realDisk,
): OutputPlan | undefined {
  const folder = join(target.outDir, target.folder);
  if (!checkPaths(target, diagnostics)) return undefined;
  try {
    if (!checkLinks(target, folder, diagnostics, disk)) return undefined;
    const before = readText(disk, join(folder, manifestName));
    const manifest = before === undefined ? emptyManifest : parseManifest(before);
    if (manifest === undefined) {
      diagnostics.add("VG5005", `"${join(folder, manifestName)}" is not a list of generated files`, {
        hint: `restore it, or delete it together with the generated files in "${folder}"`,
      });
      return undefined;
    }
    return compare(target, folder, before, manifest, disk);
  } catch (error) {
    diagnostics.add("VG5006", `"${pathOf(error) ?? folder}" cannot be used as output: ${reasonOf(error)}`);
    return undefined;
  }
}

function compare(
  target: OutputTarget,
  folder: string,
  manifestText: string | undefined,
  manifest: Manifest,
  disk: Disk,
): OutputPlan {
  const changes: FileChange[] = [];
  const unchanged: string[] = [];
  for (const { path, text } of [...target.files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const before = readText(disk, join(folder, path));
    if (before === text) unchanged.push(path);
    else
      changes.push({ path, before, after: text, ours: before === undefined || owns(manifest, path, before) });
  }
  const wanted = new Map(target.files.map(({ path, text }) => [path, hashOf(text)]));
  const stale: FileChange[] = [];
  for (const path of new Set([...manifest.files.keys(), ...manifest.pending.keys()])) {
    if (wanted.has(path) || !isBelowFolders(disk, folder, path)) continue;
    const before = readText(disk, join(folder, path));
    if (before !== undefined) stale.push({ path, before, after: "", ours: owns(manifest, path, before) });
  }
  stale.sort((a, b) => (a.path < b.path ? -1 : 1));
  const after: Manifest = { files: wanted, pending: new Map() };
  return {
    folder,
    outDir: target.outDir,
    changes,
    unchanged,
    stale,
    manifest: { before: manifestText, current: manifest, after },
  };
}

/** Whether a plan has nothing to do. */
export function isUpToDate({ changes, stale, manifest }: OutputPlan): boolean {
  return changes.length === 0 && stale.length === 0 && manifest.before === formatManifest(manifest.after);
}

/** Adds a diagnostic for every file that is not as an earlier run left it: it may hold somebody's work. */
export function refuseEdited(plan: OutputPlan, diagnostics: Diagnostics): void {
  const { files, pending } = plan.manifest.current;
  for (const { path, ours } of [...plan.changes, ...plan.stale]) {
    if (ours) continue;
    const name = join(plan.folder, path);
    if (files.has(path) || pending.has(path)) {
      diagnostics.add("VG5001", `"${name}" was edited by hand since it was generated`, {
        hint: "move the edit elsewhere and delete the file; it is generated again",
      });
    } else {
      diagnostics.add("VG5002", `"${name}" exists and was not generated by volo-gen`, {
        hint: "move or delete it, or choose another output folder with -o",
      });
    }
  }
}

function checkPaths(target: OutputTarget, diagnostics: Diagnostics): boolean {
  let good = true;
  const seen = new Map<string, string>();
  for (const path of [target.folder, ...target.files.map((file) => `${target.folder}/${file.path}`)]) {
    if (!isSafePath(path)) {
      diagnostics.add("VG5003", `${JSON.stringify(path)} cannot be the path of a generated file`);
      good = false;
    }
    const key = path.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      const message =
        other === path
          ? `the file ${JSON.stringify(path)} would be generated twice`
          : `the files ${JSON.stringify(other)} and ${JSON.stringify(path)} are one where case does not count`;
      diagnostics.add("VG5004", message, { hint: "rename one of the two in the IDL" });
      good = false;
    }
    seen.set(key, path);
  }
  return good;
}

/** Refuses symbolic links below the folder that the user named: behind them may be anything. */
function checkLinks(target: OutputTarget, folder: string, diagnostics: Diagnostics, disk: Disk): boolean {
  const places = new Set([folder, join(folder, manifestName)]);
  for (const { path } of target.files) {
    const segments = path.split("/");
    segments.forEach((_, i) => places.add(join(folder, ...segments.slice(0, i + 1))));
  }
  let good = true;
  for (const place of places) {
    if (disk.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    const name = relative(target.outDir, place).split(sep).join("/");
    diagnostics.add("VG5003", `"${place}" is a symbolic link, and output stays inside its folder`, {
      hint: `replace the link "${name}" by a real ${place === folder ? "folder" : "file or folder"}, or choose another output folder with -o`,
    });
    good = false;
  }
  return good;
}

/** Whether every part of a stale file's path is a real folder: a link may lead to files that are not ours. */
function isBelowFolders(disk: Disk, folder: string, path: string): boolean {
  const segments = path.split("/");
  return segments.slice(0, -1).every((_, i) => {
    const stat = disk.lstatSync(join(folder, ...segments.slice(0, i + 1)), { throwIfNoEntry: false });
    return stat?.isDirectory() === true;
  });
}

/** The text of a file; `undefined` when it does not exist. Links are not followed. */
function readText(disk: Disk, path: string): string | undefined {
  const stat = disk.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink()) return undefined;
  try {
    return disk.readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
