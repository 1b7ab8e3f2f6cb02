import { doneBefore } from "./deadline.ts";
import type { Report } from "./report.ts";

/**
 * What is to be done when a server closes. A promise is awaited; what it throws is logged.
 * @param signal aborted when its time is up: it is not waited for any longer
 */
export type ShutdownHook = (signal: AbortSignal) => unknown;

/** Hooks of one moment: the last one added is the first to run, and each is awaited before the next. */
export class Hooks {
  private readonly moment: string;
  private readonly report: Report;
  private readonly waiting: ShutdownHook[] = [];
  /** Set when all have run: what comes later is called at once. */
  private after: AbortSignal | undefined = undefined;

  constructor(moment: string, report: Report) {
    this.moment = moment;
    this.report = report;
  }

  /** @throws {TypeError} unless the hook is a function */
  add(hook: ShutdownHook): void {
    if (typeof hook !== "function")
      throw new TypeError(`${this.moment} takes a function, not ${typeof hook}`);
    if (this.after === undefined) this.waiting.push(hook);
    else void this.call(hook, this.after);
  }

  /** Runs all, also those that are added meanwhile. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    for (let hook = this.waiting.pop(); hook !== undefined; hook = this.waiting.pop()) {
      if (!(await doneBefore(this.call(hook, signal), signal))) {
        this.report(
          `${this.moment} hook is late`,
          new Error("It did not finish in time, and is not waited for."),
        );
      }
    }
    this.after = signal;
  }

  private async call(hook: ShutdownHook, signal: AbortSignal): Promise<void> {
    try {
      await hook(signal);
    } catch (error) {
      this.report(`${this.moment} hook failed`, error);
    }
  }
}
