import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { ServerContext } from "../../../http/context.ts";
import { json } from "../../../respond/into-response.ts";
import { testServer } from "../../../testing/test-server.ts";
import { requestOf } from "../../kit.fixture.ts";
import { dial, live } from "../../live.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { accessLog } from "../access-log/layer.ts";
import { tracing } from "./layer.ts";
import type { TracingOptions } from "./layer.ts";
import { traceHeaders, traceKey } from "./trace-context.ts";
import { formatTraceParent, parseTraceParent } from "./traceparent.ts";
import { parseTraceState } from "./tracestate.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentId = "00f067aa0ba902b7";
const zeros = "0".repeat(32);

describe("traceparent", () => {
  test.each<[string, number]>([
    [`00-${traceId}-${parentId}-00`, 0],
    [`00-${traceId}-${parentId}-01`, 1],
    [`00-${traceId}-${parentId}-03`, 3],
    // Bits without a meaning are not passed on.
    [`00-${traceId}-${parentId}-ff`, 3],
    [`00-${traceId}-${parentId}-04`, 0],
    // Versions to come.
    [`01-${traceId}-${parentId}-01`, 1],
    [`cc-${traceId}-${parentId}-01-what-comes-later`, 1],
    [`fe-${traceId}-${parentId}-01-`, 1],
  ])("%s is accepted", (value, flags) => {
    expect(parseTraceParent(value)).toEqual({ traceId, parentId, flags });
  });

  test.each([
    undefined,
    "",
    `ff-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-01-more`,
    `00-${traceId}-${parentId}-01-`,
    `cc-${traceId}-${parentId}-01.more`,
    `00-${zeros}-${parentId}-01`,
    `00-${traceId}-${zeros.slice(16)}-01`,
    `00-${traceId.toUpperCase()}-${parentId}-01`,
    `00-${traceId.slice(1)}-${parentId}-01`,
    `00-${traceId}0-${parentId}-01`,
    `00-${traceId}-${parentId.slice(1)}-01`,
    `00-${traceId}-${parentId}-1`,
    `00-${traceId}-${parentId}`,
    `0-${traceId}-${parentId}-01`,
    `000-${traceId}-${parentId}-01`,
    `0x-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-0x`,
    `00_${traceId}_${parentId}_01`,
    ` 00-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-01, 00-${traceId}-${parentId}-01`,
  ])("%s is invalid", (value) => {
    expect(parseTraceParent(value)).toBeUndefined();
  });

  test("what is written is read back", () => {
    const hex = (length: number): fc.Arbitrary<string> =>
      fc
        .string({
          unit: fc.constantFrom(..."0123456789abcdef".split("")),
          minLength: length,
          maxLength: length,
        })
        .filter((text) => !/^0+$/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (trace, span, flags) => {
        expect(parseTraceParent(formatTraceParent(trace, span, flags))).toEqual({
          traceId: trace,
          parentId: span,
          flags: flags % 4,
        });
      }),
    );
  });
});

describe("tracestate", () => {
  const members = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=${i}`).join(",");
  test.each<[string, string | undefined, string]>([
    ["no field", undefined, ""],
    ["an empty field", "", ""],
    ["one member", "rojo=00f067", "rojo=00f067"],
    ["spaces and empty members", " a=1 ,, \tb=2,", "a=1,b=2"],
    ["a tenant", "0fw529a3039@dt=FfCg", "0fw529a3039@dt=FfCg"],
    ["every character of a key", "a_-*/9=1", "a_-*/9=1"],
    ["spaces inside a value", "a=1 2", "a=1 2"],
    ["a key twice: the newer, which is first, stays", "a=1,b=2,a=3", "a=1,b=2"],
    ["32 members", members(32), members(32)],
    ["33 members", members(33), ""],
    ["a key of 256 characters", `${"k".repeat(256)}=1`, `${"k".repeat(256)}=1`],
    ["a key of 257 characters", `${"k".repeat(257)}=1`, ""],
    ["a value of 256 characters", `a=${"v".repeat(256)}`, `a=${"v".repeat(256)}`],
    ["a value of 257 characters", `a=${"v".repeat(257)}`, ""],
    ["a tenant that is too long", `${"t".repeat(242)}@s=1`, ""],
    ["a system that is too long", `t@${"s".repeat(15)}=1`, ""],
    ["upper case in a key", "A=1", ""],
    ["a digit at the start of a key without tenant", "1a=1", ""],
    ["two equals signs", "a=b=c", ""],
    ["no equals sign", "a", ""],
    ["no value", "a=", ""],
    ["no key", "=1", ""],
    ["a space in a key", "a b=1", ""],
    ["a character beyond ASCII", "a=ü", ""],
    ["one bad member", "a=1,B=2", ""],
  ])("%s", (_what, value, expected) => {
    expect(parseTraceState(value)).toBe(expected);
  });

  test("at most 512 characters are passed on: large members give way first, then the oldest", () => {
    const large = `large=${"v".repeat(130)}`;
    const small = Array.from({ length: 20 }, (_, i) => `k${i}=${"v".repeat(20)}`);
    const passed = parseTraceState([large, ...small].join(","));
    expect(passed).not.toContain("large");
    expect(passed.startsWith("k0=")).toBe(true);
    expect(passed.length).toBeLessThanOrEqual(512);
    expect(passed.length).toBeGreaterThan(480);
    // What fits stays as it is.
    expect(parseTraceState(`${large},a=1`)).toBe(`${large},a=1`);
  });
});

describe("tracing", () => {
  /** What a handler sees, and what it would send on. */
  async function seen(
    headers: Record<string, string>,
    options: TracingOptions = {},
  ): Promise<{ traceId: string; trace: Record<string, unknown>; out: Record<string, string> }> {
    const router = new Router().layer(tracing(options)).route(
      "/",
      get((_req, cx) => json({ traceId: cx.traceId, trace: cx.get(traceKey), out: traceHeaders(cx) })),
    );
    const reply = await testServer(router).call("GET", "/", { headers });
    return reply.json as never;
  }

  test("the trace of the caller goes on, under a span of this server's own", async () => {
    const tracestate = "a=1,b=2";
    const { trace, out, ...rest } = await seen({
      traceparent: `00-${traceId}-${parentId}-01`,
      tracestate,
    });
    expect(rest.traceId).toBe(traceId);
    expect(trace).toEqual({
      traceId,
      parentId,
      spanId: expect.stringMatching(/^[\da-f]{16}$/),
      flags: 1,
      state: tracestate,
    });
    expect(trace["spanId"]).not.toBe(parentId);
    expect(out).toEqual({ traceparent: `00-${traceId}-${String(trace["spanId"])}-01`, tracestate });
  });

  test.each<[string, Record<string, string>, TracingOptions]>([
    ["no field", {}, {}],
    ["an invalid one", { traceparent: `ff-${traceId}-${parentId}-01`, tracestate: "a=1" }, {}],
    ["a state without a parent", { tracestate: "a=1" }, {}],
    ["one that is not accepted", { traceparent: `00-${traceId}-${parentId}-01` }, { accept: () => false }],
  ])("%s: a new trace begins", async (_what, headers, options) => {
    const first = await seen(headers, options);
    expect(first.traceId).toMatch(/^[\da-f]{32}$/);
    expect(first.traceId).not.toBe(traceId);
    expect(first.out).toEqual({ traceparent: `00-${first.traceId}-${String(first.trace["spanId"])}-00` });
    expect((await seen(headers, options)).traceId).not.toBe(first.traceId);
  });

  test("the share of new traces that is marked as recorded is the option's", async () => {
    expect((await seen({}, { sample: 1 })).out["traceparent"]).toMatch(/-01$/);
    expect((await seen({}, { sample: 0 })).out["traceparent"]).toMatch(/-00$/);
    for (const sample of [-1, 2, Number.NaN]) expect(() => tracing({ sample })).toThrow(RangeError);
  });

  test("without the layer a trace begins under the id of the request", () => {
    const cx = new ServerContext(requestOf("GET", "/"));
    const headers = traceHeaders(cx);
    expect(headers["traceparent"]).toMatch(new RegExp(`^00-${cx.traceId}-[\\da-f]{16}-00$`));
    expect(traceHeaders(cx)).toEqual(headers);
  });

  test("problem details, the log of errors and the access log show the caller's trace id", async () => {
    const ids: string[] = [];
    const router = new Router()
      .layer(tracing())
      .layer(accessLog({ logger: { info: (record) => ids.push(record.traceId) } }))
      .route(
        "/",
        get(() => {
          throw new Error("x");
        }),
      );
    const logger = { error: (record: object) => ids.push((record as { traceId: string }).traceId) };
    const server = await live(router, { logger });
    const response = await fetch(server.url, { headers: { traceparent: `00-${traceId}-${parentId}-00` } });
    expect(await response.json()).toMatchObject({ status: 500, traceId });
    await vi.waitUntil(() => ids.length === 2);
    expect(ids).toEqual([traceId, traceId]);
  });

  test("as the span provider it also covers what is refused before any layer", async () => {
    const ids: string[] = [];
    const log = accessLog({ logger: { info: (record) => ids.push(record.traceId) } });
    const traced = tracing();
    const server = await live(new Router(), {
      spanProvider: {
        onServe: (cx) => traced.onServe(cx),
        leaveServe: (cx, stats) => log.leaveServe(cx, stats),
      },
    });
    (await dial(server, `GET / HTTP/1.1\r\ntraceparent: 00-${traceId}-${parentId}-00\r\n\r\n`)).resume();
    await vi.waitUntil(() => ids.length === 1);
    expect(ids).toEqual([traceId]);
  });

  test("it works where @opentelemetry/api is not installed", async () => {
    const script = `
      import { registerHooks } from "node:module";
      registerHooks({
        resolve(specifier, context, next) {
          if (!specifier.startsWith("@opentelemetry")) return next(specifier, context);
          throw new Error("imported " + specifier);
        },
      });
      const { Router, get, serve } = await import("volo-http");
      const { tracing, traceHeaders } = await import("volo-http/layers");
      const router = new Router().layer(tracing()).route("/", get((_req, cx) => traceHeaders(cx).traceparent));
      const server = await serve(router, { hostname: "127.0.0.1" });
      const headers = { traceparent: "00-${traceId}-${parentId}-01" };
      console.log(await (await fetch(server.url, { headers })).text());
      await server.close();
      await import("volo-http/opentelemetry").catch((error) => console.log(error.message));
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--conditions=volo-source", "--input-type=module", "--eval", script],
      { cwd: import.meta.dirname },
    );
    expect(stdout).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01\nimported @opentelemetry/api\n$`));
  });
});
