import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FailureRecord } from "../error-handler.ts";
import { call } from "../kit.fixture.ts";
import { get } from "../methods.ts";
import { Router } from "../router.ts";
import type { Check } from "./check.ts";
import { health } from "./health.ts";
import type { Health, HealthOptions } from "./health.ts";
import type { ServerState } from "./shutdown.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Setup {
  readonly probes: Health;
  /** The server that is watched; a test moves it on. */
  readonly server: { state: ServerState };
  readonly log: string[];
}

/** A server that is ready and has started, with these options. */
function ready(options: HealthOptions = {}): Setup {
  const log: string[] = [];
  const logger = {
    error: (record: FailureRecord, text: string) => void log.push(`${text}: ${record.message}`),
  };
  const probes = health({ logger, ...options });
  const server: { state: ServerState } = { state: "ready" };
  probes.watch(server);
  probes.started();
  return { probes, server, log };
}

/** Statuses of the three probes: startup, readiness, liveness. */
async function statuses({ router }: Health): Promise<number[]> {
  const paths = ["/startupz", "/readyz", "/livez"];
  return Promise.all(paths.map(async (path) => (await call(router, "GET", path)).status));
}

describe("state", () => {
  test.each<[ServerState, number]>([
    ["starting", 503],
    ["ready", 200],
    ["draining", 503],
    ["stopping", 503],
    ["closed", 503],
  ])("a server that is %s: readiness %i, startup and liveness 200", async (state, status) => {
    const { probes, server } = ready();
    server.state = state;
    expect(await statuses(probes)).toEqual([200, status, 200]);
  });

  test("before started(), startup and readiness are 503, liveness is 200", async () => {
    const probes = health();
    probes.watch({ state: "ready" });
    expect(await statuses(probes)).toEqual([503, 503, 200]);
    probes.started();
    expect(await statuses(probes)).toEqual([200, 200, 200]);
  });

  test("nothing is ready without a server; with several, all must be", async () => {
    const probes = health();
    probes.started();
    expect(await statuses(probes)).toEqual([200, 503, 200]);
    const second: { state: ServerState } = { state: "ready" };
    probes.watch({ state: "ready" });
    probes.watch(second);
    expect(await statuses(probes)).toEqual([200, 200, 200]);
    second.state = "draining";
    expect(await statuses(probes)).toEqual([200, 503, 200]);
  });

  test("a server that closes while checks run is not ready", async () => {
    const { probes, server } = ready({ readiness: { slow: () => new Promise((r) => setTimeout(r, 100)) } });
    const seen = statuses(probes);
    server.state = "draining";
    await vi.advanceTimersByTimeAsync(100);
    expect(await seen).toEqual([200, 503, 200]);
  });
});

describe("replies", () => {
  test.each<[string, string, number, string]>([
    ["GET", "/readyz", 200, "ok\n"],
    // Servers leave out the body.
    ["HEAD", "/readyz", 200, "ok\n"],
    ["HEAD", "/livez", 200, "ok\n"],
    [
      "GET",
      "/readyz?verbose",
      200,
      "[+]started ok\n[+]server ok\n[+]database ok\n[+]cache ok\nreadyz check passed\n",
    ],
    ["GET", "/readyz?a=b&verbose=1", 200, expect.stringContaining("[+]database ok")],
    ["GET", "/readyz?verbosely", 200, "ok\n"],
    ["GET", "/startupz?verbose", 200, "[+]started ok\nstartupz check passed\n"],
    ["GET", "/livez?verbose", 200, "livez check passed\n"],
    ["POST", "/readyz", 405, expect.stringContaining("405")],
  ])("%s %s: %i", async (method, target, status, body) => {
    const { probes } = ready({ readiness: { database: () => true, cache: () => undefined } });
    const seen = await call(probes.router, method, target);
    expect([seen.status, seen.body]).toEqual([status, body]);
  });

  test.each(["GET", "HEAD"])("%s of what fails is 503 and names nothing", async (method) => {
    const { probes } = ready({ readiness: { database: () => false } });
    expect(await call(probes.router, method, "/readyz")).toMatchObject({ status: 503, body: "failed\n" });
  });

  test("both are plain text that nobody stores", async () => {
    const { probes } = ready();
    for (const path of ["/readyz", "/livez", "/startupz"]) {
      expect((await call(probes.router, "GET", path)).headers).toMatchObject({
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
      });
    }
  });

  test("paths are configurable, and layers of a router it is merged with stay outside", async () => {
    const { probes } = ready({ paths: { readiness: "/health/ready", liveness: "/health/live" } });
    const api = new Router()
      .route(
        "/",
        get(() => "api"),
      )
      .layer({ layer: () => ({ call: () => Promise.reject(new Error("no")) }) });
    const router = new Router().merge(probes.router).merge(api);
    expect(router.routes().map(({ path }) => path)).toEqual([
      "/startupz",
      "/health/ready",
      "/health/live",
      "/",
    ]);
    expect((await call(router, "GET", "/health/ready")).status).toBe(200);
    await expect(call(router, "GET", "/")).rejects.toThrow("no");
  });
});

describe("checks", () => {
  const secret = "password=hunter2";
  const hangs: Check = () => new Promise(() => undefined);

  test.each<[string, Check, number, string[]]>([
    ["returns nothing", () => undefined, 200, []],
    ["returns a falsy value other than false", () => 0, 200, []],
    ["resolves", () => Promise.resolve(true), 200, []],
    ["returns false", () => false, 503, ["Error: It returned false."]],
    ["resolves to false", () => Promise.resolve(false), 503, ["Error: It returned false."]],
    [
      "throws",
      () => {
        throw new Error(secret);
      },
      503,
      [`Error: ${secret}`],
    ],
    ["rejects", () => Promise.reject(new Error(secret)), 503, [`Error: ${secret}`]],
    // oxlint-disable-next-line prefer-promise-reject-errors
    ["rejects with nothing", () => Promise.reject(), 503, ["Error: It failed without saying why."]],
    ["hangs", hangs, 503, ["TimeoutError: It took longer than 1000 ms."]],
  ])("one that %s: the log says why, callers do not see it", async (_how, check, status, why) => {
    for (const [path, kind] of [
      ["/readyz", "readiness"],
      ["/livez", "liveness"],
    ] as const) {
      const { probes, log } = ready({ [kind]: { it: check } });
      const answer = call(probes.router, "GET", `${path}?verbose`);
      await vi.advanceTimersByTimeAsync(1000);
      const seen = await answer;
      expect(seen.status).toBe(status);
      expect(seen.body).toContain(status === 200 ? "[+]it ok" : "[-]it failed: reason withheld");
      expect(seen.body).not.toContain(secret);
      expect(log).toEqual(why.map((text) => `health check it failed: ${text}`));
    }
  });

  test("liveness does not depend on readiness, nor the reverse", async () => {
    expect(await statuses(ready({ readiness: { it: () => false } }).probes)).toEqual([200, 503, 200]);
    expect(await statuses(ready({ liveness: { it: () => false } }).probes)).toEqual([200, 200, 503]);
  });

  test("they run at the same time, each with its own time limit and a signal that tells of it", async () => {
    const signals: AbortSignal[] = [];
    const slow: Check = (signal) => {
      signals.push(signal);
      return new Promise((resolve) => setTimeout(resolve, 80));
    };
    const { probes } = ready({
      readiness: { a: slow, b: slow, c: (signal) => (signals.push(signal), hangs(signal)) },
      checkTimeout: 100,
    });
    const answer = call(probes.router, "GET", "/readyz?verbose");
    await vi.advanceTimersByTimeAsync(100);
    expect((await answer).body).toContain("[+]a ok\n[+]b ok\n[-]c failed");
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, true]);
  });

  test("a result counts for the cache time from its end, for probes at the same time as well", async () => {
    const check = vi.fn<() => Promise<void>>(() => new Promise((resolve) => setTimeout(resolve, 500)));
    const { probes } = ready({ readiness: { check }, cacheTime: 200 });
    const probe = (): Promise<unknown> => call(probes.router, "GET", "/readyz");
    const together = [probe(), probe(), probe()];
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all(together);
    await vi.advanceTimersByTimeAsync(199);
    await probe();
    expect(check).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    void probe();
    expect(check).toHaveBeenCalledTimes(2);
  });

  test("the state of the server is not cached", async () => {
    const { probes, server } = ready({ readiness: { check: () => true }, cacheTime: 60_000 });
    expect(await statuses(probes)).toEqual([200, 200, 200]);
    server.state = "draining";
    expect(await statuses(probes)).toEqual([200, 503, 200]);
  });

  test("one that hangs is not started beside itself, and counts again when it has ended", async () => {
    let finish = (): void => undefined;
    const check = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (finish = resolve)));
    const { probes, log } = ready({ readiness: { check }, checkTimeout: 100, cacheTime: 0 });
    const probe = async (): Promise<number> => {
      const answer = call(probes.router, "GET", "/readyz");
      await vi.advanceTimersByTimeAsync(100);
      return (await answer).status;
    };
    expect([await probe(), await probe(), await probe()]).toEqual([503, 503, 503]);
    expect(check).toHaveBeenCalledTimes(1);
    expect(log).toEqual([
      "health check check failed: TimeoutError: It took longer than 100 ms.",
      "health check check failed: Error: It still has not finished.",
    ]);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    check.mockImplementation(() => Promise.resolve());
    expect(await probe()).toBe(200);
  });

  test("the log hears when a check begins to fail and when its error changes, not at each probe", async () => {
    let error: string | undefined = "a";
    const check = (): void => {
      if (error !== undefined) throw new Error(error);
    };
    const { probes, log } = ready({ readiness: { check }, cacheTime: 0 });
    for (const next of ["a", "a", "b", undefined, "b", "b"]) {
      error = next;
      await call(probes.router, "GET", "/readyz");
    }
    expect(log.map((line) => line.at(-1))).toEqual(["a", "b", "b"]);
  });
});

test.each<[HealthOptions, typeof RangeError | typeof TypeError, string]>([
  [{ checkTimeout: 0 }, RangeError, "checkTimeout"],
  [{ checkTimeout: Number.NaN }, RangeError, "checkTimeout"],
  [{ cacheTime: -1 }, RangeError, "cacheTime"],
  [{ cacheTime: Infinity }, RangeError, "cacheTime"],
  [{ readiness: { "a\nb": () => true } }, TypeError, "printable"],
  [{ liveness: { "": () => true } }, TypeError, "printable"],
  [{ readiness: { a: "x" as never } }, TypeError, "a is a function"],
])("nonsense is refused: %o", (options, kind, text) => {
  expect(() => health(options)).toThrow(kind);
  expect(() => health(options)).toThrow(text);
});
