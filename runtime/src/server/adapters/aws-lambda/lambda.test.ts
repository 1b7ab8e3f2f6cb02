import { describe, expect, test, vi } from "vitest";
import type { RequestStats } from "../../../http/context.ts";
import { HttpResponse } from "../../../http/response.ts";
import { fromFn } from "../../from-fn.ts";
import { any, get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { waitUntil } from "../wait-until.ts";
import { toLambda } from "./buffered.ts";
import { context, httpApi, loadBalancer, restApi, silent } from "./events.fixture.ts";
import type { LambdaEvent, LambdaResult } from "./events.ts";
import type { LambdaOptions } from "./invocation.ts";

describe("a reply", () => {
  const cookies = ["set-cookie", "a=1", "set-cookie", "b=2", "x", "1", "x", "2"];
  const service = new Router()
    .route(
      "/cookies",
      get(() => new HttpResponse(200, cookies, "ü")),
    )
    .route(
      "/cookie",
      get(() => new HttpResponse(200, ["set-cookie", "a=1"], "")),
    )
    .route(
      "/bytes",
      get(() => new Uint8Array([255, 0])),
    )
    .route(
      "/json-bytes",
      get(
        () =>
          new HttpResponse(200, ["content-type", "application/problem+json"], new TextEncoder().encode("{}")),
      ),
    )
    .route(
      "/coded",
      get(
        () =>
          new HttpResponse(
            200,
            ["content-type", "text/plain", "content-encoding", "x"],
            new TextEncoder().encode("{}"),
          ),
      ),
    )
    .route(
      "/marked",
      get(
        () => new HttpResponse(200, ["content-type", "text/plain"], new Uint8Array([0xef, 0xbb, 0xbf, 0x61])),
      ),
    )
    .route(
      "/latin",
      get(
        () => new HttpResponse(200, ["content-type", "text/plain; charset=latin1"], new Uint8Array([0xe9])),
      ),
    )
    .route(
      "/nothing",
      get(() => undefined),
    );

  test.each<[string, LambdaEvent, Partial<LambdaResult>]>([
    [
      "of a REST API",
      restApi({ path: "/cookies" }),
      {
        statusCode: 200,
        multiValueHeaders: { "set-cookie": ["a=1", "b=2"], x: ["1", "2"] },
        body: "ü",
        isBase64Encoded: false,
      },
    ],
    [
      "of a function URL",
      httpApi({ rawPath: "/cookies" }),
      { statusCode: 200, headers: { x: "1, 2" }, cookies: ["a=1", "b=2"], body: "ü", isBase64Encoded: false },
    ],
    [
      "of a load balancer with several values",
      loadBalancer({ path: "/cookies", multiValueHeaders: {} }),
      {
        statusCode: 200,
        statusDescription: "200 OK",
        multiValueHeaders: { "set-cookie": ["a=1", "b=2"], x: ["1", "2"] },
        body: "ü",
        isBase64Encoded: false,
      },
    ],
    [
      "of a load balancer with single values",
      loadBalancer({ path: "/cookie" }),
      {
        statusCode: 200,
        statusDescription: "200 OK",
        headers: { "set-cookie": "a=1" },
        body: "",
        isBase64Encoded: false,
      },
    ],
    ["of bytes", httpApi({ rawPath: "/bytes" }), { body: "/wA=", isBase64Encoded: true }],
    ["of bytes that are text", httpApi({ rawPath: "/json-bytes" }), { body: "{}", isBase64Encoded: false }],
    ["of text that is coded", httpApi({ rawPath: "/coded" }), { body: "e30=", isBase64Encoded: true }],
    [
      "of text with a mark in front",
      httpApi({ rawPath: "/marked" }),
      { body: "77u/YQ==", isBase64Encoded: true },
    ],
    ["of text that is no UTF-8", httpApi({ rawPath: "/latin" }), { body: "6Q==", isBase64Encoded: true }],
    ["of nothing", httpApi({ rawPath: "/nothing" }), { statusCode: 204, body: "", isBase64Encoded: false }],
  ])("%s", async (_name, event, expected) => {
    expect(await toLambda(service)(event, context())).toMatchObject(expected);
  });

  test("with cookies that a load balancer would lose is an error that says what to do", async () => {
    const logged = vi.fn();
    const { statusCode } = await toLambda(service, { logger: { error: logged } })(
      loadBalancer({ path: "/cookies" }),
      context(),
    );
    expect(statusCode).toBe(500);
    expect(JSON.stringify(logged.mock.calls)).toContain("multi-value headers");
  });
});

describe("the time of an invocation", () => {
  test("ends a handler with 503 before it is up, and aborts its signal", async () => {
    const reason = vi.fn();
    const service = new Router().route(
      "/",
      get(
        (_req, cx) =>
          new Promise<string>(() => cx.signal.addEventListener("abort", () => reason(cx.signal.reason))),
      ),
    );
    const started = performance.now();
    const { statusCode } = await toLambda(service, { ...silent, deadlineMargin: 5_000 })(
      restApi(),
      context(5_050),
    );
    expect(statusCode).toBe(503);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(reason).toHaveBeenCalledWith(expect.objectContaining({ name: "TimeoutError" }));
  });

  test("ends a stream that does not end", async () => {
    const [stopped, aborted] = [vi.fn(), vi.fn()];
    const service = new Router().route(
      "/",
      get((_req, cx) =>
        (async function* () {
          cx.signal.addEventListener("abort", aborted);
          try {
            for (;;) {
              yield "a";
              await new Promise((resolve) => setTimeout(resolve, 10));
            }
          } finally {
            stopped();
          }
        })(),
      ),
    );
    const { statusCode } = await toLambda(service, { ...silent, deadlineMargin: 5_000 })(
      restApi(),
      context(5_050),
    );
    expect(statusCode).toBe(503);
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledOnce());
    expect(aborted).toHaveBeenCalledOnce();
  });

  test("is there for work after the reply, and no longer", async () => {
    let done = false;
    const service = new Router()
      .route(
        "/",
        get((_req, cx) =>
          waitUntil(
            cx,
            new Promise((resolve) => setTimeout(resolve, 20)).then(() => (done = true)),
          ),
        ),
      )
      .route(
        "/fails",
        get((_req, cx) => waitUntil(cx, Promise.reject(new Error("x")))),
      )
      .route(
        "/hangs",
        get((_req, cx) => waitUntil(cx, new Promise(() => undefined))),
      );
    const handle = toLambda(service, { ...silent, deadlineMargin: 5_000 });
    expect((await handle(restApi(), context())).statusCode).toBe(204);
    expect(done).toBe(true);
    expect((await handle(restApi({ path: "/fails" }), context())).statusCode).toBe(204);
    expect((await handle(restApi({ path: "/hangs" }), context(5_050))).statusCode).toBe(204);
  });
});

test("how an invocation went is told", async () => {
  const finished = vi.fn<(stats: RequestStats) => void>();
  const service = new Router()
    .route(
      "/",
      any(async (req) => await req.body.bytes()),
    )
    .layer(
      fromFn((_req, cx, next) => {
        cx.onFinish(finished);
        return next();
      }),
    );
  await toLambda(service)(restApi({ httpMethod: "POST", body: "hello" }), context());
  expect(finished.mock.calls[0]?.[0]).toMatchObject({
    status: 200,
    bytesReceived: 5,
    bytesSent: 5,
    complete: true,
  });
});

test.each<[string, LambdaOptions]>([
  ["deadlineMargin", { deadlineMargin: -1 }],
  ["deadlineMargin", { deadlineMargin: Number.NaN }],
  ["basePath", { basePath: "prod" }],
  ["basePath", { basePath: "/prod/" }],
  ["bodyLimit", { bodyLimit: -1 }],
])("an option that makes no sense is refused: %s of %j", (name, options) => {
  expect(() => toLambda(new Router(), options)).toThrow(name);
});
