import { describe, expect, test } from "vitest";
import { ServerContext } from "../http/context.ts";
import { HttpResponse } from "../http/response.ts";
import { serviceFn } from "../service/service.ts";
import { call, line, requestOf } from "./kit.fixture.ts";
import { any, connect, del, get, head, options, patch, post, put, trace } from "./methods.ts";
import { show, tracing } from "./router.fixture.ts";
import { Router } from "./router.ts";
import type { HttpService } from "./types.ts";

describe("methods", () => {
  const every = { get, post, put, patch, delete: del, head, options, trace, connect };
  test.each(Object.entries(every))("%s", async (name, add) => {
    const router = new Router().route(
      "/a",
      add(() => [200, name]),
    );
    expect(await line(router, name.toUpperCase(), "/a")).toBe(name);
  });

  test("the wrong method is answered with what is allowed", async () => {
    const router = new Router()
      .route("/a", get(show).delete(show).on("QUERY", show))
      .route("/b", { POST: show });
    expect(await call(router, "POST", "/a")).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD, DELETE, QUERY, OPTIONS" },
    });
    expect(await call(router, "GET", "/b")).toMatchObject({
      status: 405,
      headers: { allow: "POST, OPTIONS" },
    });
    expect(await line(router, "QUERY", "/a")).toBe("/a");
  });

  test("a method that no route has is one that the path does not have: strangers make no 5xx", async () => {
    const router = new Router().route("/a", get(show)).route("/b", post(show).on("PURGE", show));
    for (const method of ["BREW", "get", "PROPFIND", "PURGE", "TRACE", "CONNECT", "PATCH"]) {
      expect(await call(router, method, "/a")).toMatchObject({
        status: 405,
        headers: { allow: "GET, HEAD, OPTIONS" },
      });
      expect((await call(router, method, "/none")).status).toBe(404);
    }
  });

  test("OPTIONS and HEAD are answered by themselves, unless they are not", async () => {
    const router = new Router().route("/auto", get(show)).route(
      "/own",
      get(show)
        .options(() => "mine")
        .head(() => new HttpResponse(200, ["x-head", "1"])),
    );
    expect(await call(router, "OPTIONS", "/auto")).toMatchObject({
      status: 204,
      headers: { allow: "GET, HEAD, OPTIONS" },
    });
    expect(await line(router, "HEAD", "/auto")).toBe("/auto");
    expect(await line(router, "OPTIONS", "/own")).toBe("mine");
    expect((await call(router, "HEAD", "/own")).headers["x-head"]).toBe("1");
    expect(await line(new Router().route("/a", post(show)), "HEAD", "/a")).toBe("405");
  });

  test("any takes what has no handler of its own; a fallback replaces the 405", async () => {
    const router = new Router()
      .route(
        "/any",
        any((req) => `any ${req.method}`).get(() => "get"),
      )
      .route(
        "/fallback",
        get(show).fallback((req) => [405, `no ${req.method}`]),
      );
    expect(await line(router, "GET", "/any")).toBe("get");
    for (const method of ["POST", "HEAD", "OPTIONS", "X"])
      expect(await line(router, method, "/any")).toBe(`any ${method}`);
    expect(await call(router, "PUT", "/fallback")).toMatchObject({ status: 405, body: "no PUT" });
    expect(await call(router, "OPTIONS", "/fallback")).toMatchObject({ status: 204 });
  });

  test("services are handlers", async () => {
    class Pinger implements HttpService {
      readonly body: string = "service";
      call(): HttpResponse {
        return new HttpResponse(200, [], this.body);
      }
    }
    for (const service of [new Pinger(), serviceFn(() => new HttpResponse(200, [], "service"))]) {
      const router = new Router()
        .route(
          "/a",
          get(service).post(() => "function"),
        )
        .nestService("/p", service)
        .fallback(service);
      for (const path of ["/a", "/p", "/p/x/y", "/none"])
        expect(await line(router, "GET", path)).toBe("service");
      expect(await line(router, "POST", "/a")).toBe("function");
    }
  });

  test("OPTIONS * tells the methods of all routes, inside the layers of the router", async () => {
    const router = new Router()
      .layer(tracing("outer"))
      .routeLayer(tracing("route"))
      .route("/a", get(show))
      .route("/b/{c}", { PUT: show, QUERY: show })
      .fallback(show);
    const req = requestOf("OPTIONS", "*");
    const cx = new ServerContext(req);
    const { status, headers } = await router.call(cx, req);
    expect([status, headers.get("allow")]).toEqual([204, "GET, HEAD, PUT, QUERY, OPTIONS"]);
    expect(cx.responseHeaders.get("order")).toBe("outer");
    // No other method has such a target, and "*" is no path.
    expect((await call(new Router().route("/{*rest}", any(show)), "GET", "*")).status).toBe(404);
  });
});
