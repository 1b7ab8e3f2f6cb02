import { describe, expect, test } from "vitest";
import { call, line } from "./kit.fixture.ts";
import { any, get, on, post, put } from "./methods.ts";
import { RouteConflictError, RouteSyntaxError } from "./route-error.ts";
import { show } from "./router.fixture.ts";
import { Router } from "./router.ts";

describe("what cannot be routed", () => {
  test.each<[string, string]>([
    ["/u/{id}", "/u/{id}"],
    ["/u/{id}", "/u/{name}"],
    ["/a/{*x}", "/a/{*y}"],
    ["/{a}.json", "/{b}.json"],
    ["/a/{x}/b", "/a/{y}/b"],
    ["/", "/"],
    ["/straße", "/stra%C3%9Fe"],
    // Patterns that both fit some segment, while neither has more text or starts with more.
    ["/{a}-{b}", "/{c}.{d}"],
    ["/x/{a}-{b}/y", "/x/{c}.{d}/{e}"],
    ["/{a}-{b}/{*rest}", "/{c}.{d}/y"],
    ["/p{a}-{b}", "/p{c}.{d}"],
    ["/{a}-{b}/q{c}r", "/{d}.{e}/{f}"],
  ])("%s and %s conflict, and both are named", (first, second) => {
    const router = new Router().route(first, get(show));
    let error: unknown;
    try {
      router.route(second, get(show));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RouteConflictError);
    expect((error as Error).message).toContain(first);
    expect((error as Error).message).toContain(second);
  });

  test.each<[string, string]>([
    ["/{a}.json", "/{b}.xml"],
    ["/a{x}", "/b{x}"],
    ["/{a}-{b}", "/{c}-{d}-{e}"],
    ["/a{x}bc", "/ab{x}c"],
    ["/{a}-{b}/x", "/{c}.{d}/y"],
    ["/{a}-{b}", "/{c}.{d}/y"],
    ["/{a}-{b}/p{c}", "/{d}.{e}/q{f}"],
    ["/{a}-{b}/p{c}", "/{d}.{e}/p"],
    ["/{a}.json/x", "/{a}.json/{y}"],
    ["/{a}.json", "/fixed.json"],
  ])("%s and %s do not", (first, second) => {
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      expect(() => new Router().route(one, get(show)).route(other, get(show))).not.toThrow();
    }
  });

  test("other methods of the same path do not conflict", async () => {
    const router = new Router().route("/u/{id}", get(show)).route(
      "/u/{id}",
      post(() => "made"),
    );
    expect(await line(router, "POST", "/u/1")).toBe("made");
    expect((await call(router, "PUT", "/u/1")).headers["allow"]).toBe("GET, HEAD, POST, OPTIONS");
    expect(() => router.route("/u/{name}", put(show))).toThrow(RouteConflictError);
    expect(() => router.route("/a", any(show)).route("/a", any(show))).toThrow(RouteConflictError);
  });

  test("a method has one handler", () => {
    expect(() => get(show).get(show)).toThrow(RouteConflictError);
    expect(() => any(show).any(show)).toThrow(RouteConflictError);
    expect(() => get(show).fallback(show).fallback(show)).toThrow(RouteConflictError);
    expect(() => on("B AD", show)).toThrow(RouteSyntaxError);
  });

  test.each([
    "",
    "a",
    "/{",
    "/}",
    "/{}",
    "/{*}",
    "/{a}{b}",
    "/{*a}/b",
    "/x{*a}",
    "/{a}/{a}",
    "/a?b",
    "/a#b",
    "/{a{b}}",
    "/\ud800",
  ])("the template %j is malformed", (template) => {
    expect(() => new Router().route(template, get(show))).toThrow(RouteSyntaxError);
  });

  test("handlers added to a method router after it was routed are not", async () => {
    const methods = get(show);
    const router = new Router().route("/a", methods);
    methods.post(show);
    expect(await line(router, "POST", "/a")).toBe("405");
  });
});
