import { describe, expect, test } from "vitest";
import { key, ServerContext } from "./context.ts";
import { noBody } from "./body.ts";
import { HeaderMap } from "./header-map.ts";
import type { HttpRequest } from "./request.ts";

function requestOf(path: string): HttpRequest {
  return { method: "GET", target: path, path, query: "", headers: new HeaderMap(), body: noBody };
}

describe("a context that is derived", () => {
  const request = requestOf("/a");

  test("shares whatever belongs to the request", () => {
    const tenant = key<string>("tenant");
    const cx = new ServerContext(request);
    const inside = cx.derive({});
    inside.set(tenant, "t").operation = "getPet";
    inside.params = ["1"];
    inside.matched = { template: "/{id}", names: ["id"] };
    inside.responseHeaders.set("x-a", "1");
    expect(inside.root).toBe(cx);
    expect([cx.get(tenant), cx.operation, cx.params, cx.route]).toEqual(["t", "getPet", ["1"], "/{id}"]);
    expect([cx.pendingHeaders, cx.traceId, cx.startedAt]).toEqual([
      inside.pendingHeaders,
      inside.traceId,
      inside.startedAt,
    ]);
    expect(inside.signal).toBe(cx.signal);
  });

  test("has what was assigned to the one around it, and keeps its own to itself", () => {
    const cx = Object.assign(new ServerContext(request), { tenant: "t" });
    const inside = Object.assign(cx.derive({}), { user: "u" });
    expect(inside.derive({}).tenant).toBe("t");
    expect(cx).not.toHaveProperty("user");
  });

  test("may have another request, and a signal of its own that nobody makes before it is asked for", () => {
    const cx = new ServerContext(request);
    let asked = 0;
    const controller = new AbortController();
    const inside = cx.derive({
      request: requestOf("/b"),
      signal: {
        get signal() {
          asked += 1;
          return controller.signal;
        },
      },
    });
    expect([inside.request.path, cx.request.path, asked]).toEqual(["/b", "/a", 0]);
    expect(inside.derive({}).signal).toBe(controller.signal);
    expect(cx.signal).not.toBe(controller.signal);
    cx.cancel(new Error("gone"));
    expect([cx.signal.aborted, inside.signal.aborted]).toEqual([true, false]);
  });
});
