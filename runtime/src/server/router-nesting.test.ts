import { describe, expect, test } from "vitest";
import { path } from "../extract/values.ts";
import { HttpResponse } from "../http/response.ts";
import { serviceFn } from "../service/service.ts";
import { fromFn } from "./from-fn.ts";
import { call, line } from "./kit.fixture.ts";
import { get } from "./methods.ts";
import { RouteConflictError, RouteSyntaxError } from "./route-error.ts";
import { matchedPath, originalUri } from "./route-extractors.ts";
import { show } from "./router.fixture.ts";
import { Router } from "./router.ts";
import type { Handler, HttpService } from "./types.ts";

/** Answers with what a handler knows of its place. */
const tell: Handler = (req, cx) => [cx.route, ...cx.params, req.path, req.query].join(" ");

const inner = new Router()
  .route("/", get(tell))
  .route("/id/{id}", get(tell))
  .route("/rest/{*rest}", get(tell));

describe("nesting and merging", () => {
  test.each([
    ["/p", "/p", ["/p", "/p/"], []],
    ["/p/", "/p", ["/p/"], ["/p"]],
    ["/p/{t}", "/p/1", ["/p/1", "/p/1/"], []],
    ["/p/{t}/", "/p/1", ["/p/1/"], ["/p/1"]],
  ])(
    "nest(%j) serves every route below it, with the request as it came",
    async (prefix, base, roots, others) => {
      const router = new Router().nest(prefix, inner);
      const bare = prefix.replace(/\/$/, "");
      const outer = prefix.includes("{t}") ? " 1" : "";
      for (const path of roots) {
        const template = path.endsWith("/") ? `${bare}/` : bare;
        expect(await line(router, "GET", path)).toBe(`${template}${outer} ${path} `);
      }
      for (const path of others) expect(await line(router, "GET", path)).toBe("404");
      for (const [path, template, value] of [
        ["/id/7", "/id/{id}", "7"],
        ["/rest/7/8/", "/rest/{*rest}", "7/8/"],
      ] as const) {
        expect(await line(router, "GET", `${base}${path}?q=1`)).toBe(
          `${bare}${template}${outer} ${value} ${base}${path} q=1`,
        );
      }
      expect(await line(router, "GET", `${base}/none`)).toBe("404");
    },
  );

  test("nesting nests", async () => {
    const router = new Router().nest("/a/{a}", new Router().nest("/b/{b}", inner));
    expect(await line(router, "GET", "/a/1/b/2/id/3")).toBe("/a/{a}/b/{b}/id/{id} 1 2 3 /a/1/b/2/id/3 ");
    for (const prefix of ["", "p", "/{", "/a//{"])
      expect(() => new Router().nest(prefix, new Router())).toThrow(RouteSyntaxError);
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
    expect(await line(new Router().nestService("/", service), "GET", "/x/y?q")).toBe("GET /x/y q /x/y");
    for (const prefix of ["/", "/p", "/p/"]) {
      const nested = new Router().nest("/o/{o}", new Router().nestService(prefix, service));
      const base = `/o/1${prefix.replace(/\/$/, "")}`;
      expect(await line(nested, "GET", `${base}/x/y?q`)).toBe(`GET /x/y q ${base}/x/y`);
      expect(await line(nested, "GET", `${base}/`)).toBe(`GET /  ${base}/`);
    }
    const deep = new Router().nest("/", new Router().nest("/a", new Router().nestService("/", service)));
    expect(await line(deep, "GET", "/a/x")).toBe("GET /x  /a/x");
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

  test("two fallbacks at one prefix are an error", () => {
    const withFallback = (): Router => new Router().fallback(show);
    for (const [one, other] of [
      ["/p", "/p"],
      ["/p/", "/p"],
      ["/p/{a}", "/p/{b}"],
    ] as const) {
      expect(() => new Router().nest(one, withFallback()).nest(other, withFallback())).toThrow(
        `the fallback of ${other}`,
      );
    }
    expect(() =>
      new Router().nest("/p", withFallback()).nest("/q", withFallback()).fallback(show),
    ).not.toThrow();
  });

  test("a fallback has no route and no parameters, its own prefix's included", async () => {
    const router = new Router()
      .nest("/n/{a}", new Router().fallback(tell))
      .nestService("/s/{a}", new Router().fallback(tell));
    expect(await line(router, "GET", "/n/1/x")).toBe(" /n/1/x ");
    expect(await line(router, "GET", "/s/1/x")).toBe(" /x ");
  });
});

describe("routers as services of a prefix", () => {
  test("the whole template and all parameters are known inside", async () => {
    const router = new Router().nestService("/p/{t}", inner);
    expect(await line(router, "GET", "/p/1/id/7?q=1")).toBe("/p/{t}/id/{id} 1 7 /id/7 q=1");
    expect(await line(router, "GET", "/p/1/rest/a/b")).toBe("/p/{t}/rest/{*rest} 1 a/b /rest/a/b ");
    expect(await line(router, "GET", "/p/1")).toBe("/p/{t}/ 1 / ");
    expect(await line(router, "GET", "/p/1/")).toBe("/p/{t}/ 1 / ");
    expect(await line(router, "GET", "/p/1/none")).toBe("404");
  });

  test("also when such services nest, and whether or not the last prefix has a slash", async () => {
    const middle = new Router()
      .nestService("/b/{b}/", inner)
      .nestService("/", new Router().route("/own/{x}", get(tell)));
    const router = new Router().nest("/o", new Router().nestService("/a/{a}", middle));
    expect(await line(router, "GET", "/o/a/1/b/2/id/3")).toBe("/o/a/{a}/b/{b}/id/{id} 1 2 3 /id/3 ");
    expect(await line(router, "GET", "/o/a/1/own/4")).toBe("/o/a/{a}/own/{x} 1 4 /own/4 ");
  });

  test("also behind a layer that makes another request, and when a layer calls twice", async () => {
    const twice = fromFn(async (_req, _cx, next) => {
      await next();
      return next();
    });
    const remade = fromFn((req, _cx, next) =>
      next({
        method: req.method,
        target: req.target,
        path: req.path,
        query: "remade",
        headers: req.headers,
        body: req.body,
      }),
    );
    const leaf = new Router().layer(twice).nestService("/b/{b}", twice.layer(remade.layer(inner)));
    const router = new Router().layer(twice).nestService("/a/{a}", leaf);
    expect(await line(router, "GET", "/a/1/b/2/id/3")).toBe("/a/{a}/b/{b}/id/{id} 1 2 3 /id/3 remade");
  });

  test("routes that the inner router gets later answer as well", async () => {
    const late = new Router();
    const router = new Router().nestService("/p", late);
    expect(await line(router, "GET", "/p/x")).toBe("404");
    late.route("/x", get(tell));
    expect(await line(router, "GET", "/p/x")).toBe("/p/x /x ");
  });

  test("of parameters with one name the innermost is meant", async () => {
    const leaf = new Router().route(
      "/{id}",
      get([path("id")], (id) => id),
    );
    expect(await line(new Router().nestService("/{id}", leaf), "GET", "/1/2")).toBe("2");
  });

  test.each(["nest", "nestService"] as const)(
    "%s: extractors give the target and the template",
    async (how) => {
      const leaf = new Router()
        .route(
          "/users/{id}",
          get([originalUri, matchedPath], (uri, template) => `${uri} ${template}`),
        )
        .fallback(async (req, cx) => `none ${await matchedPath(req, cx)}`);
      const router = new Router()[how]("/api/{v}", leaf);
      expect(await line(router, "GET", "/api/1/users/7?x=%20")).toBe(
        "/api/1/users/7?x=%20 /api/{v}/users/{id}",
      );
      expect(await line(router, "GET", "/api/1/none")).toBe("none ");
    },
  );
});

describe("the table of routes", () => {
  function listPets(): string {
    return "";
  }
  class Files implements HttpService {
    call(): HttpResponse {
      return new HttpResponse(200);
    }
  }
  const layer = fromFn((_req, _cx, next) => next());
  const operation: HttpService & { readonly operation: string } = {
    operation: "getPet",
    call: () => new HttpResponse(200),
  };
  const router = new Router()
    .route(
      "/pets",
      get(listPets).post(() => ""),
    )
    .nestService("/files", new Files())
    .nest(
      "/v1",
      new Router().route("/pets/{petId}", get(operation).layer(layer)).layer(layer).routeLayer(layer),
    )
    .layer(layer);

  test("routes() lists what was added", () => {
    const handler = "Files";
    expect(router.routes()).toEqual([
      { method: "GET", path: "/pets", operation: undefined, handler: "listPets", layers: 1 },
      { method: "POST", path: "/pets", operation: undefined, handler: "", layers: 1 },
      { method: "*", path: "/files", operation: undefined, handler, layers: 1 },
      { method: "*", path: "/files/", operation: undefined, handler, layers: 1 },
      { method: "*", path: "/files/{*rest}", operation: undefined, handler, layers: 1 },
      { method: "GET", path: "/v1/pets/{petId}", operation: "getPet", handler: "", layers: 4 },
    ]);
  });

  test("a router prints as a table", () => {
    expect(String(router).split("\n")).toEqual([
      "GET   /pets             listPets  1 layer",
      "POST  /pets                       1 layer",
      "*     /files            Files     1 layer",
      "*     /files/           Files     1 layer",
      "*     /files/{*rest}    Files     1 layer",
      "GET   /v1/pets/{petId}  getPet    4 layers",
    ]);
    expect(String(new Router())).toBe("");
  });
});
