import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FailureRecord } from "../error-handler.ts";
import type { CloseOptions } from "../serve.ts";
import { health } from "./health.ts";
import { Shutdown } from "./shutdown.ts";
import type { Drainable, ServerState, ShutdownOptions } from "./shutdown.ts";

const order: readonly ServerState[] = ["starting", "ready", "draining", "stopping", "closed"];

/** A server whose last request ends when the test says so. */
class FakeHost implements Drainable {
  readonly calls: string[];
  private readonly busy: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(calls: string[]) {
    this.calls = calls;
  }

  drain(): void {
    this.calls.push("drain");
  }

  stop(): Promise<void> {
    this.calls.push("stop");
    return this.busy.promise;
  }

  abort(reason: unknown): void {
    this.calls.push(`abort ${(reason as DOMException).name}`);
  }

  destroy(): void {
    this.calls.push("destroy");
    this.busy.resolve();
  }

  finish(): void {
    this.busy.resolve();
  }
}

interface Setup {
  readonly shutdown: Shutdown;
  readonly host: FakeHost;
  /** What happened, in order. */
  readonly calls: string[];
  /** What the log was told. */
  readonly log: string[];
}

function start(options: ShutdownOptions & { closeGrace?: number; closeTimeout?: number } = {}): Setup {
  const calls: string[] = [];
  const log: string[] = [];
  const { closeGrace = 0, closeTimeout = 1000, ...rest } = options;
  const logger = {
    error: (record: FailureRecord, text: string) => void log.push(`${text}: ${record.message}`),
  };
  const shutdown = new Shutdown({ closeGrace, closeTimeout }, { logger, ...rest });
  const host = new FakeHost(calls);
  shutdown.listening(host);
  return { shutdown, host, calls, log };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets a time pass, and tells where the server is then. */
async function after(milliseconds: number, shutdown: Shutdown): Promise<ServerState> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  return shutdown.state;
}

describe("phases", () => {
  test("draining for the grace, then stopping until the last request is over, then closed", async () => {
    const { shutdown, host, calls } = start();
    expect(shutdown.state).toBe("ready");
    const closed = shutdown.close({ grace: 300 });
    expect([shutdown.state, shutdown.closing, ...calls]).toEqual(["draining", true, "drain"]);
    expect(await after(299, shutdown)).toBe("draining");
    expect(await after(1, shutdown)).toBe("stopping");
    expect(calls).toEqual(["drain", "stop"]);
    expect(await after(500, shutdown)).toBe("stopping");
    host.finish();
    await closed;
    expect(shutdown.state).toBe("closed");
    expect(calls).toEqual(["drain", "stop"]);
  });

  test("at the deadline signals are aborted, then everything is cut off", async () => {
    const { shutdown, calls } = start();
    const closed = shutdown.close({ grace: 100, timeout: 200 });
    expect(await after(299, shutdown)).toBe("stopping");
    expect(calls).toEqual(["drain", "stop"]);
    await after(2, shutdown);
    await closed;
    expect(calls).toEqual(["drain", "stop", "abort AbortError", "destroy"]);
  });

  test("grace and timeout are those of the server unless close() names others", async () => {
    const { shutdown } = start({ closeGrace: 100, closeTimeout: 200 });
    void shutdown.close();
    expect(await after(99, shutdown)).toBe("draining");
    expect(await after(200, shutdown)).toBe("stopping");
    expect(await after(2, shutdown)).toBe("closed");
  });

  test("a listener that fails to close is logged, and the rest is closed", async () => {
    const { shutdown, host, calls, log } = start();
    host.stop = () => Promise.reject(new Error("EBADF"));
    shutdown.onClosed(() => calls.push("pool"));
    await shutdown.close();
    expect(calls).toEqual(["drain", "pool"]);
    expect(log).toEqual(["closing the listener failed: Error: EBADF"]);
  });

  test("a server that does not listen cannot be closed", async () => {
    const shutdown = new Shutdown({ closeGrace: 0, closeTimeout: 0 }, {});
    await expect(shutdown.close()).rejects.toThrow("does not listen yet");
    expect(shutdown.state).toBe("starting");
  });
});

describe("starting", () => {
  test("with health, a server is starting until health.started(), and started waits for it", async () => {
    const probes = health();
    const { shutdown } = start({ health: probes });
    const started = vi.fn();
    void shutdown.started.then(started);
    await after(0, shutdown);
    expect([shutdown.state, started.mock.calls.length]).toEqual(["starting", 0]);
    probes.started();
    probes.started();
    expect(await after(0, shutdown)).toBe("ready");
    expect(started).toHaveBeenCalledOnce();
  });

  test("one that is closed before never becomes ready", async () => {
    const probes = health();
    const { shutdown, host } = start({ health: probes });
    host.finish();
    const closed = shutdown.close();
    await shutdown.started;
    probes.started();
    expect(shutdown.state).not.toBe("ready");
    await closed;
    expect(shutdown.state).toBe("closed");
  });
});

describe("hooks", () => {
  test("onClosing runs before the grace, onClosed after the last request; last added first, one after the other", async () => {
    const { shutdown, host, calls } = start();
    for (const name of ["a", "b"]) {
      shutdown.onClosing(async () => {
        calls.push(`closing ${name}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        calls.push(`${name} done`);
      });
      shutdown.onClosed(async () => {
        calls.push(`closed ${name}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        calls.push(`${name} over`);
      });
    }
    const closed = shutdown.close({ grace: 100 });
    await after(119, shutdown);
    expect(calls.splice(0)).toEqual(["drain", "closing b", "b done", "closing a", "a done"]);
    expect(await after(1, shutdown)).toBe("stopping");
    expect(calls.splice(0)).toEqual(["stop"]);
    host.finish();
    await after(20, shutdown);
    await closed;
    expect(calls).toEqual(["closed b", "b over", "closed a", "a over"]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("gone");
      },
      "Error: gone",
    ],
    ["rejects", () => Promise.reject(new Error("gone")), "Error: gone"],
    // oxlint-disable-next-line prefer-promise-reject-errors
    ["rejects with nothing", () => Promise.reject(), "thrown: undefined"],
  ])("one that %s is logged and stops no other", async (_how, hook, message) => {
    const { shutdown, host, calls, log } = start();
    host.finish();
    shutdown.onClosing(() => calls.push("closing"));
    shutdown.onClosing(hook);
    shutdown.onClosed(() => calls.push("closed"));
    shutdown.onClosed(hook);
    await shutdown.close();
    expect(calls).toEqual(["drain", "closing", "stop", "closed"]);
    expect(log).toEqual([`onClosing hook failed: ${message}`, `onClosed hook failed: ${message}`]);
  });

  test("onClosing hooks have half of the timeout; the rest is for requests", async () => {
    const { shutdown, calls, log } = start();
    const reasons: string[] = [];
    shutdown.onClosing(() => calls.push("next"));
    shutdown.onClosing((signal) => {
      signal.addEventListener("abort", () => reasons.push((signal.reason as DOMException).name));
      return new Promise(() => undefined);
    });
    const closed = shutdown.close({ timeout: 1000 });
    expect(await after(499, shutdown)).toBe("draining");
    expect(reasons).toEqual([]);
    expect(await after(2, shutdown)).toBe("stopping");
    expect(calls).toEqual(["drain", "next", "stop"]);
    expect(reasons).toEqual(["TimeoutError"]);
    expect(log).toEqual(["onClosing hook is late: Error: It did not finish in time, and is not waited for."]);
    await after(501, shutdown);
    await closed;
    expect(calls).toEqual(["drain", "next", "stop", "abort AbortError", "destroy"]);
  });

  test("onClosed hooks end at the deadline; those whose time is up are called and not waited for", async () => {
    const { shutdown, host, calls, log } = start();
    shutdown.onClosed(() => calls.push("last"));
    shutdown.onClosed((signal) => {
      calls.push(`second ${String(signal.aborted)}`);
      return new Promise(() => undefined);
    });
    shutdown.onClosed(() => new Promise(() => undefined));
    host.finish();
    const closed = shutdown.close({ timeout: 1000 });
    expect(await after(999, shutdown)).toBe("stopping");
    await after(5, shutdown);
    await closed;
    expect(calls).toEqual(["drain", "stop", "second true", "last"]);
    expect(log).toHaveLength(2);
  });

  test("one added while its moment lasts runs in it, one added later runs at once", async () => {
    const { shutdown, host, calls } = start();
    host.finish();
    shutdown.onClosing(() => shutdown.onClosing(() => calls.push("added by a hook")));
    shutdown.onClosed(() => {
      shutdown.onClosing(() => calls.push("late closing"));
      shutdown.onClosed(() => calls.push("closed"));
    });
    await shutdown.close();
    shutdown.onClosed(() => calls.push("late closed"));
    expect(calls).toEqual(["drain", "added by a hook", "stop", "late closing", "closed", "late closed"]);
  });

  test("one that closes the server again gets the same promise", async () => {
    const { shutdown, host } = start();
    host.finish();
    let inner: Promise<void> | undefined;
    shutdown.onClosing(() => void (inner = shutdown.close()));
    const closed = shutdown.close();
    await closed;
    expect(inner).toBe(closed);
  });

  test("anything but a function is refused", () => {
    const { shutdown } = start();
    expect(() => shutdown.onClosing("x" as never)).toThrow("onClosing takes a function, not string");
    expect(() => shutdown.onClosed(undefined as never)).toThrow(TypeError);
  });
});

describe("closing again", () => {
  const long: CloseOptions = { grace: 10_000, timeout: 20_000 };

  test.each<[string, CloseOptions | undefined, number, ServerState]>([
    ["without options changes nothing", undefined, 9_999, "draining"],
    ["with longer times changes nothing", { grace: 99_999, timeout: 99_999 }, 9_999, "draining"],
    ["with longer times puts nothing off", { grace: 99_999, timeout: 99_999 }, 30_001, "closed"],
    ["with a shorter grace ends it earlier", { grace: 100 }, 100, "stopping"],
    ["with a shorter grace leaves requests their timeout", { grace: 100 }, 20_099, "stopping"],
    ["with a shorter timeout leaves the grace", { timeout: 100 }, 9_999, "draining"],
    ["with a shorter timeout ends that long after the grace", { timeout: 100 }, 10_102, "closed"],
    ["with none at all cuts off", { grace: 0, timeout: 0 }, 2, "closed"],
  ])("%s", async (_what, again, time, state) => {
    const { shutdown } = start();
    const closed = shutdown.close(long);
    expect(shutdown.close(again)).toBe(closed);
    expect(await after(time, shutdown)).toBe(state);
  });

  test("cuts off hooks as well", async () => {
    const { shutdown, calls } = start();
    shutdown.onClosing(() => new Promise(() => undefined));
    const closed = shutdown.close(long);
    await after(10, shutdown);
    void shutdown.close({ grace: 0, timeout: 0 });
    await after(5, shutdown);
    await closed;
    expect(calls).toEqual(["drain", "stop", "abort AbortError", "destroy"]);
  });

  test("once closed, does nothing", async () => {
    const { shutdown, host, calls } = start();
    host.finish();
    await shutdown.close();
    await shutdown.close({ timeout: 0 });
    expect(calls).toEqual(["drain", "stop"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each<[CloseOptions, string]>([
    [{ grace: -1 }, "grace"],
    [{ grace: Number.NaN }, "grace"],
    [{ timeout: Infinity }, "timeout"],
    [{ timeout: 2 ** 31 }, "timeout"],
  ])("%j is refused, and the server goes on", async (options, name) => {
    const { shutdown, calls } = start();
    await expect(shutdown.close(options)).rejects.toThrow(RangeError);
    await expect(shutdown.close(options)).rejects.toThrow(name);
    expect([shutdown.state, ...calls]).toEqual(["ready"]);
  });
});

describe("signals", () => {
  const listening = (): number[] =>
    ["SIGTERM", "SIGINT", "SIGHUP"].map((signal) => process.listenerCount(signal));

  test.each<[ShutdownOptions["signals"], number[]]>([
    [undefined, [0, 0, 0]],
    [false, [0, 0, 0]],
    [[], [0, 0, 0]],
    [true, [1, 1, 0]],
    [["SIGHUP"], [0, 0, 1]],
  ])(
    "%j listens to SIGTERM, SIGINT, SIGHUP %j times, and to none once it is closed",
    async (signals, counts) => {
      const before = listening();
      const { shutdown, host } = start({ signals });
      expect(listening().map((count, i) => count - (before[i] ?? 0))).toEqual(counts);
      host.finish();
      await shutdown.close();
      expect(listening()).toEqual(before);
    },
  );

  test("the first closes with the server's own times, a second of the kind cuts off", async () => {
    const { shutdown, calls } = start({ signals: true, closeGrace: 10_000 });
    process.emit("SIGTERM", "SIGTERM");
    expect(await after(100, shutdown)).toBe("draining");
    process.emit("SIGINT", "SIGINT");
    expect(await after(100, shutdown)).toBe("draining");
    process.emit("SIGINT", "SIGINT");
    expect(await after(2, shutdown)).toBe("closed");
    expect(calls).toEqual(["drain", "stop", "abort AbortError", "destroy"]);
  });

  test.each<[unknown, string]>([
    [["SIGKILL"], "not SIGKILL"],
    [[undefined], "not undefined"],
    [["term"], "term"],
    [["SIGTERM", "SIGTERM"], "once"],
    ["SIGTERM", "a list"],
    [15, "a list"],
  ])("%j is refused", (signals, text) => {
    expect(() => start({ signals } as ShutdownOptions)).toThrow(text);
  });
});

describe("any interleaving", () => {
  /** What may happen to a server, each after some milliseconds. */
  const event = fc.record({
    wait: fc.integer({ min: 0, max: 60 }),
    what: fc.constantFrom("close", "cut", "finish", "started", "hook", "nothing"),
    grace: fc.integer({ min: 0, max: 50 }),
    timeout: fc.integer({ min: 0, max: 100 }),
    hook: fc.constantFrom("sync", "slow", "throws", "hangs"),
  });

  test("states move forward, each hook runs once, and close() ends in time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
        const probes = health();
        const { shutdown, host, calls } = start({ health: probes });
        const ran: number[] = [];
        const seen: ServerState[] = [shutdown.state];
        let hooks = 0;
        let bound: number | undefined;
        let closedAt: number | undefined;
        const close = (options: { grace: number; timeout: number }): void => {
          bound = Math.min(bound ?? Infinity, performance.now() + options.grace + options.timeout);
          void shutdown.close(options).then(() => (closedAt ??= performance.now()));
        };
        const addHook = (how: string): void => {
          const number = hooks++;
          const hook = (): unknown => {
            ran.push(number);
            if (how === "throws") throw new Error("hook");
            if (how === "hangs") return new Promise(() => undefined);
            return how === "slow" ? new Promise((resolve) => setTimeout(resolve, 5)) : undefined;
          };
          if (number % 2 === 0) shutdown.onClosing(hook);
          else shutdown.onClosed(hook);
        };
        for (const { wait, what, grace, timeout, hook } of [
          ...events,
          { wait: 0, what: "close", grace: 50, timeout: 100, hook: "" },
        ]) {
          // Millisecond by millisecond, so that no state is missed.
          for (let i = 0; i < wait; i++) {
            await vi.advanceTimersByTimeAsync(1);
            seen.push(shutdown.state);
          }
          if (what === "close") close({ grace, timeout });
          else if (what === "cut") close({ grace: 0, timeout: 0 });
          else if (what === "finish") host.finish();
          else if (what === "started") probes.started();
          else if (what === "hook") addHook(hook);
          seen.push(shutdown.state);
        }
        await vi.advanceTimersByTimeAsync(1000);

        expect(shutdown.state).toBe("closed");
        const places = seen.map((state) => order.indexOf(state));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(ran.toSorted((a, b) => a - b)).toEqual(Array.from({ length: hooks }, (_, i) => i));
        expect(calls.slice(0, 2)).toEqual(["drain", "stop"]);
        // A turn for the handlers, and one for each hook whose time is up.
        expect(closedAt).toBeLessThanOrEqual((bound ?? 0) + 2 * (hooks + 2));
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
