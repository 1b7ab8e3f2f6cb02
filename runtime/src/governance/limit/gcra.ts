/** How much may be asked for in which time. */
export interface RatePolicy {
  /** Units that are allowed in a window. */
  readonly quota: number;
  /** Length of the window in milliseconds. */
  readonly window: number;
  /** Units that may be taken at once after a time of rest (default: the quota). */
  readonly burst?: number | undefined;
}

/** What became of an attempt to take units. Times are milliseconds from now. */
export interface RateDecision {
  readonly allowed: boolean;
  /** Units that could be taken now. */
  readonly remaining: number;
  /** When all units are there again, if none are taken meanwhile. */
  readonly resetAfter: number;
  /** When the same attempt will succeed; 0 when it did, Infinity when it never will. */
  readonly retryAfter: number;
}

/**
 * Checks a policy.
 * @throws {RangeError} when a number makes no sense
 */
export function checkPolicy({ quota, window, burst = quota }: RatePolicy): void {
  if (!(Number.isInteger(quota) && quota >= 1)) {
    throw new RangeError(`quota is a whole number of 1 or more, not ${quota}`);
  }
  if (!(window > 0 && window < Infinity)) throw new RangeError(`window is more than 0 ms, not ${window}`);
  if (!(Number.isInteger(burst) && burst >= 1)) {
    throw new RangeError(`burst is a whole number of 1 or more, not ${burst}`);
  }
}

// Sums of fractions are a little off; a thousandth of a millisecond is less than any clock of a server tells apart.
const tolerance = 1e-3;

/**
 * The generic cell rate algorithm: a token bucket of which all that is to be known is one number, the time at which it is full
 * again. It holds `burst` units at most, and `quota` units flow in evenly over each window.
 * @see https://www.itu.int/rec/T-REC-I.371 Annex A
 */
export class Gcra {
  private readonly interval: number;
  private readonly depth: number;

  constructor({ quota, window, burst = quota }: RatePolicy) {
    this.interval = window / quota;
    this.depth = burst * this.interval;
  }

  /**
   * The time at which the bucket is full after units were taken; undefined when there are not enough.
   * @param fullAt when it would be full before; undefined: it is
   */
  take(fullAt: number | undefined, now: number, units: number): number | undefined {
    const after = Math.max(fullAt ?? now, now) + units * this.interval;
    return after - now > this.depth + tolerance ? undefined : after;
  }

  /** What is to be said of a bucket. */
  decide(allowed: boolean, fullAt: number | undefined, now: number, units: number): RateDecision {
    const resetAfter = Math.max(0, (fullAt ?? now) - now);
    const remaining = Math.max(0, Math.floor((this.depth - resetAfter + tolerance) / this.interval));
    const missing = resetAfter + units * this.interval - this.depth;
    let retryAfter = 0;
    if (!allowed)
      retryAfter = units * this.interval > this.depth + tolerance ? Infinity : Math.max(0, missing);
    return { allowed, remaining, resetAfter, retryAfter };
  }
}
