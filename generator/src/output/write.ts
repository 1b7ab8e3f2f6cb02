import { dirname, join } from "node:path";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { Disk } from "./disk.ts";
import { codeOf, disk as realDisk, makeFolder, reasonOf } from "./disk.ts";
import type { Manifest } from "./manifest.ts";
import { formatManifest, manifestName } from "./manifest.ts";
import type { OutputPlan } from "./plan.ts";
import { isUpToDate } from "./plan.ts";

/**
 * Carries out plans: all of them or none. Every new text is first written beside its place and flushed to the disk,
 * then renamed over it; a failure on the way takes back what was renamed already and is a diagnostic. Files whose text
 * stays the same are not touched.
 *
 * A process that is killed between two renames leaves a manifest that knows both the old and the new texts as ours, so
 * that the next run can go on. The caller has refused files that were edited by hand (`refuseEdited`).
 *
 * @returns whether the output is now as planned.
 */
export function writeOutput(
  plans: readonly OutputPlan[],
  diagnostics: Diagnostics,
  disk: Disk = realDisk,
): boolean {
  const work = plans.filter((plan) => !isUpToDate(plan));
  const transaction = new Transaction(disk);
  let at = "";
  try {
    for (const plan of work) {
      at = plan.folder;
      sweep(plan, disk);
      stage(plan, transaction);
    }
    for (const plan of work) {
      at = plan.folder;
      commit(plan, transaction);
    }
    transaction.finish();
    return true;
  } catch (error) {
    transaction.rollBack();
    diagnostics.add("VG5006", `nothing was written, because "${at}" cannot be written: ${reasonOf(error)}`);
    return false;
  }
}

/** Writes what is new beside its place. */
function stage(plan: OutputPlan, transaction: Transaction): void {
  const { current, after } = plan.manifest;
  // A file is renamed only after the manifest says that it may have been.
  if (plan.changes.length > 0 || plan.stale.length > 0) {
    transaction.stage(join(plan.folder, manifestName), formatManifest(journal(current, after)));
  }
  for (const { path, after: text } of plan.changes) transaction.stage(join(plan.folder, path), text);
}

/** The manifest under which both the old and the new texts are ours. */
function journal(current: Manifest, after: Manifest): Manifest {
  return { files: new Map([...current.pending, ...current.files]), pending: after.files };
}

function commit(plan: OutputPlan, transaction: Transaction): void {
  const manifest = join(plan.folder, manifestName);
  const wanted = new Set(plan.changes.map(({ path }) => path.toLowerCase()));
  const stale = plan.stale.map(({ path }) => path);
  transaction.replace(manifest);
  // Where case does not count, removing `Pets.ts` after writing `pets.ts` would remove the new file.
  for (const path of stale.filter((name) => wanted.has(name.toLowerCase())))
    transaction.remove(join(plan.folder, path));
  for (const { path } of plan.changes) transaction.replace(join(plan.folder, path));
  for (const path of stale.filter((name) => !wanted.has(name.toLowerCase())))
    transaction.remove(join(plan.folder, path));
  transaction.stage(manifest, formatManifest(plan.manifest.after));
  transaction.replace(manifest);
  for (const path of stale) transaction.forgetFolder(dirname(join(plan.folder, path)), plan.folder);
}

const temporaryName = /^\.volo-gen-(\d+)-\d+\.tmp$/;

/** Removes what runs that were killed left behind. */
function sweep(plan: OutputPlan, disk: Disk): void {
  const folders = new Set([plan.folder]);
  for (const { path } of [...plan.changes, ...plan.stale]) folders.add(dirname(join(plan.folder, path)));
  for (const folder of folders) {
    if (disk.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    for (const name of disk.readdirSync(folder)) {
      const pid = temporaryName.exec(name)?.[1];
      // Our own number on a file of now means that a process before us had it: writing is never interrupted by itself.
      if (pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid))))
        disk.unlinkSync(join(folder, name));
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** File operations that can be taken back until they are finished. */
class Transaction {
  readonly #disk: Disk;
  readonly #staged = new Map<string, string>();
  /** What takes back the operations so far, the last one last. */
  readonly #undo: (() => void)[] = [];
  readonly #backups: string[] = [];
  readonly #emptied: { readonly folder: string; readonly top: string }[] = [];
  readonly #folders = new Set<string>();
  #count = 0;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Writes a text beside its place, into a file that {@link replace} will rename. */
  stage(path: string, text: string): void {
    const folder = dirname(path);
    this.#makeFolder(folder);
    const temporary = this.#temporary(folder);
    const handle = this.#disk.openSync(temporary, "wx");
    this.#undo.push(() => this.#discard(temporary));
    try {
      this.#disk.writeFileSync(handle, text);
      this.#disk.fsyncSync(handle);
    } finally {
      this.#disk.closeSync(handle);
    }
    this.#staged.set(path, temporary);
  }

  /** Puts the staged text in its place. */
  replace(path: string): void {
    const temporary = this.#staged.get(path);
    if (temporary === undefined) return;
    this.#staged.delete(path);
    const backup = this.#backUp(path);
    this.#disk.renameSync(temporary, path);
    this.#undo.push(() =>
      backup === undefined ? this.#disk.unlinkSync(path) : this.#disk.renameSync(backup, path),
    );
  }

  remove(path: string): void {
    const backup = this.#backUp(path);
    if (backup === undefined) return;
    this.#disk.unlinkSync(path);
    this.#undo.push(() => this.#disk.renameSync(backup, path));
  }

  /** Removes the folder in the end, and those around it below `top`, if they are empty by then. */
  forgetFolder(folder: string, top: string): void {
    this.#emptied.push({ folder, top });
  }

  /** Makes everything so far final. From here on nothing can fail that matters. */
  finish(): void {
    for (const folder of this.#folders) this.#flush(folder);
    for (const backup of this.#backups) this.#discard(backup);
    for (const { folder, top } of this.#emptied) {
      for (let at = folder; at !== top && at !== dirname(at); at = dirname(at)) {
        if (!this.#attempt(() => this.#disk.rmdirSync(at))) break;
      }
    }
  }

  /** Takes everything back, as far as the disk lets us. */
  rollBack(): void {
    for (const undo of this.#undo.reverse()) this.#attempt(undo);
  }

  #makeFolder(folder: string): void {
    this.#folders.add(folder);
    makeFolder(folder, this.#disk, (path) => this.#undo.push(() => this.#disk.rmdirSync(path)));
  }

  #temporary(folder: string): string {
    return join(folder, `.volo-gen-${process.pid}-${this.#count++}.tmp`);
  }

  /** A second name for the file at `path`, under which it survives being replaced; `undefined` when there is none. */
  #backUp(path: string): string | undefined {
    if (this.#disk.lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    const backup = this.#temporary(dirname(path));
    this.#backups.push(backup);
    // Before the file exists: half a copy has to go as well.
    this.#undo.push(() => this.#discard(backup));
    // Not every file system knows hard links.
    if (!this.#attempt(() => this.#disk.linkSync(path, backup))) this.#disk.copyFileSync(path, backup);
    return backup;
  }

  #discard(path: string): void {
    this.#attempt(() => this.#disk.unlinkSync(path));
  }

  /** Makes renames in a folder durable; some platforms cannot, and then the file system orders them itself. */
  #flush(folder: string): void {
    this.#attempt(() => {
      const handle = this.#disk.openSync(folder, "r");
      try {
        this.#disk.fsyncSync(handle);
      } finally {
        this.#disk.closeSync(handle);
      }
    });
  }

  #attempt(operation: () => void): boolean {
    try {
      operation();
      return true;
    } catch {
      return false;
    }
  }
}
