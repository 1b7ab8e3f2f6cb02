import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { RequestStats } from "../../../http/context.ts";
import { HttpResponse } from "../../../http/response.ts";
import { fromFn } from "../../from-fn.ts";
import { any, get, post } from "../../methods.ts";
import { Router } from "../../router.ts";
import { endHeaders, frame, opening, requestBlock, reset } from "./http2-frames.fixture.ts";
import { ask, dial, raw, session, start } from "./listen.fixture.ts";
import type { Server } from "../../serve.ts";
import type { ServeOptions } from "../../serve.ts";
import type { ClientHttp2Session } from "node:http2";

const stopped = vi.fn();
let seen: RequestStats | undefined;

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
    "/big",
    any(() => "x".repeat(1_000_000)),
  )
  .route(
    "/small",
    post(async (req) => [200, await req.body.bytes(10)]),
  )
  .route(
    "/echo-stream",
    post((req) => req.body.stream(1e7)),
  )
  .route(
    "/headers",
    get(
      (req) =>
        new HttpResponse(
          200,
          ["connection", "close", "keep-alive", "1", "set-cookie", "a=1", "set-cookie", "b=2", "x-a", "1"],
          `${req.headers.get("host")}|${req.headers.get("cookie")}|${[...req.headers].length}|${req.headers.get(":path")}`,
        ),
    ),
  )
  .route(
    "/204",
    get(() => new HttpResponse(204)),
  )
  .route(
    "/304",
    get(() => new HttpResponse(304, ["etag", '"1"'], "ignored")),
  )
  .route(
    "/broken",
    get(async function* () {
      yield "first";
      await sleep(10);
      throw new Error("in the middle");
    }),
  )
  .route(
    "/endless",
    get(async function* () {
      try {
        for (;;) {
          await sleep(5);
          yield "tick";
        }
      } finally {
        stopped();
      }
    }),
  )
  .route(
    "/throw",
    get(() => {
      throw new Error("secret");
    }),
  )
  .route(
    "/wait",
    any((_req, cx) => new Promise<string>(() => cx.signal.addEventListener("abort", () => stopped("wait")))),
  )
  .route(
    "/{x}",
    any((_req, cx) => cx.params.join()),
  )
  .layer(
    fromFn((req, cx, next) => {
      cx.onFinish((stats) => (seen = stats));
      return next(req);
    }),
  );

async function connected(options: ServeOptions = {}): Promise<[ClientHttp2Session, Server]> {
  const server = await start(router, { protocols: ["h2"], ...options });
  return [await session(server.url), server];
}

describe("requests and replies over HTTP/2 are those of HTTP/1", () => {
  test.each<[string, Record<string, string>, number, string | undefined]>([
    ["a route", { ":path": "/" }, 200, "root"],
    ["a query", { ":path": "/a?b=c" }, 200, "a"],
    ["none", { ":path": "/a/b" }, 404, undefined],
    ["a method that the path does not have", { ":path": "/", ":method": "DELETE" }, 405, undefined],
    ["HEAD", { ":path": "/", ":method": "HEAD" }, 200, ""],
    ["HEAD of a stream", { ":path": "/broken", ":method": "HEAD" }, 200, ""],
    ["OPTIONS *", { ":path": "*", ":method": "OPTIONS" }, 204, ""],
    ["204", { ":path": "/204" }, 204, ""],
    ["304", { ":path": "/304" }, 304, ""],
    ["a throw", { ":path": "/throw" }, 500, undefined],
    ["a malformed escape", { ":path": "/%zz" }, 400, undefined],
    ["a fragment", { ":path": "/a#b" }, 400, undefined],
    ["a malformed authority", { ":path": "/", ":authority": "a:b" }, 400, undefined],
    ["two parts of an authority in brackets", { ":path": "/", ":authority": "[a]b" }, 400, undefined],
    ["a Host that agrees", { ":path": "/", host: "A" }, 200, "root"],
    ["a Host that differs", { ":path": "/", host: "b" }, 400, undefined],
    ["a long target", { ":path": `/${"a".repeat(8192)}` }, 414, undefined],
    ["a field of 17 kB", { ":path": "/", x: "a".repeat(17_000) }, 431, undefined],
    [
      "101 fields",
      { ":path": "/", ...Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x${i}`, "1"])) },
      431,
      undefined,
    ],
    [
      "100 fields",
      { ":path": "/", ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x${i}`, "1"])) },
      200,
      "root",
    ],
  ])("%s", async (_name, headers, status, body) => {
    const [client] = await connected();
    const reply = await ask(client, headers);
    expect(reply.status).toBe(status);
    if (body === undefined) {
      expect(reply.headers["content-type"]).toBe("application/problem+json");
      expect(JSON.parse(reply.body)).toMatchObject({ status });
    } else {
      expect(reply.body).toBe(body);
    }
    // The connection lives on.
    expect((await ask(client, { ":path": "/" })).status).toBe(200);
  });

  test("fields of a connection of HTTP/1 are left out, others may come twice; the authority is the Host", async () => {
    const [client] = await connected();
    const { headers, body } = await ask(client, { ":path": "/headers", cookie: ["a=1", "b=2"] });
    expect(headers).toMatchObject({
      "x-a": "1",
      "set-cookie": ["a=1", "b=2"],
      "content-length": String(body.length),
    });
    expect(headers["date"]).toMatch(/GMT$/);
    expect(headers).not.toHaveProperty("connection");
    expect(headers).not.toHaveProperty("keep-alive");
    expect(body).toBe("a|a=1; b=2|3|undefined");
  });

  test("bodies in both directions, whole and as streams", async () => {
    const [client] = await connected();
    const text = "0123456789".repeat(50_000);
    expect((await ask(client, { ":path": "/", ":method": "POST" }, text)).body).toBe(text);
    expect((await ask(client, { ":path": "/echo-stream", ":method": "POST" }, text)).body).toBe(text);
  });

  test("a body that is held back is asked for when it is read; another expectation is not met", async () => {
    const [client] = await connected();
    for (const [path, expectation, seen] of [
      ["/", "100-continue", [100, 200]],
      ["/early", "100-continue", [403]],
      ["/", "200-ok", [417]],
    ] as const) {
      const stream = client.request({
        ":path": path,
        ":method": "POST",
        ":authority": "a",
        expect: expectation,
      });
      const received: unknown[] = [];
      stream.on("headers", (headers) => {
        received.push(headers[":status"]);
        stream.end("body");
      });
      stream.on("response", (headers) => received.push(headers[":status"]));
      stream.resume();
      await once(stream, "close");
      expect(received).toEqual(seen);
    }
  });

  test("trailers are ignored", async () => {
    const [client] = await connected();
    const stream = client.request(
      { ":path": "/", ":method": "POST", ":authority": "a" },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-trailer": "1" }));
    stream.end("body");
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    expect(text).toBe("body");
  });

  test("how it went is told", async () => {
    const [client] = await connected();
    await ask(client, { ":path": "/", ":method": "POST" }, "body");
    await vi.waitFor(() =>
      expect(seen).toMatchObject({ status: 200, bytesReceived: 4, bytesSent: 4, complete: true }),
    );
    await ask(client, { ":path": "/", ":method": "HEAD" });
    await vi.waitFor(() => expect(seen).toMatchObject({ status: 200, bytesSent: 0, complete: true }));
    await ask(client, { ":path": "/broken" });
    await vi.waitFor(() => expect(seen).toMatchObject({ status: 200, bytesSent: 5, complete: false }));
  });
});

describe("streams of HTTP/2 that end early", () => {
  test.each([
    ["an early answer", "/early", 403],
    ["no route", "/none/at/all", 404],
    ["a body that is too large", "/small", 413],
    ["a reply of a megabyte", "/big", 200],
  ])("%s arrives whole, and the caller is asked to stop", async (_name, path, status) => {
    const [client] = await connected();
    const reply = await ask(client, { ":path": path, ":method": "POST" }, "x".repeat(30_000), false);
    expect([reply.status, reply.code]).toEqual([status, 0]);
    if (path === "/big") expect(reply.body).toHaveLength(1_000_000);
    expect((await ask(client, { ":path": "/" })).status).toBe(200);
  });

  test("a stream that fails breaks off with INTERNAL_ERROR, and the log says why", async () => {
    const error = vi.fn();
    const [client] = await connected({ logger: { error } });
    const reply = await ask(client, { ":path": "/broken" });
    expect([reply.status, reply.body, reply.code]).toEqual([200, "first", 2]);
    expect(error.mock.calls.map(([record]) => (record as { message: string }).message)).toEqual([
      "Error: in the middle",
    ]);
  });

  test.each(["/wait", "/endless"])("%s: the caller's leaving is heard", async (path) => {
    stopped.mockClear();
    const [client] = await connected();
    const stream = client.request({ ":path": path, ":authority": "a" });
    stream.on("error", () => undefined);
    await sleep(50);
    stream.close(8);
    await vi.waitFor(() => expect(stopped).toHaveBeenCalled());
  });

  test.each([
    ["CANCEL", 8],
    ["NO_ERROR", 0],
  ])("a body that its sender cancels with %s breaks off", async (_name, code) => {
    const outcome = vi.fn();
    const reading = new Router()
      .route(
        "/bytes",
        post(async (req) => outcome(await req.body.bytes().catch(String))),
      )
      .route(
        "/stream",
        post(async (req) => outcome(await new Response(req.body.stream()).text().catch(String))),
      );
    const server = await start(reading, { protocols: ["h2"] });
    for (const path of ["/bytes", "/stream"]) {
      outcome.mockClear();
      const socket = await dial(server);
      socket.write(opening());
      socket.write(frame("headers", endHeaders, 1, requestBlock(path, "POST")));
      socket.write(frame("data", 0, 1, Buffer.from("half")));
      await sleep(50);
      socket.write(reset(1, code));
      await vi.waitFor(() => expect(outcome).toHaveBeenCalledWith("HttpError: The body broke off."));
    }
  });

  test("a slow reader slows the stream down", async () => {
    let made = 0;
    const flood = new Router().route(
      "/",
      get(async function* () {
        for (; made < 2000; made++) yield new Uint8Array(65_536);
      }),
    );
    const server = await start(flood, { protocols: ["h2"] });
    const client = await session(server.url);
    const stream = client.request({ ":path": "/", ":authority": "a" });
    await once(stream, "response");
    await vi.waitFor(async () => {
      const before = made;
      await sleep(100);
      expect(made).toBe(before);
    });
    expect(made).toBeLessThan(500);
  });

  test("a handler that takes too long is answered for", async () => {
    stopped.mockClear();
    const [client] = await connected({ handlerTimeout: 100 });
    expect((await ask(client, { ":path": "/wait" })).status).toBe(503);
    expect(stopped).toHaveBeenCalledWith("wait");
  });
});

test("a client of HTTP/1 at a port of HTTP/2 gets nothing", async () => {
  const server = await start(router, { protocols: ["h2"] });
  expect(await raw(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).not.toContain("HTTP/1.1 200");
  expect((await ask(await session(server.url), { ":path": "/" })).status).toBe(200);
});
