import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { serviceFn } from "../../service/service.ts";
import type { Service } from "../../service/service.ts";
import { Aimd } from "./aimd.ts";
import { limitConcurrency } from "./limit.ts";
import { OverloadedError } from "./overloaded.ts";
import { Semaphore } from "./semaphore.ts";

/** Calls that end when the test says so. */
class Work {
  active: number = 0;
  most: number = 0;
  started: number = 0;
  private readonly open: (() => void)[] = [];

  readonly service: Service<{ signal?: AbortSignal }, unknown, string> = serviceFn(async () => {
    this.started += 1;
    this.most = Math.max(this.most, ++this.active);
    await new Promise<void>((resolve) => this.open.push(resolve));
    this.active -= 1;
    return "done";
  });

  endOne(): void {
    this.open.shift()?.();
  }
}

describe("limitConcurrency", () => {
  test("a limit of 2 admits 2 and refuses the third; a place that becomes free is taken again", async () => {
    const work = new Work();
    const limited = limitConcurrency({ limit: 2 }).layer(work.service);
    const calls = [limited.call({}, 1), limited.call({}, 2)];
    expect(() => limited.call({}, 3)).toThrow(OverloadedError);
    work.endOne();
    await calls[0];
    const third = limited.call({}, 3);
    work.endOne();
    work.endOne();
    expect(await Promise.all([calls[1], third])).toEqual(["done", "done"]);
    expect(work.most).toBe(2);
  });

  test("services that one layer wraps share its places", () => {
    const work = new Work();
    const layer = limitConcurrency({ limit: 1 });
    const [one, other] = [layer.layer(work.service), layer.layer(work.service)];
    void one.call({}, 1);
    expect(() => other.call({}, 2)).toThrow("too many requests at work");
  });

  test("what waits goes first in, first out, and is refused when it has waited too long", async () => {
    const work = new Work();
    const limited = limitConcurrency({ limit: 1, queue: 2, maxWait: 60 }).layer(work.service);
    const order: string[] = [];
    void limited.call({}, 0);
    const waiting = ["a", "b"].map(async (name) => {
      await limited.call({}, name);
      order.push(name);
    });
    const late = waiting[1]?.catch((error: unknown) => error);
    expect(() => limited.call({}, "c")).toThrow(expect.objectContaining({ reason: "full" }));
    work.endOne();
    await vi.waitUntil(() => work.started === 2);
    expect(await late).toMatchObject({ name: "OverloadedError", reason: "waited" });
    work.endOne();
    await waiting[0];
    expect(order).toEqual(["a"]);
  });

  test("who gives up leaves the queue, with the signal's reason", async () => {
    const work = new Work();
    const limited = limitConcurrency({ limit: 1, queue: 1, maxWait: 60_000 }).layer(work.service);
    void limited.call({}, 0);
    const controller = new AbortController();
    const waiting = limited.call({ signal: controller.signal }, 1);
    controller.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await expect(async () =>
      limited.call({ signal: AbortSignal.abort(new Error("left")) }, 2),
    ).rejects.toThrow("left");
    // Its place in the queue is free again.
    const next = limited.call({}, 3);
    work.endOne();
    await vi.waitUntil(() => work.started === 2);
    work.endOne();
    expect(await next).toBe("done");
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("x");
      },
    ],
    ["rejects", () => Promise.reject(new Error("x"))],
    ["answers at once", () => "x"],
    ["answers later", () => Promise.resolve("x")],
  ])("a service that %s gives its place back", async (_how, answer) => {
    const limited = limitConcurrency({ limit: 1 }).layer(serviceFn(answer));
    for (let i = 0; i < 3; i++) {
      const outcome = await Promise.resolve()
        .then(() => limited.call({}, i))
        .catch((error: Error) => error.message);
      expect(outcome).toBe("x");
    }
  });

  test.each([
    { limit: 0 },
    { limit: 1.5 },
    { limit: Number.NaN },
    { limit: 1, queue: -1 },
    { limit: 1, queue: 0.5 },
    { limit: 1, maxWait: 0 },
    { limit: 1, maxWait: Infinity },
  ])("%j is refused", (options) => {
    expect(() => limitConcurrency(options)).toThrow(RangeError);
  });
});

describe("Semaphore", () => {
  type Step = { readonly do: "enter" | "leave" | "resize"; readonly limit: number };
  const steps = fc.array(
    fc.record<Step>({
      do: fc.constantFrom("enter", "leave", "resize"),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 60 },
  );

  test("agrees with a list of who is in and a list of who waits, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 3 }), async (all, queue) => {
        const semaphore = new Semaphore({ limit: 2, queue, maxWait: 60_000 });
        const model = { limit: 2, inside: 0, waiting: [] as number[] };
        const admitted: number[] = [];
        const expected: number[] = [];
        const admit = (): void => {
          while (model.inside < model.limit && model.waiting.length > 0) {
            model.inside += 1;
            expected.push(model.waiting.shift() as number);
          }
        };
        for (const [i, step] of all.entries()) {
          if (step.do === "enter") {
            const full = model.inside >= model.limit;
            if (full && model.waiting.length >= queue) {
              expect(() => semaphore.acquire()).toThrow(OverloadedError);
            } else {
              void Promise.resolve(semaphore.acquire()).then(() => admitted.push(i));
              if (full) model.waiting.push(i);
              else {
                model.inside += 1;
                expected.push(i);
              }
            }
          } else if (step.do === "leave" && model.inside > 0) {
            model.inside -= 1;
            semaphore.release();
            admit();
          } else if (step.do === "resize") {
            model.limit = step.limit;
            semaphore.limit = step.limit;
            admit();
          }
          expect([semaphore.active, semaphore.waiting]).toEqual([model.inside, model.waiting.length]);
        }
        await sleep(0);
        expect(admitted.toSorted()).toEqual(expected.toSorted());
        semaphore.limit = 1_000;
      }),
      { numRuns: 100 },
    );
  });
});

describe("Aimd", () => {
  /**
   * A service that works at `capacity` requests at full speed and shares itself beyond, always asked for as much as it lets
   * in. Gives the limit after each answer.
   */
  function simulate(aimd: Aimd, capacity: number, answers: number): number[] {
    const base = 10;
    const limits: number[] = [];
    const running: { started: number; left: number }[] = [];
    let now = 0;
    while (limits.length < answers) {
      while (running.length < aimd.limit) running.push({ started: now, left: base });
      const speed = Math.min(1, capacity / running.length);
      const least = Math.min(...running.map(({ left }) => left));
      now += least / speed;
      for (const one of running) one.left -= least;
      const active = running.length;
      for (const one of running.filter(({ left }) => left <= 1e-9)) {
        running.splice(running.indexOf(one), 1);
        limits.push(aimd.observe(one.started, now, active));
      }
    }
    return limits;
  }

  test.each([
    [10, 20],
    [20, 40],
    [40, 80],
  ])("with a capacity of %i and twice its time as the target it settles near %i", (capacity, ideal) => {
    const limits = simulate(new Aimd(500, { target: 20.01 }), capacity, 20_000).slice(-5_000);
    const mean = limits.reduce((sum, limit) => sum + limit, 0) / limits.length;
    expect(mean).toBeGreaterThan(ideal * 0.8);
    expect(mean).toBeLessThan(ideal * 1.25);
    expect(Math.max(...limits)).toBeLessThan(ideal * 1.5);
  });

  test("it rises again to the highest limit when there is room, and not while the limit is not exhausted", () => {
    const aimd = new Aimd(50, { target: 20.01 });
    simulate(aimd, 5, 5_000);
    expect(aimd.limit).toBeLessThan(20);
    const before = aimd.limit;
    for (let i = 0; i < 1_000; i++) aimd.observe(1e9, 1e9 + 1, 1);
    expect(aimd.limit).toBe(before);
    simulate(aimd, 1_000, 20_000);
    expect(aimd.limit).toBe(50);
  });

  test("requests that were at work together lower it once", () => {
    const aimd = new Aimd(100, { target: 10, backoff: 0.5 });
    for (let i = 0; i < 100; i++) aimd.observe(i / 100, 50 + i / 100, 100);
    expect(aimd.limit).toBe(50);
    aimd.observe(51, 100, 50);
    expect(aimd.limit).toBe(25);
  });

  test("it stays a whole number within its bounds", () => {
    const observation = fc.tuple(fc.nat(1_000), fc.nat(100), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (all, min) => {
        const aimd = new Aimd(40, { target: 30, min });
        for (const [start, time, active] of all) {
          const limit = aimd.observe(start, start + time, active);
          expect(Number.isInteger(limit) && limit >= min && limit <= 40).toBe(true);
        }
      }),
    );
  });

  test.each([
    { target: 0 },
    { target: Number.NaN },
    { target: 1, min: 0 },
    { target: 1, min: 11 },
    { target: 1, backoff: 0 },
    { target: 1, backoff: 1 },
  ])("%j is refused", (options) => {
    expect(() => new Aimd(10, options)).toThrow(RangeError);
  });
});
