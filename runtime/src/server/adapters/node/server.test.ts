import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { serverDefaults } from "../../defaults.ts";
import { any, get, post } from "../../methods.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import { raw, start, statuses } from "./listen.fixture.ts";

const router = new Router()
  .route(
    "/",
    get(() => "root").post(async (req) => [200, await req.body.bytes(1e6)]),
  )
  .route(
    "/early",
    post(() => [403, "no"]),
  )
  .route(
    "/small",
    post(async (req) => [200, await req.body.bytes(10)]),
  )
  .route(
    "/{x}",
    any((_req, cx) => cx.params.join()),
  );

describe("requests that are refused", () => {
  const close = "Connection: close\r\n";
  test.each<[string, number, string]>([
    ["a plain request", 200, `GET / HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["no Host", 400, `GET / HTTP/1.1\r\n${close}\r\n`],
    ["two Hosts", 400, `GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n${close}\r\n`],
    ["a malformed Host", 400, `GET / HTTP/1.1\r\nHost: a/../b?c\r\n${close}\r\n`],
    ["a Host with a space", 400, `GET / HTTP/1.1\r\nHost: a b\r\n${close}\r\n`],
    ["a Host with an IPv6 address", 200, `GET / HTTP/1.1\r\nHost: [::1]:80\r\n${close}\r\n`],
    ["an empty Host", 200, `GET / HTTP/1.1\r\nHost:\r\n${close}\r\n`],
    ["HTTP/1.0 without Host", 200, "GET / HTTP/1.0\r\n\r\n"],
    ["an absolute target", 200, `GET http://a/x?y HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["an absolute target without a path", 200, `GET http://a HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["an absolute target of somebody else", 400, `GET http://b/ HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["a target that is no path", 400, `GET x HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["a fragment", 400, `GET /a#b HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["a fragment in the query", 400, `GET /a?b#c HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["a long target", 414, `GET /${"a".repeat(8192)} HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["a long header", 431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(20_000)}\r\n\r\n`],
    ["many header fields", 431, `GET / HTTP/1.1\r\nHost: a\r\n${close}${"X: 1\r\n".repeat(99)}\r\n`],
    ["as many as allowed", 200, `GET / HTTP/1.1\r\nHost: a\r\n${close}${"X: 1\r\n".repeat(98)}\r\n`],
    ["two lengths", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "a length and chunks",
      400,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a length with a sign", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na"],
    ["a space before the colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
    ["a folded header", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"],
    ["a chunk of no size", 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    [
      "an unknown coding after chunked",
      400,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n",
    ],
    ["the text HTTP/2.0", 505, `GET / HTTP/2.0\r\nHost: a\r\n${close}\r\n`],
    ["the text HTTP/0.9", 505, `GET / HTTP/0.9\r\nHost: a\r\n${close}\r\n`],
    ["a request of HTTP/0.9", 505, "GET /\r\n\r\n"],
    ["the preface of HTTP/2", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["no HTTP at all", 400, "\u0016\u0003\u0001 hello\r\n\r\n"],
    ["a malformed escape", 400, `GET /%zz HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    ["a NUL in the path", 400, `GET /%00 HTTP/1.1\r\nHost: a\r\n${close}\r\n`],
    [
      "a header named __proto__",
      200,
      `GET / HTTP/1.1\r\nHost: a\r\n__proto__: x\r\nconstructor: y\r\n${close}\r\n`,
    ],
  ])("%s: %d", async (_name, status, request) => {
    const text = await raw(await start(router), request);
    expect(statuses(text)).toEqual([status]);
    if (status >= 400) expect(text).toMatch(/content-type: application\/problem\+json/i);
  });
});

describe("a body that is held back", () => {
  const head = (path: string, expectation: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: ${expectation}\r\n\r\n`;

  test.each<[string, string, readonly number[]]>([
    ["/", "100-continue", [100, 200]],
    ["/", "100-Continue", [100, 200]],
    ["/early", "100-continue", [403]],
    ["/none/at/all", "100-continue", [404]],
    ["/", "200-ok", [417]],
  ])("POST %s with Expect: %s: %j", async (path, expectation, seen) => {
    const server = await start(router);
    const parts = seen[0] === 100 ? [head(path, expectation), "ab"] : [head(path, expectation)];
    const text = await raw(server, parts, 1500);
    expect(statuses(text)).toEqual(seen);
    if (seen[0] === 417) expect(text).toContain("application/problem+json");
  });
});

describe("early answers", () => {
  test.each([
    ["/early", 403, `Content-Length: 1000`],
    ["/early", 403, "Transfer-Encoding: chunked"],
    ["/none/at/all", 404, `Content-Length: 1000`],
    ["/small", 413, "Content-Length: 1000"],
  ])("%s with %s: the connection ends", async (path, status, field) => {
    const text = await raw(await start(router), `POST ${path} HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`, 2500);
    expect(statuses(text)).toEqual([status]);
    expect(text).toMatch(/^connection: close/im);
  });

  test("a bad chunk after the answer gets no second one", async () => {
    const server = await start(router);
    const head = "POST /early HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect(statuses(await raw(server, [head, "zz\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"]))).toEqual([403]);
  });

  test("a body that was not wanted does not become the next request", async () => {
    const smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    const text = await raw(await start(router), [
      `POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: ${smuggled.length}\r\n\r\n`,
      smuggled,
    ]);
    expect(statuses(text)).toEqual([403]);
  });

  test("2 MiB in chunks are stopped at the limit", async () => {
    const server = await start(
      new Router().route(
        "/",
        post(async (req) => [200, String((await req.body.bytes(1_048_576)).length)]),
      ),
    );
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const text = await raw(
      server,
      ["POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", chunk.repeat(32)],
      3000,
    );
    expect(statuses(text)).toEqual([413]);
    expect(text).toMatch(/^connection: close/im);
  });

  test("a body that was read keeps the connection", async () => {
    const request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok";
    const text = await raw(await start(router), [request, request], 200);
    expect(statuses(text)).toEqual([200, 200]);
    expect(text).not.toMatch(/connection: close/i);
  });

  test("requests in one packet are answered in order, one reply each", async () => {
    const server = await start(
      new Router().route(
        "/{n}",
        get(async (_req, cx) => {
          await sleep(30 - Number(cx.params[0]) * 10);
          return `<${cx.params[0]}>`;
        }),
      ),
    );
    const text = await raw(
      server,
      [1, 2, 3].map((n) => `GET /${n} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""),
      200,
    );
    expect([...text.matchAll(/<(\d)>/g)].map(([, n]) => n)).toEqual(["1", "2", "3"]);
  });
});

describe("time", () => {
  test("by default slow headers are ended within 12 s and slow bodies within 35 s", () => {
    const { headersTimeout, requestTimeout, connectionsCheckingInterval: late } = serverDefaults;
    expect(headersTimeout + late).toBeLessThan(12_000);
    expect(requestTimeout + late).toBeLessThan(35_000);
  });

  test("slow headers and slow bodies are ended", async () => {
    const server = await start(router, {
      headersTimeout: 100,
      requestTimeout: 200,
      connectionsCheckingInterval: 20,
    });
    const headers = await raw(server, "GET / HTTP/1.1\r\nHost: a\r\n", 1500);
    expect(statuses(headers)).toEqual([408]);
    const body = await raw(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab", 1500);
    expect(statuses(body)).toEqual([408]);
  });

  test("a handler that takes too long is answered for, and told", async () => {
    let reason: unknown;
    const server = await start(
      new Router().route(
        "/",
        get((_req, cx) => {
          cx.signal.addEventListener("abort", () => (reason = cx.signal.reason));
          return new Promise<string>((resolve) => setTimeout(() => resolve("late"), 400));
        }),
      ),
      { handlerTimeout: 100 },
    );
    const response = await fetch(server.url);
    expect([response.status, await response.json()]).toMatchObject([503, { status: 503 }]);
    expect(reason).toMatchObject({ name: "TimeoutError" });
    // The late answer is dropped.
    await sleep(400);
    expect((await fetch(`${server.url}/none`)).status).toBe(404);
  });

  test("the caller's leaving aborts the signal, of a handler and of a stream", async () => {
    const left = vi.fn();
    const server = await start(
      new Router()
        .route(
          "/wait",
          get(
            (_req, cx) => new Promise<string>(() => cx.signal.addEventListener("abort", () => left("wait"))),
          ),
        )
        .route(
          "/stream",
          get(
            () =>
              new ReadableStream<Uint8Array>({
                async pull(controller) {
                  await sleep(10);
                  controller.enqueue(new Uint8Array(10));
                },
                cancel: () => left("stream"),
              }),
          ),
        ),
    );
    for (const path of ["/wait", "/stream"]) {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await sleep(50);
      socket.destroy();
      await vi.waitFor(() => expect(left).toHaveBeenCalledWith(path.slice(1)), { timeout: 500 });
    }
  });

  test("a stream that fails breaks off: the reply is not complete, the log says why, once", async () => {
    const errors: string[] = [];
    const server = await start(
      new Router().route(
        "/",
        get(() =>
          (async function* () {
            yield "first";
            await sleep(10);
            throw new Error("in the middle");
          })(),
        ),
      ),
      { logger: { error: ({ message }) => void errors.push(message) } },
    );
    const text = await raw(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(text).toContain("first");
    expect(text).not.toMatch(/0\r\n\r\n$/);
    expect(errors).toEqual(["Error: in the middle"]);
    expect((await fetch(`${server.url}/none`)).status).toBe(404);
  });

  test("a slow reader slows the stream down", async () => {
    let made = 0;
    const server = await start(
      new Router().route(
        "/",
        get(() =>
          (async function* () {
            for (; made < 2000; made++) yield new Uint8Array(65_536);
          })(),
        ),
      ),
    );
    const socket: Socket = connect(server.port, "127.0.0.1");
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await sleep(300);
    const stalled = made;
    await sleep(200);
    expect(made).toBe(stalled);
    expect(made).toBeLessThan(500);
    socket.destroy();
  });
});

describe("closing", () => {
  test("a request at work is finished, its connection ends, idle ones are closed, new ones refused", async () => {
    const server = await start(
      new Router().route(
        "/",
        get(async () => {
          await sleep(150);
          return "done";
        }),
      ),
    );
    const idle = connect(server.port, "127.0.0.1");
    await once(idle, "connect");
    const idleClosed = once(idle, "close");
    const busy = raw(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 2000);
    await sleep(50);
    const closed = server.close();
    expect(server.closing).toBe(true);
    expect(server.close()).toBe(closed);
    await idleClosed;
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
    const text = await busy;
    expect(text).toMatch(/connection: close/i);
    expect(text).toMatch(/done$/);
    await closed;
  });

  test("in the grace period requests are still served, and end their connections", async () => {
    const server = await start(router);
    const closed = server.close({ grace: 150 });
    expect((await fetch(server.url)).headers.get("connection")).toBe("close");
    await closed;
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });

  test("what is not done in time is aborted and cut off", async () => {
    let reason: unknown;
    const server = await start(
      new Router().route(
        "/",
        get(
          (_req, cx) =>
            new Promise<string>(() => {
              cx.signal.addEventListener("abort", () => (reason = cx.signal.reason));
            }),
        ),
      ),
    );
    const busy = raw(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 2000);
    await sleep(50);
    await server.close({ timeout: 50 });
    expect(statuses(await busy)).toEqual([]);
    expect(reason).toMatchObject({ name: "AbortError" });
  });

  test("await using closes", async () => {
    let url: string;
    {
      await using server = await serve(router, { hostname: "127.0.0.1" });
      url = server.url;
      expect((await fetch(url)).status).toBe(200);
    }
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });
});
