import { describe, expect, test, vi } from "vitest";
import type { ServerContext } from "../../../http/context.ts";
import { testServer } from "../../../testing/test-server.ts";
import { fromFn } from "../../from-fn.ts";
import { dial, live } from "../../live.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { concurrencyLimit } from "./layer.ts";

/** Routes that answer when the test says so, and one that answers at once. */
function slowRouter(entered: string[] = []): { router: Router; open: () => void } {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const wait = (_req: unknown, cx: ServerContext) => {
    entered.push(cx.route);
    return opened.then(() => "done");
  };
  const router = new Router()
    .route("/a", get(wait))
    .route("/b", get(wait))
    .route(
      "/livez",
      get(() => "alive"),
    );
  return { router, open };
}

describe("concurrencyLimit", () => {
  test("a limit of 2 admits 2 over all routes; the third is refused with 503 and retry-after", async () => {
    const { router, open } = slowRouter();
    const limit = concurrencyLimit({ limit: 2, retryAfter: 7 });
    const server = testServer(router.layer(limit));
    const [one, two] = [server.call("GET", "/a"), server.call("GET", "/b")];
    const refused = await server.call("GET", "/a");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "7"]);
    expect(refused.json).toMatchObject({ title: "Service Unavailable", detail: "The server is busy." });
    expect([limit.active, limit.waiting, limit.limit, limit.refused]).toEqual([2, 0, 2, 1]);
    open();
    expect([(await one).status, (await two).status]).toEqual([200, 200]);
    expect(limit.active).toBe(0);
    expect((await server.call("GET", "/livez")).status).toBe(200);
  });

  test("what is exempt is answered whatever happens, and takes no place", async () => {
    const { router, open } = slowRouter();
    const limit = concurrencyLimit({ limit: 1, exempt: (req) => req.path === "/livez" });
    const server = testServer(router.layer(limit));
    const busy = server.call("GET", "/a");
    expect((await server.call("GET", "/livez")).text).toBe("alive");
    expect(limit.active).toBe(1);
    open();
    await busy;
  });

  test("the queue is first come, first served; beyond it and after maxWait comes the 503", async () => {
    const entered: string[] = [];
    const { router, open } = slowRouter(entered);
    const limit = concurrencyLimit({ limit: 1, queue: 2, maxWait: 60_000 });
    const server = testServer(router.layer(limit));
    const calls = [server.call("GET", "/a"), server.call("GET", "/b"), server.call("GET", "/a")];
    expect((await server.call("GET", "/livez")).status).toBe(503);
    expect(limit.waiting).toBe(2);
    open();
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(entered).toEqual(["/a", "/b", "/a"]);

    const slow = slowRouter();
    const impatient = testServer(slow.router.layer(concurrencyLimit({ limit: 1, queue: 1, maxWait: 20 })));
    const busy = impatient.call("GET", "/a");
    expect((await impatient.call("GET", "/b")).status).toBe(503);
    slow.open();
    await busy;
  });

  test("a place is held until the reply is gone, and given back when the stream breaks off", async () => {
    async function* endless(): AsyncGenerator<string> {
      yield "first";
      await new Promise(() => undefined);
    }
    const limit = concurrencyLimit({ limit: 1 });
    const router = new Router().layer(limit).route(
      "/",
      get(() => endless()),
    );
    const server = await live(router);
    const socket = await dial(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    await vi.waitUntil(() => text.includes("first"));
    expect(limit.active).toBe(1);
    expect((await fetch(server.url)).status).toBe(503);
    socket.destroy();
    await vi.waitUntil(() => limit.active === 0);
  });

  test.each([
    ["throws", 500],
    ["expires", 503],
    ["none", 404],
  ])("no place is lost: /%s", async (path, status) => {
    const limit = concurrencyLimit({ limit: 1 });
    const router = new Router()
      .layer(limit)
      .route(
        "/throws",
        get(() => Promise.reject(new Error("x"))),
      )
      .route(
        "/expires",
        get(() => new Promise(() => undefined)),
      );
    const server = await live(router, { handlerTimeout: 50 });
    for (let i = 0; i < 3; i++) {
      expect((await fetch(`${server.url}/${path}`)).status).toBe(status);
      await vi.waitUntil(() => limit.active === 0);
    }
  });

  test("no place is lost when a layer outside goes on with a request whose reply is gone", async () => {
    const limit = concurrencyLimit({ limit: 1 });
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    let background: Promise<void> | undefined;
    const router = new Router()
      .layer(
        fromFn((_req, _cx, next) => {
          background = (async () => {
            await opened;
            await next();
          })();
          return next();
        }),
      )
      .route("/", get(() => "x").layer(limit));
    const server = await live(router);
    await (await fetch(server.url)).text();
    open();
    await background;
    await vi.waitUntil(() => limit.active === 0);
    expect((await fetch(server.url)).status).toBe(200);
  });

  test("a caller that goes away leaves the queue", async () => {
    const { router, open } = slowRouter();
    const limit = concurrencyLimit({ limit: 1, queue: 1, maxWait: 60_000 });
    const server = await live(router.layer(limit));
    const busy = fetch(`${server.url}/a`);
    await vi.waitUntil(() => limit.active === 1);
    const socket = await dial(server, "GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitUntil(() => limit.waiting === 1);
    socket.destroy();
    await vi.waitUntil(() => limit.waiting === 0);
    open();
    expect((await busy).status).toBe(200);
  });

  test("requests that are refused leave no line in the log of errors", async () => {
    const { router, open } = slowRouter();
    const logged: unknown[] = [];
    const limit = concurrencyLimit({ limit: 1 });
    const server = await live(router.layer(limit), { logger: { error: (record) => logged.push(record) } });
    const busy = fetch(`${server.url}/a`);
    await vi.waitUntil(() => limit.active === 1);
    expect((await fetch(`${server.url}/b`)).status).toBe(503);
    open();
    await busy;
    expect(logged).toEqual([]);
  });

  test("with adaptive, slow answers lower the limit and fast ones raise it again", async () => {
    let delay = 30;
    const limit = concurrencyLimit({ limit: 4, adaptive: { target: 10, backoff: 0.5 } });
    const router = new Router().layer(limit).route(
      "/",
      get(async () => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        return "x";
      }),
    );
    const server = testServer(router);
    for (let i = 0; i < 5; i++) await server.call("GET", "/");
    expect(limit.limit).toBe(1);
    delay = 0;
    await vi.waitUntil(
      async () => {
        await Promise.all([1, 2, 3, 4].map(() => server.call("GET", "/")));
        return limit.limit >= 2;
      },
      { timeout: 10_000 },
    );
  });

  test.each([
    { limit: 0 },
    { limit: 1, retryAfter: -1 },
    { limit: 1, retryAfter: 0.5 },
    { limit: 1, adaptive: { target: 0 } },
    { limit: 2, adaptive: { target: 1, min: 3 } },
  ])("%j is refused", (options) => {
    expect(() => concurrencyLimit(options)).toThrow(RangeError);
  });
});
