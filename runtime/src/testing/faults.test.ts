import { describe, expect, test, vi } from "vitest";
import { HttpResponse } from "../http/response.ts";
import { get } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { ServiceBuilder } from "../service/builder.ts";
import { serviceFn } from "../service/service.ts";
import { timeout, TimeoutError } from "../service/timeout.ts";
import { faults, InjectedFault, randomFaults } from "./faults.ts";
import type { Fault, FaultPlan } from "./faults.ts";
import { testServer } from "./test-server.ts";

type Plan = FaultPlan<object, string, string>;

function echo(plan: Plan) {
  const called = vi.fn<(req: string) => string>((req) => `<${req}>`);
  const layer = faults(plan);
  return { layer, called, service: layer.layer(serviceFn((_cx: object, req: string) => called(req))) };
}

describe("a layer of faults", () => {
  test("without a fault it adds nothing: a service that answers at once still does", () => {
    const { service, layer } = echo(() => undefined);
    expect(service.call({}, "a")).toBe("<a>");
    expect(layer).toMatchObject({ calls: 1, injected: { delay: 0, abort: 0, corrupt: 0 } });
  });

  test.each<[string, Fault<string> | Fault<string>[], string | typeof InjectedFault, number]>([
    ["abort", { kind: "abort" }, InjectedFault, 0],
    ["abort after the work was done", { kind: "abort", at: "after" }, InjectedFault, 1],
    ["delay", { kind: "delay", milliseconds: 1 }, "<a>", 1],
    ["corrupt", { kind: "corrupt", corrupt: (text) => text.toUpperCase() }, "<A>", 1],
    [
      "several",
      [
        { kind: "corrupt", corrupt: (text) => `${text}1` },
        { kind: "delay", milliseconds: 1 },
        { kind: "corrupt", corrupt: async (text) => `${text}2` },
      ],
      "<a>12",
      1,
    ],
    ["an empty list", [], "<a>", 1],
  ])("%s", async (_name, fault, outcome, calls) => {
    const { service, called } = echo(() => fault);
    const answer = Promise.resolve(service.call({}, "a"));
    if (typeof outcome === "string") expect(await answer).toBe(outcome);
    else await expect(answer).rejects.toThrow(outcome);
    expect(called).toHaveBeenCalledTimes(calls);
  });

  test("an error of the plan's own is what the call fails with", async () => {
    const error = new RangeError("mine");
    await expect(echo(() => ({ kind: "abort", error })).service.call({}, "a")).rejects.toBe(error);
  });

  test("the plan sees which call it is, its context and its request", async () => {
    const plan = vi.fn<Plan>(({ index }) => (index === 1 ? { kind: "abort" } : undefined));
    const { service } = echo(plan);
    const cx = {};
    expect(service.call(cx, "a")).toBe("<a>");
    await expect(service.call(cx, "b")).rejects.toThrow(InjectedFault);
    expect(service.call(cx, "c")).toBe("<c>");
    expect(plan.mock.calls.map(([call]) => call)).toEqual(
      ["a", "b", "c"].map((req, index) => ({ index, cx, req })),
    );
  });

  test("a time limit around it ends a delay, and the service is never called", async () => {
    const called = vi.fn<() => string>(() => "late");
    const slow = faults<{ signal?: AbortSignal }, string, string>(() => ({
      kind: "delay",
      milliseconds: 60_000,
    }));
    const service = new ServiceBuilder().layer(timeout(5)).layer(slow).service(serviceFn(called));
    await expect(service.call({}, "a")).rejects.toThrow(TimeoutError);
    expect(called).not.toHaveBeenCalled();
  });

  test("it fits a router, where an abort is an opaque 500", async () => {
    const router = new Router().route(
      "/",
      get(() => "fine"),
    );
    const layer = faults<object, unknown, HttpResponse>(({ index }) =>
      index === 0
        ? { kind: "corrupt", corrupt: (reply) => new HttpResponse(reply.status, [], "spoilt") }
        : { kind: "abort" },
    );
    const server = testServer(router.layer(layer));
    expect((await server.call("GET", "/")).text).toBe("spoilt");
    expect((await server.call("GET", "/")).status).toBe(500);
    expect(server.errors).toEqual([new InjectedFault()]);
    expect(layer.injected).toEqual({ delay: 0, abort: 1, corrupt: 1 });
  });
});

describe("faults by lot", () => {
  const kinds = (plan: Plan, calls: number): string[] =>
    Array.from({ length: calls }, (_, index) => {
      const drawn = plan({ index, cx: {}, req: "" });
      return [drawn ?? []]
        .flat()
        .map(({ kind }) => kind)
        .join("+");
    });

  test("the same seed draws the same, another one does not", () => {
    const shares = { delay: { share: 0.5, milliseconds: 1 }, abort: { share: 0.5 } };
    const first = kinds(randomFaults({ seed: 7, ...shares }), 100);
    expect(kinds(randomFaults({ seed: 7, ...shares }), 100)).toEqual(first);
    expect(kinds(randomFaults({ seed: 8, ...shares }), 100)).not.toEqual(first);
  });

  test("shares are kept, and one does not shift the lots of another", () => {
    const alone = kinds(randomFaults({ abort: { share: 0.2 } }), 10_000);
    const both = kinds(
      randomFaults({ abort: { share: 0.2 }, delay: { share: 0.5, milliseconds: 1 } }),
      10_000,
    );
    const aborts = alone.filter((kind) => kind === "abort").length;
    expect(aborts).toBeGreaterThan(1_800);
    expect(aborts).toBeLessThan(2_200);
    expect(both.map((kind) => kind.includes("abort"))).toEqual(alone.map((kind) => kind === "abort"));
  });

  test.each([0, 1])("a share of %d is never or always", (share) => {
    const always = kinds(randomFaults({ corrupt: { share, corrupt: (text) => text } }), 50);
    expect(new Set(always)).toEqual(new Set([share === 1 ? "corrupt" : ""]));
  });

  test.each([-0.1, 1.1, Number.NaN])("a share of %d is none", (share) => {
    expect(() => randomFaults({ abort: { share } })).toThrow(RangeError);
  });
});
