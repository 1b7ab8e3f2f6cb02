import { AsyncLocalStorage } from "node:async_hooks";
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import type { Context, ContextManager, TextMapPropagator } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { any, get, HttpError, Router } from "volo-http";
import type { HttpService } from "volo-http";
import { traceHeaders } from "volo-http/layers";
import { opentelemetry } from "volo-http/opentelemetry";
import type { OpenTelemetryOptions } from "volo-http/opentelemetry";
import { testServer } from "volo-http/testing";
import { dial, Gate, live } from "../../runtime/src/server/live.fixture.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentId = "00f067aa0ba902b7";
const traceparent = `00-${traceId}-${parentId}-01`;

/** What `@opentelemetry/context-async-hooks` does, as far as it is needed. */
class Contexts implements ContextManager {
  private readonly store: AsyncLocalStorage<Context> = new AsyncLocalStorage();

  active(): Context {
    return this.store.getStore() ?? ROOT_CONTEXT;
  }

  with: ContextManager["with"] = (active, fn, thisArg, ...args) =>
    this.store.run(active, () => fn.call(thisArg as never, ...args));

  bind<T>(_active: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

/** Reads `x-own: <trace>/<span>`. */
class OwnPropagator implements TextMapPropagator {
  fields(): string[] {
    return ["x-own"];
  }

  inject(): void {
    // Nothing is sent here.
  }

  extract: TextMapPropagator["extract"] = (parent, carrier, getter) => {
    const [trace_ = "", spanId = ""] = String(getter.get(carrier, "x-own") ?? "").split("/");
    if (spanId === "") return parent;
    return trace.setSpanContext(parent, {
      traceId: trace_,
      spanId,
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    });
  };
}

let exporter: InMemorySpanExporter;
let tracerProvider: BasicTracerProvider;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  context.setGlobalContextManager(new Contexts());
});
afterEach(() => {
  context.disable();
  propagation.disable();
  trace.disable();
});

function traced(options: OpenTelemetryOptions = {}): Router {
  return new Router()
    .layer(opentelemetry({ tracerProvider, ...options }))
    .route(
      "/pets/{id}",
      any(() => "Rex"),
    )
    .route(
      "/throw",
      get(() => {
        throw new RangeError("thrown");
      }),
    )
    .route(
      "/reject",
      get(() => Promise.reject(new HttpError(503, "rejected"))),
    )
    .route(
      "/conflict",
      get(() => Promise.reject(new HttpError(409))),
    )
    .route(
      "/inner",
      get(async () => {
        await Promise.resolve();
        tracerProvider.getTracer("test").startSpan("query").end();
        return trace.getActiveSpan()?.spanContext().traceId;
      }),
    )
    .route(
      "/out",
      get((_req, cx) => [200, { "x-trace-id": cx.traceId }, traceHeaders(cx)["traceparent"]]),
    );
}

async function spansOf(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  service: HttpService = traced(),
): Promise<ReadableSpan[]> {
  await testServer(service).call(method, path, { headers });
  return exporter.getFinishedSpans();
}

describe("opentelemetry", () => {
  test("a span of a server with the attributes of the conventions", async () => {
    const server = await live(traced());
    await (await fetch(`${server.url}/pets/7?secret=1`, { headers: { "user-agent": "test/1" } })).text();
    await vi.waitUntil(() => exporter.getFinishedSpans().length === 1);
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({ name: "GET /pets/{id}", kind: SpanKind.SERVER });
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.attributes).toEqual({
      "http.request.method": "GET",
      "http.route": "/pets/{id}",
      "http.response.status_code": 200,
      "http.request.body.size": 0,
      "http.response.body.size": 3,
      "url.path": "/pets/7",
      "url.scheme": "http",
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "client.address": "127.0.0.1",
      "network.peer.address": "127.0.0.1",
      "user_agent.original": "test/1",
    });
  });

  test.each<[string, string, string, Record<string, unknown>, SpanStatusCode, string | undefined]>([
    ["GET", "/none", "GET", { "http.response.status_code": 404 }, SpanStatusCode.UNSET, undefined],
    [
      "GET",
      "/conflict",
      "GET /conflict",
      { "http.response.status_code": 409 },
      SpanStatusCode.UNSET,
      undefined,
    ],
    [
      "GET",
      "/throw",
      "GET /throw",
      { "http.response.status_code": 500, "error.type": "500" },
      SpanStatusCode.ERROR,
      "thrown",
    ],
    [
      "GET",
      "/reject",
      "GET /reject",
      { "http.response.status_code": 503, "error.type": "503" },
      SpanStatusCode.ERROR,
      "rejected",
    ],
    [
      "FROBNICATE",
      "/pets/1",
      "HTTP /pets/{id}",
      { "http.request.method": "_OTHER", "http.request.method_original": "FROBNICATE" },
      SpanStatusCode.UNSET,
      undefined,
    ],
  ])("%s %s is the span %s", async (method, path, name, attributes, status, exception) => {
    const [span] = await spansOf(method, path);
    expect(span?.name).toBe(name);
    expect(span?.attributes).toMatchObject(attributes);
    expect(span?.status.code).toBe(status);
    expect(span?.events.map(({ attributes: of }) => of?.["exception.message"])).toEqual(
      exception === undefined ? [] : [exception],
    );
  });

  test("without a registered propagator the span of the caller is the parent by the fields of W3C", async () => {
    const [span] = await spansOf("GET", "/pets/1", { traceparent, tracestate: "a=1" });
    expect(span?.spanContext().traceId).toBe(traceId);
    expect(span?.parentSpanContext).toMatchObject({ spanId: parentId, isRemote: true });
    expect(span?.spanContext().traceState?.get("a")).toBe("1");
    exporter.reset();
    const [fresh] = await spansOf("GET", "/pets/1", { traceparent: "nonsense" });
    expect(fresh?.parentSpanContext).toBeUndefined();
  });

  test("a registered propagator decides", async () => {
    propagation.setGlobalPropagator(new OwnPropagator());
    const [span] = await spansOf("GET", "/pets/1", { "x-own": `${traceId}/${parentId}` });
    expect(span?.spanContext().traceId).toBe(traceId);
    expect(span?.parentSpanContext?.spanId).toBe(parentId);
    exporter.reset();
    const [fresh] = await spansOf("GET", "/pets/1", { traceparent });
    expect(fresh?.parentSpanContext).toBeUndefined();
  });

  test.each(["x-own", "traceparent"])("a trace that is not accepted does not go on: %s", async (field) => {
    if (field === "x-own") propagation.setGlobalPropagator(new OwnPropagator());
    const headers = { "x-own": `${traceId}/${parentId}`, traceparent };
    const [span] = await spansOf("GET", "/pets/1", headers, traced({ accept: () => false }));
    expect(span?.spanContext().traceId).not.toBe(traceId);
    expect(span?.parentSpanContext).toBeUndefined();
  });

  test("a caller that does not record keeps this server from recording", async () => {
    expect(await spansOf("GET", "/pets/1", { traceparent: `00-${traceId}-${parentId}-00` })).toEqual([]);
  });

  test("the span is active during the handler: spans made there are its children", async () => {
    const [child, span] = await spansOf("GET", "/inner", { traceparent });
    expect([child?.name, span?.name]).toEqual(["query", "GET /inner"]);
    expect(child?.parentSpanContext?.spanId).toBe(span?.spanContext().spanId);
  });

  test("cx.traceId is the trace's, and requests to others carry the span", async () => {
    const reply = await testServer(traced()).call("GET", "/out", { headers: { traceparent } });
    const [span] = exporter.getFinishedSpans();
    expect(reply.headers.get("x-trace-id")).toBe(traceId);
    expect(reply.text).toBe(`00-${traceId}-${span?.spanContext().spanId}-01`);
  });

  test("the span ends when the reply is gone; of a reply that breaks off it tells", async () => {
    async function* endless(): AsyncGenerator<string> {
      yield "first";
      await new Promise(() => undefined);
    }
    const router = new Router().layer(opentelemetry({ tracerProvider })).route(
      "/",
      get(() => endless()),
    );
    const server = await live(router);
    const socket = await dial(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    expect(exporter.getFinishedSpans()).toEqual([]);
    socket.destroy();
    await vi.waitUntil(() => exporter.getFinishedSpans().length === 1);
    const [span] = exporter.getFinishedSpans();
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes).toMatchObject({ "http.response.status_code": 200, "error.type": "aborted" });
  });

  test("a caller that leaves before its reply", async () => {
    const gate = new Gate();
    const router = new Router().layer(opentelemetry({ tracerProvider })).route("/slow", get(gate.handler));
    const server = await live(router);
    const socket = await dial(server, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    await gate.entered();
    socket.destroy();
    await gate.left();
    gate.open();
    await vi.waitUntil(() => exporter.getFinishedSpans().length === 1);
    expect(exporter.getFinishedSpans()[0]?.attributes).not.toHaveProperty("http.response.status_code");
  });

  test("given to the server as well, the same object also records what no layer sees, each request once", async () => {
    const spans = opentelemetry({ tracerProvider });
    const router = new Router().layer(spans).route(
      "/x",
      get(() => trace.getActiveSpan()?.spanContext().spanId),
    );
    const server = await live(router, { spanProvider: spans });
    (await dial(server, "GET /x HTTP/1.1\r\n\r\n")).resume();
    await vi.waitUntil(() => exporter.getFinishedSpans().length === 1);
    const spanId = await (await fetch(`${server.url}/x`)).text();
    await vi.waitUntil(() => exporter.getFinishedSpans().length === 2);
    const [refused, fine] = exporter.getFinishedSpans();
    expect([refused?.name, refused?.attributes["http.response.status_code"]]).toEqual(["GET", 400]);
    expect([fine?.name, fine?.spanContext().spanId]).toEqual(["GET /x", spanId]);
    expect(fine?.attributes["http.route"]).toBe("/x");
  });

  test("skipped requests have no span; attributes of one's own are added", async () => {
    const router = traced({
      skip: (cx) => cx.route === "/conflict",
      attributes: (cx, stats) => ({ "app.status": stats.status, "app.path": cx.request.path }),
    });
    expect(await spansOf("GET", "/conflict", {}, router)).toEqual([]);
    const [span] = await spansOf("GET", "/pets/2", {}, router);
    expect(span?.attributes).toMatchObject({ "app.status": 200, "app.path": "/pets/2" });
  });

  test("without an SDK requests are answered, and the trace of the caller is passed on", async () => {
    const router = new Router().layer(opentelemetry()).route(
      "/",
      get((_req, cx) => traceHeaders(cx)["traceparent"]),
    );
    const server = testServer(router);
    expect((await server.call("GET", "/", { headers: { traceparent } })).text).toContain(traceId);
    expect((await server.call("GET", "/")).text).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
    trace.setGlobalTracerProvider(tracerProvider);
    await server.call("GET", "/");
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });
});
