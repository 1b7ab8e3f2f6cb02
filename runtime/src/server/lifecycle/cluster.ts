import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import type { Awaitable } from "../../service/service.ts";
import type { Logger } from "../error-handler.ts";
import type { CloseOptions, Server } from "../serve.ts";
import { runWorker } from "./cluster-worker.ts";
import { longestDelay } from "./deadline.ts";
import { Primary } from "./primary.ts";
import type { SlotTimes } from "./slot.ts";
import { reportTo } from "./report.ts";
import { signalNames } from "./signals.ts";
import type { ShutdownSignal } from "./signals.ts";

export interface ClusterOptions {
  /** How many processes serve; default: as many as there are processors to use. */
  readonly workers?: number | undefined;
  /** Signals that close the whole: true means SIGTERM and SIGINT, false (default) none. A second one of a kind cuts off. */
  readonly signals?: boolean | readonly ShutdownSignal[] | undefined;
  /** Signal that begins a rolling restart, usually SIGUSR2; default: none. */
  readonly restartSignal?: ShutdownSignal | undefined;
  /** Milliseconds for a worker to become ready; default 30,000. */
  readonly startTimeout?: number | undefined;
  /** Milliseconds until a worker that should have ended is killed; default 90,000. It is longer than grace and timeout together. */
  readonly killTimeout?: number | undefined;
  /**
   * Most milliseconds before a worker that ended by itself is replaced; default 10,000. The first time it is 100, and twice as
   * long with each that ends before it was ready for this long.
   */
  readonly restartDelay?: number | undefined;
  /** Hears of workers that end or do not start; default: standard error. */
  readonly logger?: Logger | undefined;
}

/** Processes that serve together, as the first of them sees it. */
export interface ServerCluster extends AsyncDisposable {
  /** Process ids of the workers that are ready. */
  readonly pids: readonly number[];
  /**
   * Replaces the workers one after the other: a new one is started, and once it is ready, the old one is closed as
   * `Server.close` does. Calls while one is under way share one more restart after it.
   * @throws {Error} (the promise rejects) when a new worker does not become ready; the old one and those after it stay
   */
  rollingRestart(): Promise<void>;
  /** Closes all workers, with the times of their own servers unless others are given, and resolves when they have ended. */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Serves with several processes that share their listener. Every process runs the same program: the first one, the primary,
 * starts the others and serves nothing; they run `start`. A worker is ready when the server that `start` gives is `ready`;
 * one that ends by itself is replaced.
 *
 * ```ts
 * const cluster = await serveCluster(() => serve(router, { port: 8080, closeGrace: 5_000 }), {
 *   workers: 4,
 *   signals: true,
 *   restartSignal: "SIGUSR2",
 * });
 * ```
 * @returns in the primary, once all workers are ready, the cluster; undefined in a worker, once its server is ready
 * @throws {RangeError} when an option makes no sense
 * @throws {Error} in the primary when a worker does not become ready at first (all are closed then); in a worker what `start`
 * throws
 */
export async function serveCluster(
  start: () => Awaitable<Server>,
  options: ClusterOptions = {},
): Promise<ServerCluster | undefined> {
  const workers = whole("workers", options.workers ?? availableParallelism(), 1_024);
  const times: SlotTimes = {
    start: whole("startTimeout", options.startTimeout ?? 30_000, longestDelay),
    kill: whole("killTimeout", options.killTimeout ?? 90_000, longestDelay),
    restartDelay: whole("restartDelay", options.restartDelay ?? 10_000, longestDelay),
  };
  const closeOn = signalNames(options.signals);
  const restartOn = options.restartSignal === undefined ? [] : [options.restartSignal];
  const signals = signalNames([...closeOn, ...restartOn]);
  const report = reportTo(options.logger);

  if (cluster.worker !== undefined) {
    // Ctrl-C reaches every process of a terminal; it is the primary that tells workers what to do.
    for (const signal of signals) process.on(signal, ignore);
    await runWorker(cluster.worker, start, report);
    return undefined;
  }
  const primary = new Primary(times, { closeOn, restartOn }, report);
  await primary.start(workers);
  return primary;
}

function whole(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new RangeError(`${name} is a whole number from 1 to ${most}, not ${value}`);
}

function ignore(): void {
  // Hearing a signal keeps it from ending the process.
}
