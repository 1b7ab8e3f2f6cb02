import { describe, expect, test } from "vitest";
import { ServiceBuilder } from "../service/builder.ts";
import { layerFn } from "../service/layer.ts";
import { fromFn } from "./from-fn.ts";
import { call, line } from "./kit.fixture.ts";
import { MethodRouter } from "./method-router.ts";
import { get } from "./methods.ts";
import { orderOf, routed, show, tracing } from "./router.fixture.ts";
import { Router } from "./router.ts";
import type { HttpLayer, HttpService } from "./types.ts";

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

  test("server, router, nested router and route have one order: the first added is the outermost", async () => {
    const router = new Router()
      .nest(
        "/n",
        new Router()
          .route("/x", get(show).layer(t("5")).layer(t("6")))
          .layer(t("3"))
          .layer(t("4")),
      )
      .layer(t("2"));
    const server = new ServiceBuilder().layer(t("0")).layer(t("1")).service(router);
    expect(await orderOf(server, "GET", "/n/x")).toBe("0 1 2 3 4 5 6");
  });

  test("a layer may call another router before it goes on", async () => {
    const seen: string[] = [];
    const other = new Router().route("/{*rest}", get(show));
    const router = new Router()
      .layer(
        fromFn(async (req, cx, next) => {
          await other.call(cx, req);
          return next();
        }),
      )
      .routeLayer(
        fromFn((_req, cx, next) => {
          seen.push([cx.route, ...cx.params].join(" "));
          return next();
        }),
      )
      .route("/u/{id}", get(show));
    expect(await line(router, "GET", "/u/1")).toBe("/u/{id} 1");
    expect(seen).toEqual(["/u/{id} 1"]);
  });

  test("the first layer of a method router is its outermost", async () => {
    const router = new Router().route("/a", new MethodRouter().layer(t("a")).get(show).layer(t("b")));
    expect(await orderOf(router, "GET", "/a")).toBe("a b");
    expect(await orderOf(router, "PUT", "/a")).toBe("a b");
  });
});
