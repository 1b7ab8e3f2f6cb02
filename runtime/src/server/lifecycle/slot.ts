import type { CloseOptions } from "../serve.ts";
import type { Report } from "./report.ts";
import { WorkerProcess } from "./worker-process.ts";
import type { WorkerTimes } from "./worker-process.ts";

/** Milliseconds before a worker is replaced that ended for the first time. */
const firstDelay = 100;

export interface SlotTimes extends WorkerTimes {
  /** Most before a worker that ended by itself is replaced. */
  readonly restartDelay: number;
}

/** The place of one worker, which processes fill one after the other. */
export class Slot {
  private readonly times: SlotTimes;
  private readonly report: Report;
  /** The one that serves, or is about to. */
  private current: WorkerProcess | undefined = undefined;
  /** All that run: the current one, one that replaces it, and those that close. */
  private readonly running: Set<WorkerProcess> = new Set();
  /** Workers in a row that ended before they were ready for long. */
  private failures: number = 0;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;
  private replacing: boolean = false;
  private closing: boolean = false;

  constructor(times: SlotTimes, report: Report) {
    this.times = times;
    this.report = report;
  }

  /** Process id of the worker, when it is ready. */
  get pid(): number | undefined {
    return this.current?.readySince === undefined ? undefined : this.current.pid;
  }

  /** Starts the first worker; rejects when it does not become ready. */
  start(): Promise<void> {
    this.current = this.launch();
    return this.current.ready;
  }

  /** Starts a new worker, and closes the old one once the new one is ready; when that fails, the old one stays. */
  async replace(): Promise<void> {
    this.replacing = true;
    clearTimeout(this.timer);
    const old = this.current;
    const fresh = this.launch();
    try {
      await fresh.ready;
    } catch (error) {
      fresh.kill();
      this.replacing = false;
      // The old one may have ended meanwhile.
      if (this.current === undefined) this.reviveLater();
      throw error;
    }
    this.replacing = false;
    this.failures = 0;
    this.current = fresh;
    await old?.close({});
  }

  async close(options: CloseOptions): Promise<void> {
    this.closing = true;
    clearTimeout(this.timer);
    await Promise.all([...this.running].map((worker) => worker.close(options)));
  }

  private launch(): WorkerProcess {
    const worker = new WorkerProcess(this.times);
    this.running.add(worker);
    void worker.ended.then((how) => this.onEnd(worker, how));
    return worker;
  }

  private onEnd(worker: WorkerProcess, how: string): void {
    this.running.delete(worker);
    if (this.current !== worker) return;
    this.current = undefined;
    if (this.closing) return;
    const { readySince } = worker;
    if (readySince !== undefined) {
      this.report("a worker ended", new Error(`Worker ${worker.pid} ended by itself: ${how}.`));
      if (performance.now() - readySince >= this.times.restartDelay) this.failures = 0;
    }
    if (!this.replacing) this.reviveLater();
  }

  private reviveLater(): void {
    if (this.closing) return;
    const delay = Math.min(firstDelay * 2 ** this.failures, this.times.restartDelay);
    this.failures += 1;
    this.timer = setTimeout(() => void this.revive(), delay);
  }

  private async revive(): Promise<void> {
    const worker = this.launch();
    this.current = worker;
    try {
      await worker.ready;
    } catch (error) {
      const replaced = this.current !== worker && this.current !== undefined;
      if (!replaced && !this.closing) this.report("a worker did not become ready", error);
      worker.kill();
    }
  }
}
