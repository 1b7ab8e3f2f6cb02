import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HttpError } from "../../http/problem.ts";
import { HttpResponse } from "../../http/response.ts";
import { reply } from "../../http/reply.ts";
import { json } from "../../respond/into-response.ts";
import type { ErrorRecord } from "../error-handler.ts";
import { fromFn } from "../from-fn.ts";
import { any, get, post } from "../methods.ts";
import { Router } from "../router.ts";
import { serve } from "../serve.ts";
import type { HttpService } from "../types.ts";
import { toFetch } from "./fetch.ts";
import { toNodeListener } from "./node/host.ts";

const logged: ErrorRecord[] = [];
const options = { logger: { error: (record: ErrorRecord) => void logged.push(record) }, handlerTimeout: 200 };
let stopped = 0;

async function* numbers(): AsyncGenerator<string> {
  try {
    for (const n of [1, 2, 3]) yield `${n};`;
  } finally {
    stopped++;
  }
}

const constant = new HttpResponse(200, ["x-constant", "1"], "constant");
const router = new Router()
  .route(
    "/text",
    get(() => "text ü"),
  )
  .route(
    "/nothing",
    get(() => undefined),
  )
  .route(
    "/empty",
    get(() => [200, ""]),
  )
  .route(
    "/bytes",
    get(() => new Uint8Array([1, 2])),
  )
  .route(
    "/stream",
    get(() => numbers()),
  )
  .route(
    "/web-stream",
    get(() => new Blob(["streamed"]).stream()),
  )
  .route(
    "/json",
    get(() => json({ a: 1 }, 201)),
  )
  .route(
    "/reply",
    get(() => reply(404, { title: "gone" }, { headers: { "x-a": "1" } })),
  )
  .route(
    "/constant",
    get(() => constant),
  )
  .route(
    "/fetch",
    get(
      () =>
        new Response("r", {
          status: 202,
          headers: [
            ["set-cookie", "a=1"],
            ["set-cookie", "b=2"],
          ],
        }),
    ),
  )
  .route(
    "/304",
    get(() => new HttpResponse(304, ["etag", '"1"'], "ignored")),
  )
  .route(
    "/echo",
    any(async (req, cx) => [200, { "x-query": req.query, "x-path": cx.route }, await req.body.bytes(100)]),
  )
  .route(
    "/echo-stream",
    post((req) => req.body.stream(100)),
  )
  .route(
    "/throw",
    get(() => {
      throw new Error("secret 1");
    }),
  )
  .route(
    "/reject",
    get(() => Promise.reject(new Error("secret 2"))),
  )
  // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error
  .route(
    "/throw-text",
    get(() => {
      throw "secret 3";
    }),
  )
  .route(
    "/throw-null",
    get(() => Promise.reject(null)),
  )
  .route(
    "/http-error",
    get(() => {
      throw new HttpError(409, { title: "Taken", detail: "again" }, { headers: { "x-hint": "1" } });
    }),
  )
  .route(
    "/bad-header",
    get(() => new HttpResponse(200, ["x", "a\r\nevil: 1"])),
  )
  .route(
    "/bad-status",
    get(() => new HttpResponse(42)),
  )
  .route(
    "/never",
    get(() => new Promise<string>(() => undefined)),
  )
  .route(
    "/signal",
    get(
      (_req, cx) =>
        new Promise<string>((resolve) => cx.signal.addEventListener("abort", () => resolve("late"))),
    ),
  )
  .layer(
    fromFn((_req, cx, next) => {
      cx.responseHeaders.append("set-cookie", "layer=1").set("x-layer", "1").set("content-type", "ignored/x");
      return next();
    }),
  );

interface Host {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

const hosts: Record<string, () => Promise<Host>> = {
  serve: async () => {
    const server = await serve(router, { ...options, hostname: "127.0.0.1" });
    return {
      fetch: (path, init) => fetch(server.url + path, init),
      close: () => server.close({ timeout: 100 }),
    };
  },
  toNodeListener: async () => {
    const server = createServer(toNodeListener(router, options));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
      close: () => new Promise((resolve) => server.close(() => resolve())),
    };
  },
  toFetch: () => {
    const handle = toFetch(router, options);
    return Promise.resolve({
      fetch: (path, init) => handle(new Request(`http://local${path}`, init)),
      close: () => Promise.resolve(),
    });
  },
};

describe.each(Object.entries(hosts))("%s", (_name, start) => {
  let host: Host;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.close());

  test.each<[string, number, string, Record<string, string | null>]>([
    [
      "/text",
      200,
      "text ü",
      { "content-type": "text/plain; charset=utf-8", "content-length": "7", "x-layer": "1" },
    ],
    ["/nothing", 204, "", { "content-length": null }],
    ["/empty", 200, "", { "content-length": "0" }],
    ["/bytes", 200, "\u0001\u0002", { "content-type": "application/octet-stream", "content-length": "2" }],
    ["/stream", 200, "1;2;3;", { "content-length": null }],
    ["/web-stream", 200, "streamed", {}],
    ["/json", 201, '{"a":1}', { "content-type": "application/json" }],
    ["/reply", 404, '{"title":"gone"}', { "content-type": "application/json", "x-a": "1" }],
    ["/constant", 200, "constant", { "content-length": "8", "x-constant": "1" }],
    ["/constant", 200, "constant", { "content-length": "8" }],
    ["/fetch", 202, "r", {}],
    ["/304", 304, "", { etag: '"1"', "content-length": null }],
    ["/echo?a=%20b", 200, "", { "x-query": "a=%20b", "x-path": "/echo" }],
    ["/none", 404, '{"title":"Not Found","status":404}', { "content-type": "application/problem+json" }],
    [
      "/http-error",
      409,
      '{"title":"Taken","status":409,"detail":"again"}',
      { "x-hint": "1", "x-layer": "1" },
    ],
  ])("GET %s gives %d", async (path, status, body, headers) => {
    const response = await host.fetch(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
    for (const [name, value] of Object.entries(headers))
      expect([name, response.headers.get(name)]).toEqual([name, value]);
    expect(response.headers.getSetCookie()).toEqual(
      path === "/fetch" ? ["a=1", "b=2", "layer=1"] : ["layer=1"],
    );
  });

  test.each(["/text", "/bytes", "/stream", "/json", "/none", "/throw"])(
    "HEAD %s has the header of GET and no body",
    async (path) => {
      const [got, headed] = [await host.fetch(path), await host.fetch(path, { method: "HEAD" })];
      expect(headed.status).toBe(got.status);
      expect(await headed.text()).toBe("");
      for (const name of ["content-type", "content-length", "x-layer"]) {
        expect([name, headed.headers.get(name)]).toEqual([name, got.headers.get(name)]);
      }
      await got.text();
    },
  );

  test("OPTIONS and 405 tell what is allowed", async () => {
    const [preflight, wrong] = [
      await host.fetch("/text", { method: "OPTIONS" }),
      await host.fetch("/text", { method: "PUT", body: "x" }),
    ];
    expect([preflight.status, preflight.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(await wrong.json()).toEqual({ title: "Method Not Allowed", status: 405 });
  });

  test.each([["/echo"], ["/echo-stream"]])("POST %s reads the body once, within its limit", async (path) => {
    const send = (body: string | ReadableStream, init: RequestInit = {}): Promise<Response> =>
      host.fetch(path, { method: "POST", body, ...init });
    expect(await (await send("hello")).text()).toBe("hello");
    const chunked = (parts: string[]): ReadableStream => new Blob(parts).stream();
    expect(await (await send(chunked(["a", "b"]), { duplex: "half" })).text()).toBe("ab");
    if (path === "/echo") {
      expect((await send("x".repeat(100))).status).toBe(200);
      expect((await send("x".repeat(101))).status).toBe(413);
      expect((await send(chunked(["x".repeat(60), "y".repeat(60)]), { duplex: "half" })).status).toBe(413);
    }
  });

  test.each([
    ["/throw", "secret 1"],
    ["/reject", "secret 2"],
    ["/throw-text", "secret 3"],
    ["/throw-null", "null"],
    ["/bad-header", "Invalid value of header x"],
    ["/bad-status", ""],
  ])("%s is an opaque 500 that the log explains, once", async (path, secret) => {
    logged.length = 0;
    const response = await host.fetch(path);
    const problem = (await response.json()) as { traceId: string };
    expect(response.status).toBe(500);
    expect(problem).toEqual({
      title: "Internal Server Error",
      status: 500,
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
    expect(response.headers.get("x-layer")).toBe("1");
    expect(response.headers.get("evil")).toBeNull();
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      level: "error",
      traceId: problem.traceId,
      method: "GET",
      path,
      route: path,
    });
    expect(JSON.stringify(logged[0])).toContain(secret);
  });

  test.each(["/never", "/signal"])("%s takes too long", async (path) => {
    const response = await host.fetch(path);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ title: "Service Unavailable", status: 503 });
  });

  test("a stream that is not read to its end is stopped", async () => {
    const before = stopped;
    await (await host.fetch("/stream")).text();
    expect(stopped).toBe(before + 1);
  });
});

test("onError shapes every error, those of the server itself included; undefined keeps the default", async () => {
  const broken: HttpService = { call: () => Promise.reject(new RangeError("x")) };
  const handle = toFetch(broken, {
    ...options,
    onError: (error, cx) => json({ error: String(error), path: cx.request.path }, 418),
  });
  const response = await handle(new Request("http://local/a"));
  expect([response.status, await response.json()]).toEqual([418, { error: "RangeError: x", path: "/a" }]);

  const kept = toFetch(new Router(), { ...options, onError: () => undefined });
  expect((await kept(new Request("http://local/a"))).status).toBe(404);

  logged.length = 0;
  const failing = toFetch(new Router(), {
    ...options,
    onError: () => {
      throw new Error("in the hook");
    },
  });
  expect((await failing(new Request("http://local/a"))).status).toBe(404);
  expect(logged[0]?.message).toContain("in the hook");
});
