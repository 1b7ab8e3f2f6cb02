import type { Awaitable } from "../../service/service.ts";
import { Gcra } from "./gcra.ts";
import type { RateDecision, RatePolicy } from "./gcra.ts";

/** An attempt to take units from one bucket. */
export interface RateTake {
  /** Names the bucket: no other policy and no other caller has the same. */
  readonly key: string;
  readonly policy: RatePolicy;
  /** Units; a whole number of 1 or more. */
  readonly units: number;
}

/** Keeps the buckets of a rate limit: in memory, or where several servers share them. */
export interface RateStore {
  /**
   * Takes from all buckets, or from none when one of them has too little, as one step that no other attempt can come between.
   * @returns a decision for each, in the same order; one that is not at fault for a refusal is `allowed` and took nothing
   */
  take(takes: readonly RateTake[]): Awaitable<readonly RateDecision[]>;
}

export interface MemoryRateStoreOptions {
  /** Most buckets that are kept (default 100 000, some 10 MB); beyond, those that were not asked for longest are forgotten. */
  readonly maxKeys?: number | undefined;
  /** Milliseconds of a clock that never goes back (default: `performance.now`). */
  readonly clock?: (() => number) | undefined;
}

/** Keeps buckets in the memory of this process; a full bucket takes no room. */
export class MemoryRateStore implements RateStore {
  // When each bucket is full again, in the order in which they were last asked for.
  private readonly buckets: Map<string, number> = new Map();
  private readonly algorithms: WeakMap<RatePolicy, Gcra> = new WeakMap();
  private readonly maxKeys: number;
  private readonly clock: () => number;

  /** @throws {RangeError} when `maxKeys` is not a whole number of 1 or more */
  constructor({ maxKeys = 100_000, clock = () => performance.now() }: MemoryRateStoreOptions = {}) {
    if (!(Number.isInteger(maxKeys) && maxKeys >= 1)) {
      throw new RangeError(`maxKeys is a whole number of 1 or more, not ${maxKeys}`);
    }
    this.maxKeys = maxKeys;
    this.clock = clock;
  }

  /** Buckets that are kept at the moment. */
  get size(): number {
    return this.buckets.size;
  }

  take(takes: readonly RateTake[]): readonly RateDecision[] {
    const now = this.clock();
    const after = takes.map(({ key, policy, units }) =>
      this.algorithm(policy).take(this.buckets.get(key), now, units),
    );
    const all = !after.includes(undefined);
    return takes.map(({ key, policy, units }, i) => {
      const before = this.buckets.get(key);
      const fullAt = all ? after[i] : before;
      if (fullAt !== undefined) this.keep(key, fullAt, now);
      return this.algorithm(policy).decide(after[i] !== undefined, fullAt, now, units);
    });
  }

  private algorithm(policy: RatePolicy): Gcra {
    let algorithm = this.algorithms.get(policy);
    if (algorithm === undefined) this.algorithms.set(policy, (algorithm = new Gcra(policy)));
    return algorithm;
  }

  private keep(key: string, fullAt: number, now: number): void {
    const { buckets } = this;
    // What is deleted and added again is the newest.
    const known = buckets.delete(key);
    if (!known) this.makeRoom(now);
    buckets.set(key, fullAt);
  }

  /** Forgets the oldest buckets while they are full, two for each new one at most; and one in any case when there is no room. */
  private makeRoom(now: number): void {
    const { buckets } = this;
    let looks = 2;
    for (const [key, fullAt] of buckets) {
      if (fullAt > now && buckets.size < this.maxKeys) return;
      buckets.delete(key);
      if (--looks === 0) return;
    }
  }
}
