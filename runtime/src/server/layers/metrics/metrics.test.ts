import { execFile } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { HttpError } from "../../../http/problem.ts";
import { testServer } from "../../../testing/test-server.ts";
import { dial, Gate, live } from "../../live.fixture.ts";
import { any, get, post } from "../../methods.ts";
import { Router } from "../../router.ts";
import { parseText, sample } from "./exposition.fixture.ts";
import { metrics } from "./layer.ts";
import { Registry } from "./registry.ts";

/** What Prometheus's own checker says of a text; "" when it has nothing to say. */
function promtool(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile("promtool", ["check", "metrics"], (error, stdout, stderr) => {
      if (error !== null && "code" in error && error.code === "ENOENT") {
        reject(new Error("promtool is missing: apt-get install prometheus"));
      } else {
        resolve(stdout + stderr);
      }
    });
    child.stdin?.end(text);
  });
}

function measuredRouter(): { router: Router; measured: ReturnType<typeof metrics> } {
  const measured = metrics({ skip: (cx) => cx.route === "/livez" });
  const router = new Router()
    .layer(measured)
    .route("/metrics", get(measured.endpoint))
    .route(
      "/livez",
      get(() => "alive"),
    )
    .route(
      "/pets/{id}",
      any((req) => (req.query === "fail" ? Promise.reject(new HttpError(409)) : "Rex")),
    )
    .route(
      "/echo",
      post(async (req) => [201, await req.body.bytes()]),
    );
  return { router, measured };
}

describe("metrics", () => {
  test("requests are counted by method, template and status; never by path", async () => {
    const { router } = measuredRouter();
    const server = testServer(router);
    for (let i = 0; i < 50; i++) await server.call("GET", `/pets/${i}`);
    await server.call("GET", "/pets/1?fail");
    await server.call("FROBNICATE", "/pets/1");
    await server.call("OTHER", "/pets/1");
    await server.call("POST", "/echo", { body: "x".repeat(300) });
    for (let i = 0; i < 5; i++) await server.call("GET", `/none/${i}`);
    await server.call("GET", "/livez");
    const reply = await server.call("GET", "/metrics");
    expect(reply.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const { samples } = parseText(reply.text);
    const total = (labels: Record<string, string>): number | undefined =>
      sample(samples, "http_requests_total", labels);
    expect(total({ method: "GET", route: "/pets/{id}", status: "200" })).toBe(50);
    expect(total({ method: "GET", route: "/pets/{id}", status: "409" })).toBe(1);
    expect(total({ method: "other", route: "/pets/{id}", status: "200" })).toBe(2);
    expect(total({ method: "POST", route: "/echo", status: "201" })).toBe(1);
    expect(total({ method: "GET", route: "none", status: "404" })).toBe(5);
    expect(samples.filter(({ name }) => name === "http_requests_total")).toHaveLength(5);
    expect(reply.text).not.toContain("/pets/1");
    expect(reply.text).not.toContain("livez");
    expect(reply.text).not.toContain("FROBNICATE");

    const echo = { method: "POST", route: "/echo" };
    expect(sample(samples, "http_request_size_bytes_sum", echo)).toBe(300);
    expect(sample(samples, "http_response_size_bytes_sum", echo)).toBe(300);
    expect(sample(samples, "http_request_size_bytes_bucket", { ...echo, le: "256" })).toBe(0);
    expect(sample(samples, "http_request_size_bytes_bucket", { ...echo, le: "1024" })).toBe(1);
    const duration = { method: "GET", route: "/pets/{id}", status: "200" };
    expect(sample(samples, "http_request_duration_seconds_count", duration)).toBe(50);
    expect(sample(samples, "http_request_duration_seconds_bucket", { ...duration, le: "+Inf" })).toBe(50);
    // The request for the metrics themselves.
    expect(sample(samples, "http_requests_in_flight", {})).toBe(1);
  });

  test("promtool has nothing to say about the text", async () => {
    const { router, measured } = measuredRouter();
    measured.registry
      .counter("orders_total", 'Orders with "quotes", \\ and\nlines.', ["kind"])
      .of({ kind: "a" })
      .inc();
    measured.registry.gauge("temperature_celsius", "Temperature.").of().set(-1.5);
    measured.registry.derived("counter", "shed_requests_total", "Requests that were shed.", () => 3);
    const server = testServer(router);
    await server.call("GET", "/pets/1");
    await server.call("POST", "/echo", { body: "x" });
    expect(await promtool((await server.call("GET", "/metrics")).text)).toBe("");
  });

  test("as the span provider it counts what no layer sees, what broke off, and what is at work", async () => {
    const measured = metrics();
    const gate = new Gate();
    const router = new Router().route("/slow", get(gate.handler));
    const server = await live(router, { spanProvider: measured });
    (await dial(server, "GET / HTTP/1.1\r\n\r\n")).resume();
    const socket = await dial(server, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    const now = (name: string, labels: Record<string, string>): number | undefined =>
      sample(parseText(measured.registry.text()).samples, name, labels);
    await vi.waitUntil(
      () => now("http_requests_total", { method: "GET", route: "none", status: "400" }) === 1,
    );
    await vi.waitUntil(() => now("http_requests_in_flight", {}) === 1);
    socket.destroy();
    await gate.left();
    gate.open();
    await vi.waitUntil(() => now("http_requests_in_flight", {}) === 0);
    expect(now("http_requests_aborted_total", { method: "GET", route: "/slow" })).toBe(1);
    expect(now("http_requests_total", { method: "GET", route: "/slow", status: "0" })).toBe(1);
  });

  test("two of them keep their metrics apart, and one registry takes each only once", () => {
    const [one, two] = [metrics(), metrics()];
    expect(one.registry).not.toBe(two.registry);
    expect(() => metrics({ registry: one.registry })).toThrow(
      "there is a metric http_requests_total already",
    );
  });

  test.each([{ durations: [] }, { durations: [1, 1] }, { sizes: [2, 1] }, { sizes: [Number.NaN] }])(
    "buckets %j are refused",
    (options) => {
      expect(() => metrics(options)).toThrow(RangeError);
    },
  );
});

describe("Registry", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", '"', "\\", "\n", ",", "=", "{", "}", " ", "é", "\u0000"),
  });

  test("any values of labels and any help text are read back as they were written", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(text, text), { selector: String, maxLength: 8 }),
        text,
        (all, help) => {
          const registry = new Registry();
          const counter = registry.counter("x_total", `h${help}`, ["one", "other"]);
          all.forEach(([one, other], i) => counter.of({ one, other }).inc(i + 1));
          const parsed = parseText(registry.text());
          expect(parsed.help.get("x_total")).toBe(`h${help}`);
          const expected = new Map<string, number>();
          all.forEach(([one, other], i) => {
            const id = JSON.stringify([one, other]);
            expected.set(id, (expected.get(id) ?? 0) + i + 1);
          });
          const seen = parsed.samples.map(({ labels, value }) => [
            JSON.stringify([labels["one"], labels["other"]]),
            value,
          ]);
          expect(new Map(seen as [string, number][])).toEqual(expected);
        },
      ),
    );
  });

  test("a histogram counts each value in every bucket that it is not above", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 25 }), { maxLength: 40 }), (values) => {
        const registry = new Registry();
        const histogram = registry.histogram("h_seconds", "H.", [], [0, 5, 10]);
        for (const value of values) histogram.of().observe(value);
        const { samples } = parseText(registry.text());
        for (const [le, bound] of [
          ["0", 0],
          ["5", 5],
          ["10", 10],
          ["+Inf", Infinity],
        ] as const) {
          expect(sample(samples, "h_seconds_bucket", { le })).toBe(values.filter((v) => v <= bound).length);
        }
        expect(sample(samples, "h_seconds_sum", {})).toBe(values.reduce((sum, v) => sum + v, 0));
        expect(sample(samples, "h_seconds_count", {})).toBe(values.length);
      }),
    );
  });

  test("beyond the most series everything new is counted as overflow", () => {
    const registry = new Registry({ maxSeries: 3 });
    const counter = registry.counter("x_total", "X.", ["user"]);
    for (let i = 0; i < 100; i++) counter.of({ user: `u${i}` }).inc();
    counter.of({ user: "u0" }).inc();
    const { samples } = parseText(registry.text());
    expect(samples).toHaveLength(4);
    expect(sample(samples, "x_total", { user: "u0" })).toBe(2);
    expect(sample(samples, "x_total", { user: "overflow" })).toBe(97);
  });

  test("gauges go up and down, counters only up", () => {
    const registry = new Registry();
    const gauge = registry.gauge("g", "G.").of();
    gauge.set(5);
    gauge.inc(2);
    gauge.dec();
    expect(sample(parseText(registry.text()).samples, "g", {})).toBe(6);
    const counter = registry.counter("c_total", "C.").of();
    for (const by of [-1, Number.NaN, Infinity]) expect(() => counter.inc(by)).toThrow(RangeError);
    expect(() => registry.histogram("h", "H.").of().observe(Number.NaN)).toThrow(RangeError);
  });

  test.each<[string, (registry: Registry) => unknown]>([
    ["a counter without _total", (registry) => registry.counter("x", "X.")],
    ["a gauge with _total", (registry) => registry.gauge("x_total", "X.")],
    ["a name with a dash", (registry) => registry.gauge("a-b", "X.")],
    ["a name that begins with a digit", (registry) => registry.gauge("1a", "X.")],
    ["no help", (registry) => registry.gauge("a", "")],
    ["a reserved label", (registry) => registry.gauge("a", "X.", ["__x"])],
    ["the label le of a histogram", (registry) => registry.histogram("a", "X.", ["le"])],
    ["a label twice", (registry) => registry.gauge("a", "X.", ["b", "b"])],
    ["a bad name of a derived metric", (registry) => registry.derived("counter", "a", "X.", () => 1)],
    [
      "a name twice",
      (registry) => {
        registry.gauge("a", "X.");
        registry.derived("gauge", "a", "X.", () => 1);
      },
    ],
  ])("%s is refused", (_what, add) => {
    expect(() => add(new Registry())).toThrow(TypeError);
  });

  test.each([0, -1, 0.5, Number.NaN])("at most %s series is refused", (maxSeries) => {
    expect(() => new Registry({ maxSeries })).toThrow(RangeError);
  });
});
