import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { MemoryRateStore } from "../../../governance/limit/rate-store.ts";
import type { RateStore } from "../../../governance/limit/rate-store.ts";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { fromFn } from "../../from-fn.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import type { Init, Seen } from "../../kit.fixture.ts";
import { live } from "../../live.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { HttpService } from "../../types.ts";
import { clientKey } from "../client-ip/key.ts";
import { rateLimit } from "./layer.ts";
import type { RateLimitOptions } from "./layer.ts";
import { parseItems } from "./structured-fields.fixture.ts";

function limited(options: RateLimitOptions): Router {
  return new Router()
    .layer(rateLimit(options))
    .route(
      "/",
      get(() => "fine"),
    )
    .route(
      "/error",
      get(() => {
        throw new HttpError(409);
      }),
    );
}

/** Calls as somebody at an address. */
function from(address: string | undefined, service: HttpService, init?: Init, path = "/"): Promise<Seen> {
  const cx = new ServerContext(requestOf("GET", path, init), {
    remoteAddress: address,
    onDisconnect: () => undefined,
  });
  return call(service, "GET", path, init, cx);
}

const perMinute = { name: "default", quota: 3, window: 60_000 };

describe("rateLimit", () => {
  test("the request beyond the quota is refused with 429, retry-after and the policies it violates", async () => {
    const router = limited({ policies: perMinute });
    for (let i = 0; i < 3; i++) expect((await from("192.0.2.1", router)).status).toBe(200);
    const refused = await from("192.0.2.1", router);
    expect(refused.status).toBe(429);
    expect(refused.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(refused.body)).toEqual({
      title: "Too Many Requests",
      status: 429,
      type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
      detail: "The quota is used up.",
      "violated-policies": ["default"],
    });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(15);
    expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(20);
    expect((await from("192.0.2.2", router)).status).toBe(200);
  });

  test("the quota flows back", async () => {
    let now = 0;
    const router = limited({ policies: perMinute, store: new MemoryRateStore({ clock: () => now }) });
    const statusAt = async (time: number): Promise<number> => {
      now = time;
      return (await from("a", router)).status;
    };
    expect([await statusAt(0), await statusAt(0), await statusAt(0)]).toEqual([200, 200, 200]);
    expect([await statusAt(19_999), await statusAt(20_000), await statusAt(20_001)]).toEqual([429, 200, 429]);
  });

  test("every reply tells what is left as structured fields, errors included", async () => {
    const policies = [perMinute, { name: "per-hour", quota: 100, window: 3_600_000 }];
    const router = limited({ policies });
    for (const [path, left] of [
      ["/", 2],
      ["/error", 1],
      ["/none", 0],
      ["/", 0],
    ] as const) {
      const { headers } = await from("a", router, undefined, path);
      expect(parseItems(headers["ratelimit-policy"])).toEqual([
        ["default", { q: 3, w: 60 }],
        ["per-hour", { q: 100, w: 3600 }],
      ]);
      const [short, long] = parseItems(headers["ratelimit"]);
      expect(short).toEqual(["default", { r: left, t: expect.any(Number) }]);
      expect(short?.[1]["t"]).toBeLessThanOrEqual(60);
      expect(long).toEqual(["per-hour", { r: expect.any(Number), t: expect.any(Number) }]);
    }
  });

  test.each([
    ["ietf", ["ratelimit", "ratelimit-policy"]],
    ["legacy", ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]],
    [
      "both",
      ["ratelimit", "ratelimit-policy", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
    ],
    ["none", []],
  ] as const)("fields: %s", async (fields, expected) => {
    const { headers } = await from("a", limited({ policies: perMinute, fields }));
    expect(
      Object.keys(headers)
        .filter((name) => name.includes("ratelimit"))
        .toSorted(),
    ).toEqual(expected);
    if (fields !== "legacy") return;
    expect([headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]]).toEqual(["3", "2"]);
    expect(Math.abs(Number(headers["x-ratelimit-reset"]) - Date.now() / 1000 - 20)).toBeLessThan(10);
  });

  test.each<[string, string | undefined, string | undefined, same: boolean]>([
    ["two IPv4 addresses", "192.0.2.1", "192.0.2.2", false],
    ["the same IPv4 address", "192.0.2.1", "192.0.2.1", true],
    ["IPv4, and IPv4 in IPv6", "192.0.2.1", "::ffff:192.0.2.1", true],
    ["two of IPv4 in IPv6", "::ffff:192.0.2.1", "::ffff:192.0.2.2", false],
    ["one IPv6 network of 64 bits", "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true],
    ["one network, written in full and in short", "2001:0DB8:0001:0000:0::1", "2001:db8:1::2", true],
    ["two IPv6 networks", "2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["link-local addresses of two zones", "fe80::1%eth0", "fe80::2%eth1", true],
    ["callers without an address", undefined, undefined, true],
  ])("%s", async (_what, one, other, same) => {
    const router = limited({ policies: { ...perMinute, quota: 1 } });
    expect((await from(one, router)).status).toBe(200);
    expect((await from(other, router)).status).toBe(same ? 429 : 200);
  });

  test("what clientIp has found counts, not the address of the proxy", async () => {
    const router = new Router()
      .layer(
        fromFn((req, cx, next) => {
          cx.set(clientKey, { address: req.headers.get("x-real-ip"), scheme: undefined, host: undefined });
          return next();
        }),
      )
      .layer(rateLimit({ policies: { ...perMinute, quota: 1 } }))
      .route(
        "/",
        get(() => "fine"),
      );
    const as = async (address: string): Promise<number> =>
      (await from("10.0.0.1", router, { headers: { "x-real-ip": address } })).status;
    expect([await as("192.0.2.1"), await as("192.0.2.2"), await as("192.0.2.1")]).toEqual([200, 200, 429]);
  });

  test("a key of one's own, also one that comes later; undefined is not limited", async () => {
    const router = limited({
      policies: { ...perMinute, quota: 1 },
      key: (req) => Promise.resolve(req.headers.get("x-api-key")),
    });
    const as = async (key?: string): Promise<number> =>
      (await from("a", router, key === undefined ? {} : { headers: { "x-api-key": key } })).status;
    expect([await as("k"), await as("l"), await as("k"), await as(), await as()]).toEqual([
      200, 200, 429, 200, 200,
    ]);
    // Long keys do not fill the memory, and are still told apart to the last character.
    const long = "x".repeat(10_000);
    expect([await as(`${long}a`), await as(`${long}b`), await as(`${long}a`)]).toEqual([200, 200, 429]);
  });

  test("requests take as many units as they cost; what never fits has no retry-after", async () => {
    const router = limited({ policies: perMinute, units: (req) => Number(req.query || "1") });
    const status = async (query: string): Promise<[number, boolean]> => {
      const seen = await from("a", router, undefined, `/?${query}`);
      return [seen.status, "retry-after" in seen.headers];
    };
    expect(await status("0")).toEqual([200, false]);
    expect(await status("2")).toEqual([200, false]);
    expect(await status("2")).toEqual([429, true]);
    expect(await status("4")).toEqual([429, false]);
    expect(await status("1")).toEqual([200, false]);
    await expect(from("a", router, undefined, "/?1.5")).rejects.toThrow(RangeError);
  });

  const broken: [string, RateStore["take"]][] = [
    [
      "throws",
      () => {
        throw new Error("store down");
      },
    ],
    ["rejects", () => Promise.reject(new Error("store down"))],
    ["hangs", () => new Promise(() => undefined)],
  ];
  test.each(broken)("a store that %s lets requests in and is logged once", async (_how, take) => {
    const logged: string[] = [];
    const logger = { error: ({ message }: { message: string }) => void logged.push(message) };
    const store = { take };
    const allow = limited({ policies: perMinute, store, storeTimeout: 20, logger });
    expect([(await from("a", allow)).status, (await from("a", allow)).status]).toEqual([200, 200]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/store down|timed out/);
    const refuse = limited({
      policies: perMinute,
      store,
      storeTimeout: 20,
      logger,
      onStoreFailure: "refuse",
    });
    const refused = await from("a", refuse);
    expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
  });

  test("a store that works again is used again, and its next failure is logged again", async () => {
    let down = true;
    const memory = new MemoryRateStore();
    const logged: unknown[] = [];
    const router = limited({
      policies: { ...perMinute, quota: 1 },
      store: { take: async (takes) => (down ? Promise.reject(new Error("down")) : memory.take(takes)) },
      logger: { error: (record) => logged.push(record) },
    });
    const statuses: number[] = [];
    for (const next of [true, false, false, true, true]) {
      down = next;
      statuses.push((await from("a", router)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200]);
    expect(logged).toHaveLength(2);
  });

  test("a store that is asked over a network admits no more than the quota, however many ask at once", async () => {
    const memory = new MemoryRateStore();
    const router = limited({
      policies: { ...perMinute, quota: 5 },
      store: {
        take: async (takes) => {
          await sleep(1);
          return memory.take(takes);
        },
      },
      storeTimeout: 10_000,
    });
    const all = await Promise.all(Array.from({ length: 20 }, () => from("a", router)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(5);
  });

  test("callers who make up addresses fill no memory", async () => {
    const store = new MemoryRateStore({ maxKeys: 50 });
    const router = limited({ policies: perMinute, store });
    await fc.assert(
      fc.asyncProperty(fc.ipV6(), async (address) => {
        await from(address, router);
        expect(store.size).toBeLessThanOrEqual(50);
      }),
      { numRuns: 200 },
    );
  });

  test("over a socket the address of the peer counts", async () => {
    const server = await live(limited({ policies: { ...perMinute, quota: 2 } }));
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(server.url)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  test.each<[RateLimitOptions, ErrorConstructor]>([
    [{ policies: [] }, TypeError],
    [{ policies: { ...perMinute, name: 'a"b' } }, TypeError],
    [{ policies: { ...perMinute, name: "" } }, TypeError],
    [{ policies: [perMinute, perMinute] }, TypeError],
    [{ policies: { ...perMinute, quota: 0 } }, RangeError],
    [{ policies: { ...perMinute, window: 1_500 } }, RangeError],
    [{ policies: { ...perMinute, burst: -1 } }, RangeError],
    [{ policies: perMinute, store: { take: vi.fn() }, storeTimeout: 0 }, RangeError],
  ])("%j is refused", (options, error) => {
    expect(() => rateLimit(options)).toThrow(error);
  });
});
