/** A request whose handler is at work; a member of {@link InFlight}'s list. */
export interface Pending {
  previous: Pending | undefined;
  next: Pending | undefined;
  /** The tick at which it has had its time. */
  deadline: number;
  /** Called once, when it has. */
  expire(): void;
}

/**
 * Watches over handlers that take too long, with one coarse timer for all of them: a timer for each request would cost
 * more than routing it.
 */
export class InFlight {
  private oldest: Pending | undefined = undefined;
  private newest: Pending | undefined = undefined;
  private tick: number = 0;
  private idleTicks: number = 0;
  private timer: ReturnType<typeof setInterval> | undefined = undefined;
  private readonly interval: number;
  private readonly allowance: number;

  /** @param timeout milliseconds; it is kept with a tenth of it as tolerance, one second at most */
  constructor(timeout: number) {
    this.interval = Math.min(1000, Math.max(1, Math.ceil(timeout / 10)));
    // One more, because the current tick is partly over.
    this.allowance = Math.ceil(timeout / this.interval) + 1;
  }

  add(pending: Pending): void {
    pending.deadline = this.tick + this.allowance;
    pending.previous = this.newest;
    pending.next = undefined;
    if (this.newest === undefined) this.oldest = pending;
    else this.newest.next = pending;
    this.newest = pending;
    this.idleTicks = 0;
    this.timer ??= this.start();
  }

  remove(pending: Pending): void {
    const { previous, next } = pending;
    if (previous === undefined) this.oldest = next;
    else previous.next = next;
    if (next === undefined) this.newest = previous;
    else next.previous = previous;
    pending.previous = undefined;
    pending.next = undefined;
  }

  get isEmpty(): boolean {
    return this.oldest === undefined;
  }

  /** Calls `visit` for every request at work. */
  forEach(visit: (pending: Pending) => void): void {
    for (let pending = this.oldest; pending !== undefined;) {
      const { next } = pending;
      visit(pending);
      pending = next;
    }
  }

  private start(): ReturnType<typeof setInterval> {
    const timer = setInterval(() => this.sweep(), this.interval);
    timer.unref();
    return timer;
  }

  /** All have the same allowance, so the oldest ones expire first. */
  private sweep(): void {
    this.tick += 1;
    while (this.oldest !== undefined && this.oldest.deadline <= this.tick) {
      const expired = this.oldest;
      this.remove(expired);
      expired.expire();
    }
    // A busy server is not to start and stop the timer for every request.
    if (this.oldest === undefined && ++this.idleTicks > 10) {
      clearInterval(this.timer);
      this.timer = undefined;
      this.idleTicks = 0;
    }
  }
}
