/** How a limit follows what it limits. */
export interface AimdOptions {
  /** Milliseconds that an answer may take; one that takes longer says that there is too much to do. */
  readonly target: number;
  /** Least limit (default 1). */
  readonly min?: number | undefined;
  /** What is left of the limit after an answer that took too long: more than 0 and less than 1 (default 0.9). */
  readonly backoff?: number | undefined;
}

/**
 * Finds how many requests a service can work at by the time that it takes: additive increase, multiplicative decrease, as TCP
 * finds the bandwidth of a line (RFC 5681 §3.1). A slow answer lowers the limit, once for all the requests that were at work
 * together; as many fast answers as the limit allows raise it by one, unless it was not exhausted and so says nothing.
 */
export class Aimd {
  private current: number;
  private lowered: number = -Infinity;
  private readonly most: number;
  private readonly least: number;
  private readonly target: number;
  private readonly backoff: number;

  /**
   * @param most the limit at first, and the highest one
   * @throws {RangeError} when a number makes no sense
   */
  constructor(most: number, { target, min = 1, backoff = 0.9 }: AimdOptions) {
    if (!(target > 0 && target < Infinity)) throw new RangeError(`target is more than 0 ms, not ${target}`);
    if (!(Number.isInteger(min) && min >= 1 && min <= most)) {
      throw new RangeError(`min is a whole number from 1 to the limit of ${most}, not ${min}`);
    }
    if (!(backoff > 0 && backoff < 1)) throw new RangeError(`backoff lies between 0 and 1, not ${backoff}`);
    this.current = most;
    this.most = most;
    this.least = min;
    this.target = target;
    this.backoff = backoff;
  }

  /** A whole number. */
  get limit(): number {
    return Math.floor(this.current);
  }

  /**
   * Learns from an answer.
   * @param startedAt when its request went to work, in milliseconds
   * @param now when the answer was there
   * @param active how many were at work, this one included
   * @returns the limit from now on
   */
  observe(startedAt: number, now: number, active: number): number {
    if (now - startedAt > this.target) {
      // Those that began before felt the limit as it was.
      if (startedAt >= this.lowered) {
        this.current = Math.max(this.least, this.current * this.backoff);
        this.lowered = now;
      }
    } else if (active >= this.limit) {
      this.current = Math.min(this.most, this.current + 1 / this.current);
    }
    return this.limit;
  }
}
