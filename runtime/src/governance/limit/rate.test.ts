import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPolicy, Gcra } from "./gcra.ts";
import type { RatePolicy } from "./gcra.ts";
import { MemoryRateStore } from "./rate-store.ts";

/** A token bucket as one would draw it, in whole units of `1 / window`, so that nothing is rounded. */
class Bucket {
  private level: number;
  private at: number = 0;
  private readonly policy: { readonly quota: number; readonly window: number; readonly burst: number };

  constructor({ quota, window, burst = quota }: RatePolicy) {
    this.policy = { quota, window, burst };
    this.level = burst * window;
  }

  take(now: number, units: number): { allowed: boolean; remaining: number } {
    const { quota, window, burst } = this.policy;
    this.level = Math.min(burst * window, this.level + (now - this.at) * quota);
    this.at = now;
    const allowed = this.level >= units * window;
    if (allowed) this.level -= units * window;
    return { allowed, remaining: Math.floor(this.level / window) };
  }
}

const policies = fc.record({
  quota: fc.integer({ min: 1, max: 50 }),
  window: fc.integer({ min: 1, max: 10_000 }),
  burst: fc.integer({ min: 1, max: 60 }),
});
const attempts = fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 4 })), { maxLength: 80 });

describe("the cell rate algorithm", () => {
  test("decides as a token bucket does", () => {
    fc.assert(
      fc.property(policies, attempts, (policy, all) => {
        let now = 0;
        const store = new MemoryRateStore({ clock: () => now });
        const bucket = new Bucket(policy);
        for (const [pause, units] of all) {
          now += pause;
          const [decision] = store.take([{ key: "k", policy, units }]);
          expect({ allowed: decision?.allowed, remaining: decision?.remaining }).toEqual(
            bucket.take(now, units),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test("in no stretch of time more is allowed than the burst and what flows in meanwhile", () => {
    fc.assert(
      fc.property(policies, attempts, (policy, all) => {
        let now = 0;
        const store = new MemoryRateStore({ clock: () => now });
        const taken: { at: number; units: number }[] = [];
        for (const [pause, units] of all) {
          now += pause;
          if (store.take([{ key: "k", policy, units }])[0]?.allowed) taken.push({ at: now, units });
        }
        taken.forEach((first, i) => {
          let sum = 0;
          for (const { at, units } of taken.slice(i)) {
            sum += units;
            const most = policy.burst + ((at - first.at) * policy.quota) / policy.window;
            expect(sum).toBeLessThanOrEqual(most + 0.01);
          }
        });
      }),
    );
  });

  test("retryAfter is the earliest time at which the same attempt succeeds, resetAfter when all is there", () => {
    fc.assert(
      fc.property(policies, attempts, (policy, all) => {
        const gcra = new Gcra(policy);
        let fullAt: number | undefined;
        let now = 0;
        for (const [pause, units] of all) {
          now += pause / 10;
          const after = gcra.take(fullAt, now, units);
          if (after !== undefined) fullAt = after;
          const { allowed, retryAfter, resetAfter } = gcra.decide(after !== undefined, fullAt, now, units);
          expect(gcra.decide(true, fullAt, now + resetAfter, 1).remaining).toBe(policy.burst);
          if (allowed) expect(retryAfter).toBe(0);
          else if (units > policy.burst) expect(retryAfter).toBe(Infinity);
          else {
            expect(gcra.take(fullAt, now + retryAfter, units)).toBeDefined();
            expect(gcra.take(fullAt, now + retryAfter - 0.01, units)).toBeUndefined();
          }
        }
      }),
    );
  });

  test.each([
    { quota: 0, window: 1 },
    { quota: 1.5, window: 1 },
    { quota: Number.NaN, window: 1 },
    { quota: 1, window: 0 },
    { quota: 1, window: Infinity },
    { quota: 1, window: 1, burst: 0 },
  ])("%j is no policy", (policy) => {
    expect(() => checkPolicy(policy)).toThrow(RangeError);
  });
});

describe("MemoryRateStore", () => {
  const policy = { quota: 2, window: 1_000 };
  const tight = { quota: 1, window: 10_000 };

  test("takes from all buckets or from none", () => {
    const store = new MemoryRateStore({ clock: () => 0 });
    const both = [
      { key: "a", policy, units: 1 },
      { key: "b", policy: tight, units: 1 },
    ];
    expect(store.take(both).map(({ allowed }) => allowed)).toEqual([true, true]);
    expect(store.take(both).map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 1],
      [false, 0],
    ]);
    expect(store.take([{ key: "a", policy, units: 1 }])).toMatchObject([{ allowed: true, remaining: 0 }]);
  });

  test("keeps no more buckets than it may, and forgets those that were not asked for longest", () => {
    const store = new MemoryRateStore({ maxKeys: 100, clock: () => 0 });
    const ask = (key: string): boolean => store.take([{ key, policy: tight, units: 1 }])[0]?.allowed === true;
    for (let i = 0; i < 1_000; i++) {
      ask(`k${i}`);
      // One that keeps asking, and is refused, stays known however many others come.
      expect(ask("persistent")).toBe(i === 0);
      expect(store.size).toBeLessThanOrEqual(100);
    }
    expect(ask("k1")).toBe(true);
  });

  test("lets go of buckets that are full again, before it is at its limit", () => {
    let now = 0;
    const store = new MemoryRateStore({ clock: () => now });
    for (let i = 0; i < 5_000; i++) {
      now += 100;
      store.take([{ key: `k${i}`, policy, units: 1 }]);
    }
    expect(store.size).toBeLessThan(20);
  });

  test.each([0, -1, 1.5, Number.NaN])("%s buckets are refused", (maxKeys) => {
    expect(() => new MemoryRateStore({ maxKeys })).toThrow(RangeError);
  });
});
