import { describe, expect, test, vi } from "vitest";
import { key } from "../../http/context.ts";
import type { RequestStats } from "../../http/context.ts";
import { HttpResponse } from "../../http/response.ts";
import { fromFn } from "../from-fn.ts";
import { get, post } from "../methods.ts";
import { Router } from "../router.ts";
import { webSocket } from "../websocket/web-socket.ts";
import { toFetch } from "./fetch.ts";
import type { FetchOptions } from "./fetch.ts";
import { waitUntil } from "./wait-until.ts";

const silent = { logger: { error: () => undefined } };

const echo = new Router().fallback((req) => `${req.target} ${req.path} ${req.query}`);

/** A request whose URL is as a host wrote it: nothing has parsed it. */
function written(url: string, headers: Record<string, string> = {}): Request {
  const request = new Request("http://a/", { headers });
  return Object.defineProperty(request, "url", { value: url });
}

async function textOf(response: Response | Promise<Response>): Promise<string> {
  return (await response).text();
}

describe("the target", () => {
  test.each([
    ["http://a/x/../y", "/x/../y /x/../y "],
    ["http://a/%2e%2e/b?c=%20", "/%2e%2e/b?c=%20 /%2e%2e/b c=%20"],
    ["http://a//x", "//x //x "],
    ["http://a/x?y?z", "/x?y?z /x y?z"],
    ["http://a/x?", "/x? /x "],
    ["http://a/x#y?z", "/x /x "],
    ["http://a/x?y#z", "/x?y /x y"],
    ["http://[::1]:80/x", "/x /x "],
  ])("of %s is taken from its text", async (url, seen) => {
    expect(await textOf(toFetch(echo, silent)(written(url)))).toBe(seen);
  });

  test.each<[string, string, Record<string, string>, number]>([
    ["no path", "http://a?x", {}, 400],
    ["no path after a host with a star", "http://a*", {}, 400],
    ["a Host with a path in it", "http://a/admin?/x", { host: "a/admin?" }, 400],
    ["a Host with a user in it", "http://u@a/x", { host: "u@a" }, 400],
    ["a URL without an origin", "/x", { host: "a/../b" }, 400],
  ])("with %s is refused", async (_name, url, headers, status) => {
    expect((await toFetch(echo, silent)(written(url, headers))).status).toBe(status);
  });

  test("is measured", async () => {
    const handle = toFetch(echo, { ...silent, maxTargetLength: 5 });
    expect((await handle(new Request("http://a/1234"))).status).toBe(200);
    expect((await handle(new Request("http://a/12345"))).status).toBe(414);
  });
});

test("header fields are counted", async () => {
  const handle = toFetch(echo, { ...silent, maxHeadersCount: 2 });
  expect((await handle(new Request("http://a/", { headers: { a: "1", b: "2" } }))).status).toBe(200);
  expect((await handle(new Request("http://a/", { headers: { a: "1", b: "2", c: "3" } }))).status).toBe(431);
});

test.each([
  ["http://a.example/", {}, 200],
  ["http://b.example/", {}, 421],
  ["http://b.example/", { host: "a.example" }, 200],
  ["http://a.example/", { host: "b.example" }, 421],
])("hosts that are not served are refused: %s with %j gives %d", async (url, headers, status) => {
  const handle = toFetch(echo, { ...silent, allowedHosts: ["a.example"] });
  expect((await handle(written(url, headers))).status).toBe(status);
});

describe("what the host tells", () => {
  interface Env {
    readonly GREETING: string;
  }
  const bindings = key<Env>("bindings");

  test("its environment is found under the key of the options", async () => {
    const service = new Router().route(
      "/",
      get((_req, cx) => cx.get(bindings)?.GREETING ?? "none"),
    );
    const handle = toFetch<Env>(service, { env: bindings });
    expect(await textOf(handle(new Request("http://a/"), { env: { GREETING: "hi" } }))).toBe("hi");
    expect(await textOf(handle(new Request("http://a/")))).toBe("none");
  });

  test("the address of the peer, and whether it came over TLS", async () => {
    const service = new Router().route(
      "/",
      get((_req, cx) => `${cx.remoteAddress} ${cx.connection?.secure}`),
    );
    const handle = toFetch(service);
    expect(await textOf(handle(new Request("https://a/"), { remoteAddress: "10.0.0.1" }))).toBe(
      "10.0.0.1 true",
    );
    expect(await textOf(handle(new Request("http://a/")))).toBe("undefined false");
  });

  test("work that goes on is handed to it", async () => {
    const service = new Router().route(
      "/",
      get((_req, cx) => waitUntil(cx, Promise.resolve("done"))),
    );
    const wait = vi.fn();
    await toFetch(service)(new Request("http://a/"), { waitUntil: wait });
    expect(await (wait.mock.calls[0] as [Promise<string>])[0]).toBe("done");
    expect((await toFetch(service)(new Request("http://a/"))).status).toBe(204);
  });

  test("a stream whose caller has gone is waited for", async () => {
    let stopped = false;
    let resumed = false;
    const service = new Router().route(
      "/",
      get(() =>
        (async function* () {
          try {
            yield "a";
            resumed = true;
            await new Promise((resolve) => setTimeout(resolve, 300));
            yield "b";
          } finally {
            stopped = true;
          }
        })(),
      ),
    );
    const wait = vi.fn();
    const response = await toFetch(service)(new Request("http://a/"), { waitUntil: wait });
    const reader = response.body?.getReader();
    await reader?.read();
    const late = reader?.read();
    await vi.waitFor(() => expect(resumed).toBe(true), { interval: 5 });
    await reader?.cancel();
    await late;
    expect(stopped).toBe(false);
    await (wait.mock.calls[0] as [Promise<void>])[0];
    await Promise.resolve();
    expect(stopped).toBe(true);
  });
});

describe("the body of a request", () => {
  const service = new Router()
    .route(
      "/bytes",
      post(async (req) => String((await req.body.bytes()).length)),
    )
    .route(
      "/stream",
      post((req) => req.body.stream()),
    );

  function breaking(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull(controller) {
        controller.error(new Error("connection reset"));
      },
    });
  }

  test("that breaks off is the caller's fault", async () => {
    const errors: unknown[] = [];
    const handle = toFetch(service, { logger: { error: (record) => void errors.push(record) } });
    const request = new Request("http://a/bytes", {
      method: "POST",
      body: breaking(),
      duplex: "half",
    } as RequestInit);
    const response = await handle(request);
    expect([response.status, await response.json(), errors]).toEqual([
      400,
      { title: "Bad Request", status: 400, detail: "The body broke off." },
      [],
    ]);
  });

  test.each(["/bytes", "/stream"])("beyond the limit is cancelled: %s", async (path) => {
    const cancelled = vi.fn();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(60)),
      cancel: cancelled,
    });
    const handle = toFetch(service, { ...silent, bodyLimit: 100 });
    const response = await handle(
      new Request(`http://a${path}`, { method: "POST", body, duplex: "half" } as RequestInit),
    );
    await response.text().catch(() => undefined);
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
  });

  test("that is longer than it says is refused all the same", async () => {
    const handle = toFetch(service, { ...silent, bodyLimit: 3 });
    const headers = { "content-length": "1" };
    expect(
      (await handle(new Request("http://a/bytes", { method: "POST", body: "1234", headers }))).status,
    ).toBe(413);
  });
});

describe("a request that is over", () => {
  async function statsOf(
    service: Router,
    request: Request,
    use: (response: Response) => Promise<unknown>,
    options: FetchOptions = {},
  ): Promise<RequestStats> {
    const finished = vi.fn<(stats: RequestStats) => void>();
    service.layer(
      fromFn((_req, cx, next) => {
        cx.onFinish(finished);
        return next();
      }),
    );
    await use(await toFetch(service, { ...silent, ...options })(request));
    await vi.waitFor(() => expect(finished).toHaveBeenCalledOnce());
    return (finished.mock.calls[0] as [RequestStats])[0];
  }

  test("tells its sizes and times", async () => {
    const service = new Router().route(
      "/",
      post(async (req) => await req.body.bytes()),
    );
    const stats = await statsOf(
      service,
      new Request("http://a/", { method: "POST", body: "hello" }),
      (response) => response.text(),
    );
    expect(stats).toMatchObject({ status: 200, bytesReceived: 5, bytesSent: 5, complete: true });
    const { startedAt, bodyReadAt, answeredAt, headersSentAt, finishedAt } = stats;
    const times = [startedAt, bodyReadAt, answeredAt, headersSentAt, finishedAt];
    expect(times).toEqual([...times].sort((a, b) => Number(a) - Number(b)));
  });

  test("is not complete when its stream was not read to the end", async () => {
    const service = new Router().route(
      "/",
      get(() =>
        (async function* () {
          for (;;) yield "ab";
        })(),
      ),
    );
    const stats = await statsOf(service, new Request("http://a/"), async (response) => {
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
    });
    expect(stats).toMatchObject({ status: 200, bytesSent: 2, complete: false });
  });

  test("has no status when its caller left before there was a reply", async () => {
    const leaving = new AbortController();
    const errors: unknown[] = [];
    const service = new Router().route(
      "/",
      get(
        (_req, cx) =>
          new Promise<string>((_resolve, reject) => {
            cx.signal.addEventListener("abort", () => reject(cx.signal.reason as Error));
            leaving.abort();
          }),
      ),
    );
    const request = new Request("http://a/", { signal: leaving.signal });
    const stats = await statsOf(
      service,
      request,
      (response) => Promise.resolve(expect(response.status).toBe(499)),
      {
        logger: { error: (record) => void errors.push(record) },
      },
    );
    expect(stats).toMatchObject({ status: 0, bytesSent: 0, complete: false });
    expect(errors).toEqual([]);
  });

  test("is accompanied by the span provider from its header on, also when it is refused", async () => {
    const seen: string[] = [];
    const spanProvider = {
      onServe: () => void seen.push("enter"),
      leaveServe: (_cx: unknown, { status }: RequestStats) => void seen.push(`leave ${status}`),
    };
    const handle = toFetch(echo, { ...silent, spanProvider, serviceName: "echo", maxTargetLength: 3 });
    await handle(new Request("http://a/x"));
    await handle(new Request("http://a/too-long"));
    expect(seen).toEqual(["enter", "leave 200", "enter", "leave 414"]);
  });
});

test("the stream of an answer that comes too late is cancelled", async () => {
  const cancelled = vi.fn();
  const service = new Router().route(
    "/",
    get(async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return new HttpResponse(200, [], new ReadableStream({ cancel: cancelled }));
    }),
  );
  const response = await toFetch(service, { ...silent, handlerTimeout: 20 })(new Request("http://a/"));
  expect(response.status).toBe(503);
  await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
});

test("a WebSocket is told that it needs another server", async () => {
  const service = new Router().route("/", get(webSocket(() => undefined)));
  const handshake = {
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
  };
  const request = new Request("http://a/");
  // Programs may not set these fields on a Request; hosts do.
  Object.defineProperty(request, "headers", { value: new Map(Object.entries(handshake)) });
  expect((await toFetch(service, silent)(request)).status).toBe(426);
});

test.each<[string, FetchOptions]>([
  ["bodyLimit", { bodyLimit: -1 }],
  ["handlerTimeout", { handlerTimeout: 0 }],
  ["maxTargetLength", { maxTargetLength: Number.NaN }],
  ["maxHeadersCount", { maxHeadersCount: 0.5 }],
  ["allowedHosts", { allowedHosts: ["a/b"] }],
])("an option that makes no sense is refused: %s", (name, options) => {
  expect(() => toFetch(echo, options)).toThrow(name);
});
