import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, Server as Listening, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
// @ts-expect-error: the package ships no types
import untyped from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  extension,
  get,
  HttpError,
  json,
  jsonBody,
  path,
  post,
  Router,
  serve,
  ServiceBuilder,
  sse,
  toNodeListener,
} from "volo-http";
import type { HttpService, Server } from "volo-http";
import { fromNodeHandler, fromNodeMiddleware, nodeMessage, toNodeMiddleware } from "volo-http/node";
import { testServer } from "volo-http/testing";

type Next = (error?: unknown) => void;
type Handle = (req: ExpressRequest, res: ExpressResponse, next: Next) => unknown;

/** As much of Express as the tests use: it has no types of its own. */
interface ExpressRequest extends IncomingMessage {
  readonly params: Record<string, string>;
  readonly query: Record<string, unknown>;
  readonly ip: string | undefined;
  readonly protocol: string;
  readonly originalUrl: string;
  readonly baseUrl: string;
  readonly path: string;
  body?: unknown;
  user?: string;
}
interface ExpressResponse extends ServerResponse {
  json(value: unknown): this;
  send(value: unknown): this;
  status(code: number): this;
  redirect(url: string): void;
  cookie(name: string, value: string): this;
  sendFile(path: string): void;
}
interface App {
  (message: IncomingMessage, response: ServerResponse): void;
  (message: IncomingMessage, response: ServerResponse, next: Next): void;
  use(...handlers: unknown[]): this;
  listen(port: number, ready: () => void): Listening;
  get(path: string, handle: Handle): this;
  post(path: string, ...handles: Handle[]): this;
}
interface Express {
  (): App;
  json(options?: object): Handle;
  static(root: string): Handle;
}
const express = untyped as unknown as Express;

const folder = mkdtempSync(join(tmpdir(), "volo-express-"));
writeFileSync(join(folder, "a.txt"), "0123456789".repeat(20_000));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const app = express();
app.use(express.json({ limit: 100 }));
app.get("/legacy/json/:id", (req: ExpressRequest, res: ExpressResponse) =>
  res.cookie("a", "1").cookie("b", "2").json({ id: req.params["id"], q: req.query }),
);
app.get("/legacy/text", (_req, res) => res.send("text"));
app.get("/legacy/moved", (_req, res) => res.redirect("/there"));
app.get("/legacy/file", (_req, res) => res.sendFile(join(folder, "a.txt")));
app.get("/legacy/seen", (req, res) =>
  res.json({ ip: req.ip !== undefined, url: req.url, original: req.originalUrl, protocol: req.protocol }),
);
app.post("/legacy/echo", (req, res) => res.status(201).json(req.body));
app.get("/legacy/broken", () => {
  throw new Error("secret");
});
app.get("/legacy/gone", () => {
  throw Object.assign(new Error("it is gone"), { status: 410, expose: true });
});
app.use("/static", express.static(folder));

const own = new Router().route(
  "/own/{id}",
  get([path("id")], (id) => `own ${id}`),
);
const inside = new ServiceBuilder().layer(fromNodeMiddleware(app)).service<HttpService>(own);

describe.each(["in memory", "over a socket"])("an Express app as a layer, %s", (where) => {
  let server: Server | undefined;
  beforeAll(async () => {
    if (where === "over a socket")
      server = await serve(inside, { port: 0, logger: { error: () => undefined } });
  });
  afterAll(() => server?.close());

  async function seen(
    method: string,
    target: string,
    init: { headers?: Record<string, string>; body?: string } = {},
  ) {
    if (server !== undefined) {
      const answer = await fetch(server.url + target, { method, redirect: "manual", ...init });
      return {
        status: answer.status,
        text: await answer.text(),
        cookies: answer.headers.getSetCookie(),
        get: (name: string) => answer.headers.get(name) ?? undefined,
      };
    }
    const answer = await testServer(inside).call(method, target, init);
    return {
      status: answer.status,
      text: answer.text,
      cookies: [...answer.headers.getAll("set-cookie")],
      get: (name: string) => answer.headers.get(name),
    };
  }
  const typed = { "content-type": "application/json" };

  test.each<[string, string, string, object, number, string | RegExp]>([
    ["JSON, parameters and the query", "GET", "/legacy/json/7?a=1", {}, 200, '{"id":"7","q":{"a":"1"}}'],
    ["text", "GET", "/legacy/text", {}, 200, "text"],
    ["HEAD", "HEAD", "/legacy/text", {}, 200, ""],
    ["a redirect", "GET", "/legacy/moved", {}, 302, /there/],
    ["a file that is streamed", "GET", "/legacy/file", {}, 200, "0123456789".repeat(20_000)],
    ["a range of a file", "GET", "/static/a.txt", { headers: { range: "bytes=5-9" } }, 206, "56789"],
    [
      "a body that it parses",
      "POST",
      "/legacy/echo",
      { headers: typed, body: '{"a":[1]}' },
      201,
      '{"a":[1]}',
    ],
    ["a body that it refuses", "POST", "/legacy/echo", { headers: typed, body: "{" }, 400, /JSON/],
    [
      "a body that is too large",
      "POST",
      "/legacy/echo",
      { headers: typed, body: `"${"x".repeat(200)}"` },
      413,
      /too large/,
    ],
    [
      "an error",
      "GET",
      "/legacy/broken",
      {},
      500,
      /^\{"title":"Internal Server Error","status":500,"traceId":"\w+"\}$/,
    ],
    [
      "an error with a status",
      "GET",
      "/legacy/gone",
      {},
      410,
      '{"title":"Gone","status":410,"detail":"it is gone"}',
    ],
    ["what it does not know, to the router inside", "GET", "/own/1", {}, 200, "own 1"],
    ["nor does the router", "GET", "/nowhere", {}, 404, '{"title":"Not Found","status":404}'],
  ])("answers with %s", async (_name, method, target, init, status, body) => {
    const answer = await seen(method, target, init);
    expect(answer.status).toBe(status);
    if (typeof body === "string") expect(answer.text).toBe(body);
    else expect(answer.text).toMatch(body);
  });

  test("its header fields are those of the reply", async () => {
    const answer = await seen("GET", "/legacy/json/1");
    expect(answer.cookies).toEqual(["a=1; Path=/", "b=2; Path=/"]);
    expect(answer.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.get("content-length")).toBe("17");
    expect((await seen("GET", "/own/1")).get("x-powered-by")).toBe("Express");
    expect((await seen("GET", "/nowhere")).get("x-powered-by")).toBe("Express");
    expect((await seen("HEAD", "/legacy/text")).get("content-length")).toBe("4");
  });

  test("it sees the request as it came", async () => {
    const { text } = await seen("GET", "/legacy/seen?a=%20b");
    expect(JSON.parse(text)).toEqual({
      ip: server !== undefined,
      url: "/legacy/seen?a=%20b",
      original: "/legacy/seen?a=%20b",
      protocol: "http",
    });
  });
});

describe("middlewares of Express as layers", () => {
  test("what they leave on the message, the handlers find", async () => {
    const router = new Router()
      .route(
        "/echo",
        post([extension(nodeMessage)], (message) => json((message as ExpressRequest).body)),
      )
      .layer(fromNodeMiddleware(express.json()));
    const server = testServer(router);
    expect((await server.call("POST", "/echo", { json: { a: 1 } })).json).toEqual({ a: 1 });
    const headers = { "content-type": "application/json" };
    expect(await server.call("POST", "/echo", { headers, body: "{" })).toMatchObject({ status: 400 });
    expect(server.errors).toEqual([]);
  });

  test("static files before a router", async () => {
    const server = testServer(
      new ServiceBuilder().layer(fromNodeMiddleware(express.static(folder))).service<HttpService>(own),
    );
    const whole = await server.call("GET", "/a.txt");
    expect(whole.text).toHaveLength(200_000);
    const etag = whole.headers.get("etag") ?? "";
    const headers = { "if-none-match": etag };
    expect(await server.call("GET", "/a.txt", { headers })).toMatchObject({ status: 304, text: "" });
    expect((await server.call("GET", "/own/x")).text).toBe("own x");
  });
});

test("an Express app as a handler answers its own 404 and its own errors", async () => {
  const server = testServer(fromNodeHandler(express().get("/a", (_req, res) => res.send("a"))));
  expect((await server.call("GET", "/a")).text).toBe("a");
  expect(await server.call("GET", "/b")).toMatchObject({
    status: 404,
    text: expect.stringContaining("Cannot GET /b"),
  });
  expect((await server.call("POST", "/b", { body: "x".repeat(100_000) })).status).toBe(404);
});

describe("a router inside Express", () => {
  const router = new Router()
    .route("/hello/{name}", { GET: (_req, cx) => `hello ${cx.params[0]} ${cx.request.target}` })
    .route(
      "/echo",
      post([jsonBody()], (body) => json(body)),
    )
    .route(
      "/missing",
      get(() => {
        throw new HttpError(404, "no such thing");
      }),
    )
    .route(
      "/events",
      get(() => sse(["a", "b"])),
    );
  const options = { logger: { error: () => undefined } };
  const outer = express()
    .use("/api", toNodeMiddleware(router, options))
    .use(express.json())
    .use("/late", toNodeMiddleware(router, options))
    .get("/own", (_req, res) => res.send("of Express"))
    .use("/whole", toNodeListener(router, options))
    .use((_req: ExpressRequest, res: ExpressResponse) => res.status(404).send("nobody"));
  let listening: Listening;
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => (listening = outer.listen(0, resolve)));
    url = `http://localhost:${(listening.address() as AddressInfo).port}`;
  });
  afterAll(() => listening.close());

  test.each<[string, string, string, RequestInit, number, string]>([
    ["a route, below the prefix", "GET", "/api/hello/ada?x=1", {}, 200, "hello ada /hello/ada?x=1"],
    [
      "a body",
      "POST",
      "/api/echo",
      { headers: { "content-type": "application/json" }, body: "[1]" },
      200,
      "[1]",
    ],
    ["a stream", "GET", "/api/events", {}, 200, "data: a\n\ndata: b\n\n"],
    [
      "its own 404",
      "GET",
      "/api/missing",
      {},
      404,
      '{"title":"Not Found","status":404,"detail":"no such thing"}',
    ],
    ["its own 405", "POST", "/api/missing", {}, 405, '{"title":"Method Not Allowed","status":405}'],
    ["what it does not match, to Express", "GET", "/api/nowhere", {}, 404, "nobody"],
    ["a route after it", "GET", "/own", {}, 200, "of Express"],
    [
      "as a listener, the 404 as well",
      "GET",
      "/whole/nowhere",
      {},
      404,
      '{"title":"Not Found","status":404}',
    ],
  ])("%s", async (_name, method, target, init, status, body) => {
    const answer = await fetch(url + target, { method, ...init });
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });

  test("a body that Express has read already is a fault of the program, and said at once", async () => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/late/echo`, { method: "POST", headers, body: "[1]" });
    expect(answer.status).toBe(500);
  });
});
