import { resolve } from "node:path";
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
  const { watch: watchFiles } = await import("chokidar");
  const watcher = watchFiles([], { ignoreInitial: true });
  let watched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;

  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      const { diagnostics, sources } = await cycle();
      const failed = diagnostics.some(({ severity }) => severity === "error");
      // After an error not everything may have been read: what was watched so far may repair it.
      const wanted = new Set([...(failed ? watched : []), ...sources.map((file) => resolve(file))]);
      watcher.add([...wanted].filter((file) => !watched.has(file)));
      watcher.unwatch([...watched].filter((file) => !wanted.has(file)));
      watched = wanted;
      // A change that comes while a cycle runs may have come too late for it.
    } while (again);
    running = false;
  };

  const { promise, resolve: stop, reject } = Promise.withResolvers<130>();
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run().catch(reject), SETTLE_MS);
  });
  watcher.on("error", reject);
  const interrupted = (): void => stop(130);
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    await run();
    terminal.out(`watching ${watched.size} file${watched.size === 1 ? "" : "s"}, Ctrl-C stops\n`);
    return await promise;
  } finally {
    clearTimeout(timer);
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
    await watcher.close();
  }
}
