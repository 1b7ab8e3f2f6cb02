import { inspect } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { ServiceBuilder } from "./builder.ts";
import { identity, layerFn, optionLayer, stack } from "./layer.ts";
import type { Layer } from "./layer.ts";
import { mapErr, mapResponse } from "./map.ts";
import { serviceFn } from "./service.ts";
import type { Service } from "./service.ts";
import { timeout, TimeoutError } from "./timeout.ts";

interface Cx {
  log: string[];
  signal?: AbortSignal;
}
type Echo = Service<Cx, string, string>;

const echo: Echo = serviceFn((cx, req) => {
  cx.log.push("s");
  return req;
});

function tracing(name: string): Layer<Echo> {
  return layerFn((inner) =>
    serviceFn(async (cx, req) => {
      cx.log.push(name);
      const res = await inner.call(cx, req);
      cx.log.push(name);
      return res;
    }),
  );
}

async function trace(service: Echo): Promise<string> {
  const cx: Cx = { log: [] };
  await service.call(cx, "x");
  return cx.log.join("");
}

describe("services and layers", () => {
  test("100 interleaved calls keep their contexts apart", async () => {
    const service: Service<{ id: number }, number, number[]> = serviceFn(async (cx, req) => {
      await sleep(req % 3);
      return [cx.id, req];
    });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => service.call({ id: i }, i)),
    );
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => [i, i]));
  });

  test("a lifted function shows its name and equals a class", () => {
    function greet(_cx: null, name: string): string {
      return `hello ${name}`;
    }
    class Greet implements Service<null, string, string> {
      call(_cx: null, name: string): string {
        return `hello ${name}`;
      }
    }
    expect(serviceFn(greet).call(null, "you")).toBe(new Greet().call(null, "you"));
    expect(serviceFn(greet).name).toBe("greet");
    expect(inspect(serviceFn(greet))).toContain("greet");
    expect(
      layerFn(function logged(inner: Echo) {
        return inner;
      }).name,
    ).toBe("logged");
  });

  const [a, b, c] = [tracing("a"), tracing("b"), tracing("c")];
  test.each<[string, Echo]>([
    ["asa", new ServiceBuilder().layer(a).service(echo)],
    ["absba", new ServiceBuilder().layer(a).layer(b).service(echo)],
    ["absba", stack(b, a).layer(echo)],
    [
      "absba",
      new ServiceBuilder()
        .layer(identity)
        .layer(a)
        .layer(b)
        .serviceFn((cx, req) => echo.call(cx, req)),
    ],
    // Nested anywhere, a builder equals its layers in a row.
    ["abcscba", new ServiceBuilder().layer(a).layer(b).layer(c).service(echo)],
    ["abcscba", new ServiceBuilder().layer(new ServiceBuilder().layer(a).layer(b)).layer(c).service(echo)],
    ["abcscba", new ServiceBuilder().layer(a).layer(new ServiceBuilder().layer(b).layer(c)).service(echo)],
    ["abcscba", new ServiceBuilder().layer(a).layer(b).layer(c).layer(echo)],
    [
      "abcscba",
      new ServiceBuilder()
        .layer(a)
        .layerFn((inner: Echo) => b.layer(c.layer(inner)))
        .service(echo),
    ],
    ["asa", new ServiceBuilder().optionLayer(undefined).optionLayer(a).service(echo)],
  ])("the first layer added is the outermost: %s", async (expected, service) => {
    expect(await trace(service)).toBe(expected);
  });

  test("a builder is not changed by what is added to it", async () => {
    const base = new ServiceBuilder().layer(a);
    const longer = base.layer(b);
    expect(await trace(base.service(echo))).toBe("asa");
    expect(await trace(longer.service(echo))).toBe("absba");
  });

  test("no layer adds no wrapper", () => {
    expect(new ServiceBuilder().service(echo)).toBe(echo);
    expect(optionLayer<Echo, Echo>(undefined).layer(echo)).toBe(echo);
    expect(timeout(undefined).layer(echo)).toBe(echo);
    expect(optionLayer(a).layer(echo)).not.toBe(echo);
  });

  test("wraps share what the constructor makes and own what layer() makes", () => {
    class Counting implements Layer<Echo> {
      all = 0;
      layer(inner: Echo): Echo {
        let own = 0;
        return serviceFn((cx, req) => {
          cx.log.push(`${++own}/${++this.all} `);
          return inner.call(cx, req);
        });
      }
    }
    const counting = new Counting();
    const [one, two] = [counting.layer(echo), counting.layer(echo)];
    const cx: Cx = { log: [] };
    for (const service of [one, two, one]) void service.call(cx, "x");
    expect(cx.log.join("")).toBe("1/1 s1/2 s2/3 s");
  });
});

describe("timeout", () => {
  test("rejects, aborts the inner signal, and drops a late failure", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    let signal: AbortSignal | undefined;
    const slow: Echo = serviceFn(async (cx) => {
      signal = cx.signal;
      await sleep(40);
      throw new Error("too late");
    });
    await expect(timeout(10).layer(slow).call({ log: [] }, "x")).rejects.toThrow(TimeoutError);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBeInstanceOf(TimeoutError);
    await sleep(60);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("at its very end it rejects, aborts the signal and leaves no timer", async () => {
    vi.useFakeTimers();
    try {
      let signal: AbortSignal | undefined;
      const hanging: Echo = serviceFn((cx) => {
        signal = cx.signal;
        return new Promise(() => undefined);
      });
      const answer = timeout(50).layer(hanging).call({ log: [] }, "x");
      const failed = Promise.resolve(answer).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(49);
      expect(signal?.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await failed).toMatchObject({ name: "TimeoutError", timeout: 50 });
      expect(signal?.aborted).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("leaves no timer behind, whatever the end", async () => {
    vi.useFakeTimers();
    try {
      const limited = (answer: () => Promise<string>): Promise<string> =>
        Promise.resolve(timeout(1000).layer(serviceFn(answer)).call(null, null));
      expect(await limited(() => Promise.resolve("x"))).toBe("x");
      await expect(limited(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
      expect(vi.getTimerCount()).toBe(0);
      // What answers at once never gets one.
      expect(
        timeout(1000)
          .layer(serviceFn(() => "now"))
          .call(null, null),
      ).toBe("now");
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("the inner signal follows the outer one, with its reason", async () => {
    const outer = new AbortController();
    const waiting: Service<{ signal: AbortSignal }, string, unknown> = serviceFn(
      (cx) => new Promise((resolve) => cx.signal.addEventListener("abort", () => resolve(cx.signal.reason))),
    );
    const answer = timeout(5000).layer(waiting).call({ signal: outer.signal }, "x");
    outer.abort("gone");
    expect(await answer).toBe("gone");
    const seen = timeout(5000)
      .layer(serviceFn((cx: { signal: AbortSignal }) => cx.signal.reason as string))
      .call({ signal: outer.signal }, "x");
    expect(seen).toBe("gone");
  });

  test.each([0, -1, Number.NaN, Infinity, 2 ** 31])("%s ms is refused", (ms) => {
    expect(() => timeout(ms)).toThrow(RangeError);
  });
});

describe("mapErr and mapResponse", () => {
  const failing = (error: unknown): Service<null, null, string>[] => [
    serviceFn(() => {
      throw error;
    }),
    serviceFn(() => Promise.reject(error)),
  ];

  test("a mapped error keeps the original as its cause", async () => {
    const original = new Error("inner");
    for (const service of failing(original)) {
      const mapped = mapErr(() => new RangeError("outer")).layer(service);
      const error: unknown = await Promise.resolve()
        .then(() => mapped.call(null, null))
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ message: "outer", cause: original });
    }
  });

  test("an error that has a cause keeps it, and the same error gets none", async () => {
    const original = new Error("inner");
    const own = new Error("outer", { cause: "other" });
    for (const service of failing(original)) {
      const run = (map: (e: unknown) => unknown): Promise<unknown> =>
        Promise.resolve()
          .then(() => mapErr(map).layer(service).call(null, null))
          .catch((e: unknown) => e);
      expect(await run(() => own)).toMatchObject({ cause: "other" });
      expect(await run((e) => e)).toBe(original);
      expect(original.cause).toBeUndefined();
    }
  });

  test("a mapped response changes value and type, sync stays sync", async () => {
    const length = mapResponse((res: string, cx: Cx) => res.length + cx.log.length);
    expect(length.layer(echo).call({ log: [] }, "four")).toBe(5);
    expect(await length.layer(a_()).call({ log: [] }, "four")).toBe(7);
  });

  function a_(): Echo {
    return tracing("a").layer(echo);
  }
});
