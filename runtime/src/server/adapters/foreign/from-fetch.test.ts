import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BytesBody } from "../../../http/body.ts";
import { ServerContext } from "../../../http/context.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { Layer } from "../../../service/layer.ts";
import { fromFn } from "../../from-fn.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import type { Server } from "../../serve.ts";
import type { HttpService } from "../../types.ts";
import { toFetch } from "../fetch.ts";
import { fromFetch } from "./from-fetch.ts";

const show = fromFetch(async (request) =>
  Response.json({
    method: request.method,
    url: request.url,
    header: request.headers.get("x-a"),
    body: await request.text(),
  }),
);

async function shown(service: HttpService, method: string, target: string, init = {}): Promise<unknown> {
  const seen = await call(service, method, target, init);
  return seen.body === "" || seen.status !== 200 ? seen.status : (JSON.parse(seen.body) as unknown);
}

describe("a fetch handler as a service", () => {
  test.each<[string, string, string, { headers?: Record<string, string>; body?: string }, object]>([
    ["the path and the query, undecoded", "GET", "/a%20b?c=%2F", {}, { url: "http://localhost/a%20b?c=%2F" }],
    ["the host", "GET", "/", { headers: { host: "h.example:81" } }, { url: "http://h.example:81/" }],
    ["header fields", "GET", "/", { headers: { "x-a": "1" } }, { header: "1" }],
    ["the method", "PATCH", "/", {}, { method: "PATCH" }],
    ["a method of its own", "QUERY", "/", { body: "x" }, { method: "QUERY", body: "x" }],
    ["the body", "POST", "/", { body: "bödy" }, { body: "bödy" }],
    ["no body of GET", "GET", "/", { body: "x" }, { body: "" }],
    ["two slashes as they are", "GET", "//evil.example/x", {}, { url: "http://localhost//evil.example/x" }],
    ["dots that are no segments", "GET", "/a..b/.c/...", {}, { url: "http://localhost/a..b/.c/..." }],
  ])("sees %s", async (_name, method, target, init, expected) => {
    expect(await shown(show, method, target, init)).toMatchObject(expected);
  });

  test.each<[string, string, string, Record<string, string>, number]>([
    ["a dot segment", "GET", "/a/../admin", {}, 400],
    ["an encoded one", "GET", "/a/%2E%2e/admin", {}, 400],
    ["one at the end", "GET", "/a/..", {}, 400],
    ["a single dot", "GET", "/a/./b", {}, 400],
    ["a backslash", "GET", "/a\\..\\admin", {}, 400],
    ["what is no path", "OPTIONS", "*", {}, 400],
    ["a host that is none", "GET", "/", { host: "a b" }, 400],
    ["a host with a path", "GET", "/", { host: "evil.example/admin?" }, 400],
    ["a host with a user", "GET", "/", { host: "a@evil.example" }, 400],
    ["TRACE", "TRACE", "/", {}, 501],
    ["a method that fetch writes in capitals", "post", "/", {}, 501],
  ])("refuses %s", async (_name, method, target, headers, status) => {
    const handler = vi.fn(() => new Response());
    expect((await call(fromFetch(handler), method, target, { headers })).status).toBe(status);
    expect(handler).not.toHaveBeenCalled();
  });

  test("the scheme is that of the connection, or that of the origin", async () => {
    const url = fromFetch((request) => new Response(request.url));
    const req = requestOf("GET", "/x", { headers: { host: "h" } });
    const secure = new ServerContext(req, {
      remoteAddress: undefined,
      secure: true,
      onDisconnect: () => undefined,
    });
    expect((await call(url, "GET", "/x", { headers: { host: "h" } }, secure)).body).toBe("https://h/x");
    const behind = fromFetch((request) => new Response(request.url), { origin: "https://app.example" });
    expect((await call(behind, "GET", "/x", { headers: { host: "h" } })).body).toBe("https://app.example/x");
  });

  test.each(["app.example", "https://app.example/", "https://a@b", "nothing"])(
    "%j is no origin",
    (origin) => {
      expect(() => fromFetch(() => new Response(), { origin })).toThrow(TypeError);
    },
  );

  test("a limit that makes no sense is refused", () => {
    expect(() => fromFetch(() => new Response(), { bodyLimit: Number.NaN })).toThrow(RangeError);
  });

  test("its reply keeps status, fields, cookies and body", async () => {
    const service = fromFetch(
      () =>
        new Response("x", {
          status: 201,
          headers: [
            ["x-a", "1"],
            ["set-cookie", "a=1"],
            ["set-cookie", "b=2"],
          ],
        }),
    );
    const req = requestOf("GET", "/");
    const reply = await service.call(new ServerContext(req), req);
    expect([reply.status, reply.headers.get("x-a"), reply.headers.getAll("set-cookie")]).toEqual([
      201,
      "1",
      ["a=1", "b=2"],
    ]);
  });

  test("a Response that it makes at once is answered at once", () => {
    const req = requestOf("GET", "/");
    expect(fromFetch(() => new Response("x")).call(new ServerContext(req), req)).toBeInstanceOf(HttpResponse);
  });

  test("a Response that was read already, and one of an error, are faults", async () => {
    const used = new Response("x");
    await used.text();
    for (const answer of [used, Response.error()]) {
      const handle = toFetch(
        fromFetch(() => answer),
        { logger: { error: () => undefined } },
      );
      expect((await handle(new Request("http://h/"))).status).toBe(500);
    }
  });

  test("a body that nobody reads stays unread, and one beyond the limit fails with 413", async () => {
    const req = { ...requestOf("POST", "/"), body: new BytesBody(new Uint8Array(20)) };
    await fromFetch(() => new Response()).call(new ServerContext(req), req);
    expect(req.body.used).toBe(false);
    const reading = fromFetch(async (request) => new Response(await request.bytes()), { bodyLimit: 10 });
    await expect((async () => reading.call(new ServerContext(req), req))()).rejects.toMatchObject({
      status: 413,
    });
  });

  test("the signal is the context's, and the context is there", async () => {
    const req = requestOf("GET", "/");
    const cx = new ServerContext(req);
    let signal: AbortSignal | undefined;
    const service = fromFetch((request, context) => {
      signal = request.signal;
      expect(context).toBe(cx);
      return new Promise(() => undefined);
    });
    void service.call(cx, req);
    expect(signal?.aborted).toBe(false);
    cx.cancel(new Error("left"));
    expect(signal?.aborted).toBe(true);
  });

  test("below a prefix it sees the rest of the path", async () => {
    const router = new Router().nestService("/app", show);
    expect(await shown(router, "GET", "/app/x?y=1")).toMatchObject({ url: "http://localhost/x?y=1" });
    expect(await shown(router, "GET", "/app/../x")).toBe(400);
  });

  test("layers work around it as around every service", async () => {
    const marking: Layer<HttpService> = fromFn(async (_req, _cx, next) => {
      const reply = await next();
      return [reply.status as 200, { "x-mark": "1" }, reply];
    });
    expect((await call(marking.layer(show), "GET", "/")).headers["x-mark"]).toBe("1");
  });

  test("through both adapters a request stays what it is", async () => {
    const twice = toFetch(fromFetch(toFetch(show)));
    const answer = await twice(
      new Request("http://localhost/a?b", { method: "PUT", headers: { "x-a": "1" }, body: "x" }),
    );
    expect(await answer.json()).toEqual({
      method: "PUT",
      url: "http://localhost/a?b",
      header: "1",
      body: "x",
    });
  });
});

describe("over a socket", () => {
  let server: Server;
  let hanging = 0;
  let aborted = 0;
  let stopped = 0;
  beforeAll(async () => {
    const service = fromFetch((request) => {
      const { pathname } = new URL(request.url);
      // What arrives is what is sent, piece by piece.
      if (pathname === "/echo") return new Response(request.body);
      if (pathname === "/hang") {
        hanging++;
        request.signal.addEventListener("abort", () => void aborted++);
        return new Promise(() => undefined);
      }
      return new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array([97])),
          cancel: () => void stopped++,
        }),
      );
    });
    server = await serve(service);
  });
  afterAll(() => server.close({ timeout: 0 }));

  test("bodies are streamed both ways", async () => {
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (feed = controller) });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const pending = fetch(`${server.url}/echo`, init);
    feed?.enqueue(new TextEncoder().encode("one"));
    const answer = await pending;
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    // The first piece is back before the second one is sent.
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("one");
    feed?.enqueue(new TextEncoder().encode("two"));
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("two");
    feed?.close();
    expect((await reader.read()).done).toBe(true);
  });

  test("HEAD has fields and no body", async () => {
    const answer = await fetch(`${server.url}/stream`, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  test("a caller that leaves aborts the signal, or cancels the stream", async () => {
    for (const target of ["/hang", "/stream"]) {
      const controller = new AbortController();
      const pending = fetch(server.url + target, { signal: controller.signal });
      if (target === "/stream") {
        const before = stopped;
        await (await pending).body?.getReader().read();
        controller.abort();
        await vi.waitFor(() => expect(stopped).toBe(before + 1));
      } else {
        pending.catch(() => undefined);
        await vi.waitFor(() => expect(hanging).toBe(1), { timeout: 5000 });
        controller.abort();
        await vi.waitFor(() => expect(aborted).toBe(1), { timeout: 5000 });
      }
    }
  });

  test("what fetch has decoded is sent on without its coding", async () => {
    const zipped = await new Response(
      new Blob(["hello"]).stream().pipeThrough(new CompressionStream("gzip")),
    ).bytes();
    const upstream = await serve({
      call: () => new HttpResponse(200, ["content-encoding", "gzip", "content-type", "text/plain"], zipped),
    });
    const gateway = await serve(fromFetch(() => fetch(upstream.url)));
    const answer = await fetch(gateway.url);
    expect([await answer.text(), answer.headers.get("content-encoding")]).toEqual(["hello", null]);
    await Promise.all([gateway.close({ timeout: 0 }), upstream.close({ timeout: 0 })]);
  });
});
