import type { CloseOptions } from "../serve.ts";
import type { ServerCluster } from "./cluster.ts";
import type { Report } from "./report.ts";
import { closeOnSignals } from "./signals.ts";
import type { ShutdownSignal } from "./signals.ts";
import { Slot } from "./slot.ts";
import type { SlotTimes } from "./slot.ts";

/** What signals do. */
interface Signals {
  readonly closeOn: readonly ShutdownSignal[];
  readonly restartOn: readonly ShutdownSignal[];
}

/** The process that looks after the others. */
export class Primary implements ServerCluster {
  private readonly times: SlotTimes;
  private readonly signals: Signals;
  private readonly report: Report;
  private readonly slots: Slot[] = [];
  private closed: Promise<void> | undefined = undefined;
  /** What is going on, the start or a restart, and the restart that comes after it. */
  private busy: Promise<void> | undefined = undefined;
  private next: Promise<void> | undefined = undefined;

  constructor(times: SlotTimes, signals: Signals, report: Report) {
    this.times = times;
    this.signals = signals;
    this.report = report;
  }

  get pids(): readonly number[] {
    return this.slots.map(({ pid }) => pid).filter((pid) => pid !== undefined);
  }

  /** Starts all workers; when one does not become ready, ends all and rejects. */
  start(workers: number): Promise<void> {
    for (let i = 0; i < workers; i++) this.slots.push(new Slot(this.times, this.report));
    this.listenToSignals();
    return this.occupy(async () => {
      try {
        await Promise.all(this.slots.map((slot) => slot.start()));
      } catch (error) {
        await this.close({ grace: 0, timeout: 0 });
        throw error;
      }
    });
  }

  rollingRestart(): Promise<void> {
    if (this.busy === undefined) return this.occupy(() => this.replaceAll());
    return (this.next ??= this.busy.then(ignore, ignore).then(() => {
      this.next = undefined;
      return this.occupy(() => this.replaceAll());
    }));
  }

  close(options: CloseOptions = {}): Promise<void> {
    const closed = Promise.all(this.slots.map((slot) => slot.close(options))).then(this.forgetSignals);
    return (this.closed ??= closed);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async replaceAll(): Promise<void> {
    for (const slot of this.slots) {
      if (this.closed !== undefined) throw new Error("The cluster closes.");
      await slot.replace();
    }
  }

  /** One thing at a time. */
  private occupy(work: () => Promise<void>): Promise<void> {
    const busy = work().finally(() => {
      if (this.busy === busy) this.busy = undefined;
    });
    return (this.busy = busy);
  }

  private forgetSignals: () => void = ignore;

  private listenToSignals(): void {
    const restart = (): void => {
      this.rollingRestart().catch((error: unknown) => this.report("the rolling restart failed", error));
    };
    const forgetClose = closeOnSignals(this, this.signals.closeOn, this.report);
    for (const signal of this.signals.restartOn) process.on(signal, restart);
    this.forgetSignals = () => {
      forgetClose();
      for (const signal of this.signals.restartOn) process.off(signal, restart);
    };
  }
}

function ignore(): void {
  // How the work before ended is told to whoever began it.
}
