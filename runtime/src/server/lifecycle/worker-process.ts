import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import type { CloseOptions } from "../serve.ts";
import { unwrap, wrap } from "./cluster-messages.ts";
import type { WorkerMessage } from "./cluster-messages.ts";

/** Times of a worker, in milliseconds. */
export interface WorkerTimes {
  /** To become ready. */
  readonly start: number;
  /** To end after it was told to close. */
  readonly kill: number;
}

/** A worker as its primary sees it. */
export class WorkerProcess {
  /** Resolves when it is ready; rejects when it is told to close, ends or takes too long before. */
  readonly ready: Promise<void>;
  /** Resolves with how it ended, when it has. */
  readonly ended: Promise<string>;
  /** When it became ready, in milliseconds of `performance.now()`; undefined before. */
  readySince: number | undefined = undefined;
  private readonly worker: Worker;
  private readonly times: WorkerTimes;
  private killer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(times: WorkerTimes) {
    this.times = times;
    const worker = cluster.fork();
    this.worker = worker;
    this.ended = new Promise((resolve) => {
      worker.once("exit", (code: number | null, signal: string | null) => {
        clearTimeout(this.killer);
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
      });
    });
    this.ready = this.becomeReady();
    // Whoever closes it at once does not wait for it.
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.worker.process.pid;
  }

  /** Asks it to close its server and end; kills it when that takes too long. Resolves when it has ended. */
  async close(options: CloseOptions): Promise<void> {
    // One that is still starting may never hear it.
    if (options.timeout === 0 && this.readySince === undefined) this.kill();
    // Kept until it ends: a worker may hang in spite of its server's deadline.
    this.killer ??= setTimeout(() => this.kill(), this.times.kill);
    if (this.worker.isConnected()) this.worker.send(wrap({ type: "close", options }), () => undefined);
    await this.ended;
  }

  /** Ends it at once. */
  kill(): void {
    this.worker.process.kill("SIGKILL");
  }

  private becomeReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The worker was not ready in ${this.times.start} ms.`)),
        this.times.start,
      );
      this.worker.on("message", (envelope: unknown) => {
        const message = unwrap<WorkerMessage>(envelope);
        if (message === undefined) return;
        clearTimeout(timer);
        if (message === "other version") {
          reject(new Error("The worker runs another version of volo-http: restart the primary as well."));
        } else if (message.type === "failed") {
          reject(new Error(`The worker did not start: ${message.reason}`));
        } else {
          this.readySince ??= performance.now();
          resolve();
        }
      });
      void this.ended.then((how) => {
        clearTimeout(timer);
        reject(new Error(`The worker ended before it was ready: ${how}.`));
      });
    });
  }
}
