import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { HttpResponse } from "../../../http/response.ts";
import { testServer } from "../../../testing/test-server.ts";
import { consoleLogger } from "../../error-handler.ts";
import { dial, Gate, live } from "../../live.fixture.ts";
import { jsonLine } from "../../log.ts";
import { get, post } from "../../methods.ts";
import { Router } from "../../router.ts";
import { requestId } from "../request-id/layer.ts";
import { tracing } from "../tracing/layer.ts";
import { accessLog } from "./layer.ts";
import type { AccessLogger, AccessLogOptions, AccessRecord } from "./layer.ts";

/** Keeps what is logged. */
class Lines implements AccessLogger {
  readonly all: [AccessRecord, string][] = [];

  info(record: AccessRecord, text: string): void {
    this.all.push([record, text]);
  }
}

function routes(): Router {
  return new Router()
    .route(
      "/pets/{id}",
      get((_req, cx) => {
        cx.operation = "getPet";
        return "Rex";
      }),
    )
    .route(
      "/echo",
      post(async (req) => [201, await req.body.bytes()]),
    )
    .route(
      "/livez",
      get(() => "alive"),
    )
    .route(
      "/throw",
      get(() => {
        throw new Error("no");
      }),
    );
}

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

async function logged(
  options: AccessLogOptions,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<AccessRecord[]> {
  const lines = new Lines();
  const router = routes().layer(accessLog({ logger: lines, ...options }));
  const { method = "GET", ...request } = init;
  await testServer(router).call(method, path, request);
  return lines.all.map(([record]) => record);
}

describe("accessLog", () => {
  test("a record tells what was asked, what was answered, and how long it took", async () => {
    const lines = new Lines();
    const router = routes()
      .layer(tracing())
      .layer(requestId())
      .layer(accessLog({ logger: lines }));
    const server = await live(router, { serviceName: "pets" });
    const response = await fetch(`${server.url}/pets/7?secret=1`, {
      headers: { "user-agent": "test/1", traceparent, authorization: "Bearer x", cookie: "a=b" },
    });
    await response.text();
    await vi.waitUntil(() => lines.all.length > 0);
    expect(lines.all).toEqual([
      [
        {
          traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
          service: "pets",
          method: "GET",
          path: "/pets/7",
          route: "/pets/{id}",
          operation: "getPet",
          status: 200,
          duration: expect.any(Number),
          bytesReceived: 0,
          bytesSent: 3,
          complete: true,
          client: "127.0.0.1",
          requestId: response.headers.get("x-request-id"),
          userAgent: "test/1",
        },
        "request",
      ],
    ]);
  });

  test("as a layer of a router it writes as many lines as there were requests, failed and aborted ones included", async () => {
    const lines = new Lines();
    const gate = new Gate();
    async function* endless(): AsyncGenerator<string> {
      yield "x";
      await new Promise(() => undefined);
    }
    const router = routes()
      .route("/slow", get(gate.handler))
      .route(
        "/stream",
        get(() => endless()),
      )
      .layer(accessLog({ logger: lines }));
    const server = await live(router);
    const send = (method: string, path: string, body?: string): Promise<string> =>
      fetch(`${server.url}${path}`, { method, ...(body === undefined ? {} : { body }) }).then((r) =>
        r.text(),
      );
    await Promise.all([
      send("GET", "/pets/1"),
      send("HEAD", "/pets/1"),
      send("POST", "/echo", "hello"),
      send("GET", "/throw"),
      send("GET", "/none"),
      send("DELETE", "/echo"),
    ]);
    const [slow, stream] = [
      await dial(server, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"),
      await dial(server, "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"),
    ];
    await new Promise((resolve) => stream.once("data", resolve));
    await gate.entered();
    stream.destroy();
    slow.destroy();
    await gate.left();
    gate.open();
    await vi.waitUntil(() => lines.all.length === 8);
    expect(
      lines.all.map(([{ method, path, status }, text]) => `${method} ${path} ${status} ${text}`).toSorted(),
    ).toEqual([
      "DELETE /echo 405 request",
      "GET /none 404 request",
      "GET /pets/1 200 request",
      "GET /slow 0 request aborted",
      "GET /stream 200 request aborted",
      "GET /throw 500 request",
      "HEAD /pets/1 200 request",
      "POST /echo 201 request",
    ]);
    expect(lines.all.find(([{ path }]) => path === "/echo")?.[0]).toMatchObject({
      bytesReceived: expect.any(Number),
    });
  });

  test("as the span provider of a server it also sees what no layer sees", async () => {
    const lines = new Lines();
    const server = await live(routes(), { spanProvider: accessLog({ logger: lines }) });
    (await dial(server, "GET /livez HTTP/1.1\r\n\r\n")).resume();
    (await dial(server, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")).resume();
    await vi.waitUntil(() => lines.all.length === 2);
    expect(lines.all.map(([{ status }]) => status).toSorted()).toEqual([200, 400]);
  });

  test("the query is logged only if asked for, header fields only those that are named", async () => {
    const headers = { "x-tenant": "t1", "x-other": "o" };
    expect((await logged({}, "/livez?a=1", { headers }))[0]).not.toHaveProperty("query");
    expect((await logged({}, "/livez?a=1", { headers }))[0]).not.toHaveProperty("headers");
    expect(
      (await logged({ query: true, headers: ["X-Tenant", "x-absent"] }, "/livez?a=1", { headers }))[0],
    ).toMatchObject({ query: "a=1", headers: { "x-tenant": "t1" } });
  });

  test.each(["Authorization", "cookie", "Set-Cookie", "proxy-authorization", "no name"])(
    "header %s is never logged",
    (name) => {
      expect(() => accessLog({ headers: [name] })).toThrow(TypeError);
    },
  );

  test("skipped requests leave no line; a sample of 0 leaves those of failures", async () => {
    const skip: AccessLogOptions = { skip: (cx) => cx.route === "/livez" };
    expect(await logged(skip, "/livez")).toHaveLength(0);
    expect(await logged(skip, "/pets/1")).toHaveLength(1);
    expect(await logged({ sample: 0 }, "/pets/1")).toHaveLength(0);
    expect(await logged({ sample: 0 }, "/none")).toHaveLength(1);
    expect(await logged({ sample: 1 }, "/pets/1")).toHaveLength(1);
  });

  test("text of callers is cut off", async () => {
    const [record] = await logged({ query: true }, `/${"p".repeat(5_000)}?${"q".repeat(5_000)}`, {
      headers: { "user-agent": "u".repeat(5_000) },
    });
    expect([record?.path.length, record?.query?.length, record?.userAgent?.length]).toEqual([
      1_025, 1_025, 1_025,
    ]);
  });

  test("a logger that throws harms nobody", async () => {
    const router = routes().layer(
      accessLog({
        logger: {
          info: () => {
            throw new Error("disk full");
          },
        },
      }),
    );
    expect((await testServer(router).call("GET", "/livez")).status).toBe(200);
  });

  test.each([-0.1, 1.1, Number.NaN])("a sample of %s is refused", (sample) => {
    expect(() => accessLog({ sample })).toThrow(RangeError);
  });
});

describe("lines", () => {
  test("by default they are JSON on standard output, and of errors on standard error, with the same names", async () => {
    const [out, err] = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
    out.mockImplementation(() => undefined);
    err.mockImplementation(() => undefined);
    try {
      const server = await live(routes().layer(accessLog()), { logger: consoleLogger });
      const problem = (await (await fetch(`${server.url}/throw`)).json()) as { traceId: string };
      await vi.waitUntil(() => out.mock.calls.length > 0);
      const [access, error] = [out, err].map(
        ({ mock }) => JSON.parse(String(mock.calls[0]?.[0])) as Record<string, unknown>,
      );
      const shared = { traceId: problem.traceId, method: "GET", path: "/throw", route: "/throw" };
      const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(access).toMatchObject({ ...shared, time, level: "info", msg: "request", status: 500 });
      expect(error).toMatchObject({
        ...shared,
        time,
        level: "error",
        msg: "request failed",
        message: "Error: no",
        stack: expect.stringContaining("access-log.test"),
      });
    } finally {
      out.mockRestore();
      err.mockRestore();
    }
  });

  test("whatever a caller sends, a line stays one line without control characters, and reads back", () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
        fc.constantFrom(
          "\u2028",
          "\u2029",
          "\u202e",
          "\u2066",
          "\ufeff",
          "\u200b",
          "\ud800",
          '"',
          "\\",
          "💥",
        ),
      ),
    });
    fc.assert(
      fc.property(nasty, nasty, (path, userAgent) => {
        const line = jsonLine("info", "request", { path, userAgent });
        // oxlint-disable-next-line no-control-regex
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200b\ufeff]/);
        expect(JSON.parse(line)).toMatchObject({ path, userAgent, level: "info" });
      }),
      { numRuns: 1_000 },
    );
  });

  test("with 100 requests at once there are 100 lines", async () => {
    const lines = new Lines();
    const router = new Router()
      .route(
        "/{n}",
        get(() => new HttpResponse(204)),
      )
      .layer(accessLog({ logger: lines }));
    const server = await live(router);
    await Promise.all(Array.from({ length: 100 }, (_, i) => fetch(`${server.url}/${i}`)));
    await vi.waitUntil(() => lines.all.length >= 100);
    expect(new Set(lines.all.map(([{ path }]) => path)).size).toBe(100);
    expect(lines.all).toHaveLength(100);
  });
});
