import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ServerContext } from "../http/context.ts";
import { HttpResponse } from "../http/response.ts";
import { layerFn } from "../service/layer.ts";
import type { Layer } from "../service/layer.ts";
import { serviceFn } from "../service/service.ts";
import { fromFn } from "./from-fn.ts";
import { call, line, requestOf } from "./kit.fixture.ts";
import { MethodRouter } from "./method-router.ts";
import { any, connect, del, get, head, on, options, patch, post, put, trace } from "./methods.ts";
import { RouteConflictError, RouteSyntaxError } from "./route-error.ts";
import { Router } from "./router.ts";
import type { Handler, HttpLayer, HttpService } from "./types.ts";

/** Answers with the template and the raw parameters. */
const show: Handler = (_req, cx) => [cx.route, ...cx.params].join(" ");

function routed(templates: readonly string[]): Router {
  const router = new Router();
  for (const template of templates) router.route(template, get(show));
  return router;
}

/** Leaves its name in the reply's header `order`, on the way in. */
function tracing(name: string): Layer<HttpService> {
  return layerFn((inner) =>
    serviceFn((cx, req) => {
      cx.responseHeaders.append("order", name);
      return inner.call(cx, req);
    }),
  );
}

async function orderOf(service: HttpService, method: string, target: string): Promise<string> {
  const req = requestOf(method, target);
  const cx = new ServerContext(req);
  await Promise.resolve()
    .then(() => service.call(cx, req))
    .catch(() => undefined);
  return cx.responseHeaders.getAll("order").join(" ");
}

describe("matching", () => {
  const templates = [
    "/",
    "/u/me",
    "/u/{id}",
    "/u/{id}/pets",
    "/u/me/{what}",
    "/f/{*rest}",
    "/f/fixed",
    "/d/{name}.json",
    "/d/{name}",
    "/d/{name}.tar.gz",
    "/v/v{major}.{minor}",
    "/r/{a}-{b}",
    "/{*rest}",
    "/x/{a}/y",
    "/x/b/z",
  ];
  const cases: [string, string][] = [
    ["/", "/"],
    ["/u/me", "/u/me"],
    ["/u/you", "/u/{id} you"],
    ["/u/me/pets", "/u/me/{what} pets"],
    ["/u/you/pets", "/u/{id}/pets you"],
    ["/u/you/cats", "/{*rest} u/you/cats"],
    ["/f/fixed", "/f/fixed"],
    ["/f/a", "/f/{*rest} a"],
    ["/f/a/b", "/f/{*rest} a/b"],
    ["/f/a//b/", "/f/{*rest} a//b/"],
    ["/f/", "/{*rest} f/"],
    ["/f", "/{*rest} f"],
    ["/d/a.json", "/d/{name}.json a"],
    ["/d/a.b.json", "/d/{name}.json a.b"],
    ["/d/.json", "/d/{name} .json"],
    ["/d/a.tar.gz", "/d/{name}.tar.gz a"],
    ["/d/a.xml", "/d/{name} a.xml"],
    ["/v/v1.2", "/v/v{major}.{minor} 1 2"],
    ["/v/v1.2.3", "/v/v{major}.{minor} 1 2.3"],
    ["/v/v1", "/{*rest} v/v1"],
    ["/v/v.2", "/{*rest} v/v.2"],
    ["/r/a-b", "/r/{a}-{b} a b"],
    ["/r/a-b-c", "/r/{a}-{b} a b-c"],
    ["/r/a-", "/{*rest} r/a-"],
    // A fixed segment that leads nowhere gives way to the parameter.
    ["/x/b/y", "/x/{a}/y b"],
    ["/x/b/z", "/x/b/z"],
    // Raw: nothing is decoded, and slashes and case count.
    ["/u/a%2Fb", "/u/{id} a%2Fb"],
    ["/u/%6De", "/u/{id} %6De"],
    ["/U/me", "/{*rest} U/me"],
    ["/u/me/", "/{*rest} u/me/"],
    ["//", "/{*rest} /"],
    ["/u//pets", "/{*rest} u//pets"],
  ];

  test.each(cases)("%s is %s", async (path, expected) => {
    expect(await line(routed(templates), "GET", path)).toBe(expected);
  });

  test("the order of adding does not matter", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(templates, { minLength: templates.length }), async (shuffled) => {
        const router = routed(shuffled);
        for (const [path, expected] of cases) expect(await line(router, "GET", path)).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ["/catch/1/", "/catch/{id}"],
    ["//", "/"],
    ["/f/", "/f/{*p}"],
    ["/u/", "/u/{id}"],
    ["/u", "/u/{id}"],
    ["/A", "/a"],
    ["/a/", "/a"],
    ["/a", "/a/"],
    ["/%61", "/a"],
    ["/a%2Fb", "/a/b"],
    ["", "/"],
    ["a", "/{x}"],
  ])("%s does not match %s", async (path, template) => {
    expect(await line(routed([template]), "GET", path)).toBe("404");
  });

  test("text of a template is compared as it arrives", async () => {
    const router = routed(["/straße/{id}", "/a b", "/done%20it", "/m:act/{id}:undo"]);
    expect(await line(router, "GET", "/stra%C3%9Fe/1")).toBe("/straße/{id} 1");
    expect(await line(router, "GET", "/a%20b")).toBe("/a b");
    expect(await line(router, "GET", "/done%20it")).toBe("/done%20it");
    expect(await line(router, "GET", "/m:act/7:undo")).toBe("/m:act/{id}:undo 7");
  });

  test.each(["/u/%zz", "/u/%", "/u/%ff", "/u/%00", "/u/%0a", "/f/a/%c0%ae"])(
    "%s is malformed",
    async (path) => {
      const router = routed(["/u/{id}", "/f/{*rest}"]);
      expect(await line(router, "GET", path)).toBe("400");
      // A route that does not exist is not found, whatever else is wrong.
      expect(await line(router, "GET", `/none${path}`)).toBe("404");
    },
  );

  test("a walk visits each node once, however the path is made", async () => {
    const router = new Router();
    for (let depth = 1; depth <= 12; depth++) {
      router.route(`${"/a".repeat(depth)}/end`, get(show));
      router.route(`${Array.from({ length: depth }, (_, i) => `/{p${i}}`).join("")}/stop`, get(show));
    }
    const start = performance.now();
    for (let i = 0; i < 1000; i++) expect(await line(router, "GET", "/a".repeat(13))).toBe("404");
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});

describe("what cannot be routed", () => {
  test.each<[string, string]>([
    ["/u/{id}", "/u/{id}"],
    ["/u/{id}", "/u/{name}"],
    ["/a/{*x}", "/a/{*y}"],
    ["/{a}.json", "/{b}.json"],
    ["/a/{x}/b", "/a/{y}/b"],
    ["/", "/"],
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
    expect(await call(router, "get", "/a")).toMatchObject({ status: 405 });
    expect(await line(router, "QUERY", "/a")).toBe("/a");
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
    const service: HttpService = serviceFn(() => new HttpResponse(200, [], "service"));
    const router = new Router().route("/a", get(service)).nestService("/p", service).fallback(service);
    for (const path of ["/a", "/p", "/p/x/y", "/none"])
      expect(await line(router, "GET", path)).toBe("service");
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

describe("nesting and merging", () => {
  const inner = new Router()
    .route("/", get(show))
    .route("/x", get(show))
    .route(
      "/u/{id}",
      get((req, cx) => [cx.route, ...cx.params, req.path, req.query].join(" ")),
    );

  test.each([
    ["/p", "/p", ["/p", "/p/"], []],
    ["/p/", "/p", ["/p/"], ["/p"]],
    ["/p/{t}", "/p/1", ["/p/1", "/p/1/"], []],
    ["/p/{t}/", "/p/1", ["/p/1/"], ["/p/1"]],
  ])("nest(%j)", async (prefix, base, roots, others) => {
    const router = new Router().nest(prefix, inner);
    for (const root of roots) expect(await line(router, "GET", root)).toMatch(/^\/p/);
    for (const other of others) expect(await line(router, "GET", other)).toBe("404");
    expect((await call(router, "GET", `${base}/x`)).status).toBe(200);
    expect(await line(router, "GET", `${base}/none`)).toBe("404");
    const template = `${prefix.replace(/\/$/, "")}/u/{id}`;
    const params = prefix.includes("{t}") ? "1 7" : "7";
    expect(await line(router, "GET", `${base}/u/7?q=1`)).toBe(`${template} ${params} ${base}/u/7 q=1`);
  });

  test("nesting nests", async () => {
    const router = new Router().nest("/a/{a}", new Router().nest("/b/{b}", inner));
    expect(await line(router, "GET", "/a/1/b/2/u/3")).toBe("/a/{a}/b/{b}/u/{id} 1 2 3 /a/1/b/2/u/3 ");
    expect(() => new Router().nest("/a/{id}", inner)).toThrow(RouteSyntaxError);
  });

  test("text of the outer router wins over parameters of the inner one", async () => {
    const router = new Router()
      .nest(
        "/",
        new Router().route(
          "/{any}",
          get(() => "inner"),
        ),
      )
      .route(
        "/fixed",
        get(() => "outer"),
      );
    expect([await line(router, "GET", "/fixed"), await line(router, "GET", "/x")]).toEqual([
      "outer",
      "inner",
    ]);
  });

  test("nestService strips the prefix and leaves the request on the context", async () => {
    const service: HttpService = serviceFn(
      (cx, req) => new HttpResponse(200, [], `${req.method} ${req.path} ${req.query} ${cx.request.path}`),
    );
    const router = new Router().nestService("/p/{t}", service);
    expect(await line(router, "GET", "/p/1/x/y?q")).toBe("GET /x/y q /p/1/x/y");
    expect(await line(router, "POST", "/p/1")).toBe("POST /  /p/1");
    expect(await line(router, "OPTIONS", "/p/1/")).toBe("OPTIONS /  /p/1/");
    expect(await line(router, "GET", "/p")).toBe("404");
  });

  test("merge is the union; conflicts and two fallbacks are errors", async () => {
    const router = new Router()
      .route("/a", get(show))
      .merge(new Router().route("/b", get(show)).fallback(() => "fallback"));
    expect(await Promise.all(["/a", "/b", "/c"].map((path) => line(router, "GET", path)))).toEqual([
      "/a",
      "/b",
      "fallback",
    ]);
    expect(() => router.merge(new Router().route("/a", get(show)))).toThrow(RouteConflictError);
    expect(() => router.merge(new Router().fallback(show))).toThrow(RouteConflictError);
    expect(() => router.fallback(show)).toThrow(RouteConflictError);
  });

  test("a nested router keeps its own fallback", async () => {
    const router = new Router()
      .nest(
        "/api",
        new Router().route("/x", get(show)).fallback((req) => [404, `api ${req.path}`]),
      )
      .fallback(() => [404, "site"]);
    for (const [path, body] of [
      ["/api/none", "api /api/none"],
      ["/api", "api /api"],
      ["/apix", "site"],
      ["/", "site"],
    ] as const) {
      expect(await call(router, "GET", path)).toMatchObject({ status: 404, body });
    }
    expect(await line(router, "GET", "/api/x")).toBe("/api/x");
  });

  test("routes() lists what was added", () => {
    const router = new Router()
      .route("/a", get(show).post(show))
      .route("/b", any(show))
      .nest("/n", new Router().route("/x/{id}", del(show)));
    expect(router.routes()).toEqual([
      { method: "GET", path: "/a" },
      { method: "POST", path: "/a" },
      { method: "*", path: "/b" },
      { method: "DELETE", path: "/n/x/{id}" },
    ]);
  });
});

describe("layers", () => {
  const t = tracing;
  const inner = (): Router =>
    new Router()
      .route("/x", get(show).layer(t("M1")).layer(t("M2")))
      .layer(t("I1"))
      .routeLayer(t("IR"))
      .layer(t("I2"));

  test.each<[string, string, string]>([
    ["GET", "/a", "L1 L2 R1 R2"],
    ["HEAD", "/a", "L1 L2 R1 R2"],
    ["GET", "/none", "L1 L2"],
    ["POST", "/a", "L1 L2"],
    ["OPTIONS", "/a", "L1 L2"],
    ["GET", "/n/x", "L1 L2 R1 R2 I1 I2 IR M1 M2"],
    ["POST", "/n/x", "L1 L2 I1 I2 M1 M2"],
    ["GET", "/n/none", "L1 L2"],
    ["GET", "/m", "L1 L2 R1 R2 O"],
  ])("%s %s runs %s", async (method, path, expected) => {
    const router = new Router()
      .layer(t("L1"))
      .routeLayer(t("R1"))
      .route("/a", get(show))
      .nest("/n", inner())
      .merge(new Router().route("/m", get(show)).layer(t("O")))
      .layer(t("L2"))
      .routeLayer(t("R2"));
    expect(await orderOf(router, method, path)).toBe(expected);
  });

  test("fallbacks run inside the layers of their own router and those around it", async () => {
    const router = new Router()
      .layer(t("L"))
      .routeLayer(t("R"))
      .nest("/n", new Router().fallback(show).layer(t("I")).routeLayer(t("IR")))
      .fallback(show);
    expect(await orderOf(router, "GET", "/n/none")).toBe("L I");
    expect(await orderOf(router, "GET", "/none")).toBe("L");
  });

  test("a router applies each layer once, however many routes it has", async () => {
    let wraps = 0;
    const counting: HttpLayer = layerFn((service: HttpService) => {
      wraps++;
      return service;
    });
    const router = routed(["/a", "/b", "/c"]).layer(counting);
    for (const path of ["/a", "/b", "/c", "/d"]) await line(router, "GET", path);
    expect(wraps).toBe(1);
  });

  test("a layer may call twice, even when another router ran inside", async () => {
    const twice = fromFn(async (_req, _cx, next) => {
      await next();
      return next();
    });
    const leaf = new Router().layer(t("leaf")).route("/{*rest}", get(show));
    const router = new Router().layer(twice).layer(t("L")).nestService("/p", leaf);
    expect(await orderOf(router, "GET", "/p/x")).toBe("L leaf L leaf");
  });

  test("a layer sees where the request goes before it goes there, and may answer itself", async () => {
    const router = new Router()
      .layer(fromFn((_req, cx, next) => (cx.route === "/u/{id}" ? [403, cx.params.join()] : next())))
      .route("/u/{id}", get(show))
      .route("/open", get(show));
    expect(await call(router, "GET", "/u/1")).toMatchObject({ status: 403, body: "1" });
    expect(await line(router, "GET", "/open")).toBe("/open");
  });

  test("the first layer of a method router is its outermost", async () => {
    const router = new Router().route("/a", new MethodRouter().layer(t("a")).get(show).layer(t("b")));
    expect(await orderOf(router, "GET", "/a")).toBe("a b");
    expect(await orderOf(router, "PUT", "/a")).toBe("a b");
  });
});
