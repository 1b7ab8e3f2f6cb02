import type { Awaitable } from "../../service/service.ts";
import { failureRecord } from "../error-handler.ts";
import type { Report } from "./report.ts";

/**
 * Finds out whether something that a server needs is there. It fails by returning false, by throwing or rejecting, and by
 * taking too long.
 * @param signal aborted when it has taken too long
 */
export type Check = (signal: AbortSignal) => Awaitable<unknown>;

/** How a check went last. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
}

/** Times of checks, in milliseconds. */
export interface CheckTimes {
  readonly timeout: number;
  /** How long a result counts. */
  readonly cache: number;
}

/** One check with its last result. Probes that come together, or soon after each other, share a run. */
class Checked {
  readonly name: string;
  private readonly check: Check;
  private readonly times: CheckTimes;
  private readonly report: Report;
  private result: Promise<CheckResult> | undefined = undefined;
  private expires: number = 0;
  private running: boolean = false;
  /** What the log was told last: a check that keeps failing is one line, not one for each probe. */
  private told: string | undefined = undefined;

  constructor(name: string, check: Check, times: CheckTimes, report: Report) {
    if (typeof check !== "function")
      throw new TypeError(`The check ${name} is a function, not ${typeof check}`);
    this.name = name;
    this.check = check;
    this.times = times;
    this.report = report;
  }

  run(): Promise<CheckResult> {
    if (this.result !== undefined && performance.now() < this.expires) return this.result;
    // Counts from now while it runs, and from its end once that is known.
    this.expires = Infinity;
    return (this.result = this.judge());
  }

  private async judge(): Promise<CheckResult> {
    let failure: unknown;
    try {
      if ((await this.limited()) === false) failure = new Error("It returned false.");
    } catch (error) {
      failure = error ?? new Error("It failed without saying why.");
    }
    this.expires = performance.now() + this.times.cache;
    this.tell(failure);
    return { name: this.name, passed: failure === undefined };
  }

  /** One that hangs is not started a second time beside itself. */
  private limited(): Promise<unknown> {
    if (this.running) return Promise.reject(new Error("It still has not finished."));
    this.running = true;
    const controller = new AbortController();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const error = new DOMException(`It took longer than ${this.times.timeout} ms.`, "TimeoutError");
        reject(error);
        controller.abort(error);
      }, this.times.timeout);
      const finish = (): void => {
        clearTimeout(timer);
        this.running = false;
      };
      void this.call(controller.signal).then(resolve, reject).finally(finish);
    });
  }

  private async call(signal: AbortSignal): Promise<unknown> {
    return this.check(signal);
  }

  private tell(failure: unknown): void {
    const text = failure === undefined ? undefined : failureRecord(failure).message;
    if (text !== undefined && text !== this.told) this.report(`health check ${this.name} failed`, failure);
    this.told = text;
  }
}

/** Checks by name, which run at the same time. */
export class Checks {
  private readonly all: readonly Checked[];

  constructor(checks: Readonly<Record<string, Check>>, times: CheckTimes, report: Report) {
    this.all = Object.entries(checks).map(([name, check]) => new Checked(name, check, times, report));
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  run(): Promise<CheckResult[]> {
    return Promise.all(this.all.map((checked) => checked.run()));
  }
}
