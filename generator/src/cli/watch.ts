import { once } from "node:events";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { FSWatcher } from "chokidar";
import type { Cycle } from "./cycle.ts";
import type { Terminal } from "./terminal.ts";

/** How long to wait after a change: an editor that saves all, or a branch that is switched, changes many files. */
const SETTLE_MS = 50;

/**
 * Runs a cycle now and after every change of a file that the last one read.
 *
 * @returns 130 when it is interrupted; it ends in no other way.
 */
export async function watch(cycle: () => Promise<Cycle>, terminal: Terminal): Promise<130> {
  const chokidar = await import("chokidar");
  const { promise: ended, resolve: stop, reject } = Promise.withResolvers<130>();
  let watcher: FSWatcher | undefined;
  let watched: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;

  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void run().catch(reject), SETTLE_MS);
  };

  const follow = async (files: ReadonlySet<string>, since: number): Promise<void> => {
    if (watcher !== undefined && isSame(files, watched)) return;
    const next = chokidar.watch([...files], { ignoreInitial: true });
    next.on("all", changed);
    await once(next, "ready");
    next.on("error", reject);
    await watcher?.close();
    watcher = next;
    watched = files;
    // Nobody saw what happened between the reading of a new file and now.
    if ([...files].some((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since))
      changed();
  };

  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      const since = Date.now();
      const { diagnostics, sources } = await cycle();
      const failed = diagnostics.some(({ severity }) => severity === "error");
      // After an error not everything may have been read: what was watched so far may repair it.
      await follow(new Set([...(failed ? watched : []), ...sources.map((file) => resolve(file))]), since);
      // A change that comes while a cycle runs may have come too late for it.
    } while (again);
    running = false;
  };

  const interrupted = (): void => stop(130);
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    await run();
    terminal.err(`watching ${watched.size} file${watched.size === 1 ? "" : "s"}, Ctrl-C stops\n`);
    return await ended;
  } finally {
    clearTimeout(timer);
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
    await watcher?.close();
  }
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((file) => b.has(file));
}
