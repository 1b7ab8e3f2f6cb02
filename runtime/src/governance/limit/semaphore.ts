import type { Awaitable } from "../../service/service.ts";
import { OverloadedError } from "./overloaded.ts";

/** How many may be at work, how many may wait, and for how long. */
export interface SemaphoreOptions {
  /** Most that are at work at the same time. */
  readonly limit: number;
  /** Most that wait, in the order of their coming (default 0: what finds no place is refused at once). */
  readonly queue?: number | undefined;
  /** Milliseconds that one waits at most (default 1000). */
  readonly maxWait?: number | undefined;
}

/** A place in the queue. */
interface Waiter {
  readonly admit: () => void;
}

const longestDelay = 2_147_483_647;

/** Places for work, and a queue for those who find none. */
export class Semaphore {
  private places: number;
  private taken: number = 0;
  private readonly queue: number;
  private readonly maxWait: number;
  // Sets keep the order of adding, and let go of a member without a search.
  private readonly waiters: Set<Waiter> = new Set();

  /** @throws {RangeError} when a number makes no sense */
  constructor({ limit, queue = 0, maxWait = 1_000 }: SemaphoreOptions) {
    if (!(Number.isInteger(limit) && limit >= 1)) {
      throw new RangeError(`limit is a whole number of 1 or more, not ${limit}`);
    }
    if (!(Number.isInteger(queue) && queue >= 0)) {
      throw new RangeError(`queue is a whole number of 0 or more, not ${queue}`);
    }
    if (!(maxWait > 0 && maxWait <= longestDelay)) {
      throw new RangeError(`maxWait lies between 0 and 2^31 ms, not ${maxWait}`);
    }
    this.places = limit;
    this.queue = queue;
    this.maxWait = maxWait;
  }

  /** How many are at work. */
  get active(): number {
    return this.taken;
  }

  /** How many wait. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** Most that are at work; fewer than are at work already lets nobody in until enough of them have ended. */
  get limit(): number {
    return this.places;
  }

  set limit(limit: number) {
    this.places = limit;
    this.admitWaiting();
  }

  /** Takes a place if there is one. */
  tryAcquire(): boolean {
    if (this.taken >= this.places) return false;
    this.taken += 1;
    return true;
  }

  /**
   * Takes a place, or waits for one. Whoever got one owes a {@link release}.
   * @param signal called only when there is waiting to do; its abort ends the waiting with its reason
   * @throws {OverloadedError} when too many wait already, or no place became free in time
   */
  acquire(signal?: () => AbortSignal | undefined): Awaitable<void> {
    // Places become free only when nobody waits, so nobody is overtaken.
    if (this.tryAcquire()) return;
    if (this.waiters.size >= this.queue) throw new OverloadedError("full");
    return this.wait(signal?.());
  }

  /** Gives a place back, to who has waited longest. */
  release(): void {
    this.taken -= 1;
    this.admitWaiting();
  }

  private admitWaiting(): void {
    for (const waiter of this.waiters) {
      if (!this.tryAcquire()) return;
      waiter.admit();
    }
  }

  private wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const stop = (): void => {
        this.waiters.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const waiter: Waiter = {
        admit: () => {
          stop();
          resolve();
        },
      };
      const abort = (): void => {
        stop();
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new OverloadedError("waited"));
      }, this.maxWait);
      signal?.addEventListener("abort", abort, { once: true });
      this.waiters.add(waiter);
    });
  }
}
