import { describe, expect, test } from "vitest";
import { extension } from "../extract/context.ts";
import { optional } from "../extract/extractor.ts";
import { integer } from "../extract/parse.ts";
import { header, path, query } from "../extract/values.ts";
import { BytesBody } from "../http/body.ts";
import { key, ServerContext } from "../http/context.ts";
import { HeaderMap } from "../http/header-map.ts";
import { HttpError } from "../http/problem.ts";
import { HttpResponse } from "../http/response.ts";
import { json } from "../respond/into-response.ts";
import { mapResponse } from "../service/map.ts";
import { serviceFn } from "../service/service.ts";
import { toFetch } from "./adapters/fetch.ts";
import { fromFn, provide } from "./from-fn.ts";
import { call, requestOf } from "./kit.fixture.ts";
import { get, post } from "./methods.ts";
import { Router } from "./router.ts";
import type { HttpLayer, HttpService } from "./types.ts";

const constant = new HttpResponse(200, ["x-own", "1"], "inner");
const inner: HttpService = serviceFn(() => constant);

function around(layer: HttpLayer, service: HttpService = inner): HttpService {
  return layer.layer(service);
}

describe("fromFn", () => {
  test("goes on, or answers by itself with anything that is an answer", async () => {
    expect((await call(around(fromFn((_req, _cx, next) => next())), "GET", "/")).body).toBe("inner");
    for (const [answer, status, body] of [
      ["no", 200, "no"],
      [403, 403, ""],
      [[401, { "www-authenticate": "Basic" }, "who?"], 401, "who?"],
      [json({ a: 1 }), 200, '{"a":1}'],
      [new HttpError(409), 409, '{"title":"Conflict","status":409}'],
    ] as const) {
      expect(await call(around(fromFn(() => answer)), "GET", "/")).toMatchObject({ status, body });
    }
  });

  test("stays synchronous where everything around it is", () => {
    const req = requestOf("GET", "/");
    const service = around(fromFn([query("n", integer, 1)], (_n, _cx, next) => next()));
    expect(service.call(new ServerContext(req), req)).toBe(constant);
  });

  test("may change the request", async () => {
    const show: HttpService = serviceFn(async (_cx, req) =>
      json([req.method, req.path, req.headers.get("x-a"), new TextDecoder().decode(await req.body.bytes())]),
    );
    const change = fromFn((req, _cx, next) =>
      next({
        ...req,
        method: "PUT",
        path: "/other",
        headers: new HeaderMap(["x-a", "1"]),
        body: new BytesBody(new TextEncoder().encode("new")),
      }),
    );
    expect((await call(around(change, show), "POST", "/", { body: "old" })).body).toBe(
      '["PUT","/other","1","new"]',
    );
  });

  test("may change the response, whose own header stays as it is", async () => {
    const change = fromFn(async (_req, _cx, next) => {
      const { headers, body } = await next();
      return [203, { "x-new": "2", ...Object.fromEntries(headers) }, `${body as string}!`];
    });
    expect(await call(around(change), "GET", "/")).toMatchObject({
      status: 203,
      headers: { "x-own": "1", "x-new": "2" },
      body: "inner!",
    });
    expect(constant.headers.size).toBe(1);
  });

  test("may go on again, and may recover from an error", async () => {
    let calls = 0;
    const flaky: HttpService = serviceFn(() => {
      if (++calls < 3) throw new HttpError(503);
      return constant;
    });
    const again = fromFn(async (_req, _cx, next) => {
      for (;;) {
        try {
          return await next();
        } catch (error) {
          if (!(error instanceof HttpError)) throw error;
        }
      }
    });
    expect((await call(around(again, flaky), "GET", "/")).body).toBe("inner");
    expect(calls).toBe(3);
  });

  test("takes arguments by extractors, in order, and is not called when one refuses", async () => {
    let called = 0;
    const tenant = key<string>("tenant");
    const router = new Router()
      .route(
        "/{id}",
        get([extension(tenant)], (name) => name),
      )
      .layer(
        fromFn([header("x-tenant"), path("id", integer), optional(query("q"))], (name, id, q, cx, next) => {
          called++;
          cx.set(tenant, `${name} ${id} ${q ?? "-"}`);
          return next();
        }),
      );
    const headers = { "x-tenant": "acme" };
    expect((await call(router, "GET", "/7", { headers })).body).toBe("acme 7 -");
    expect((await call(router, "GET", "/7?q=x", { headers })).body).toBe("acme 7 x");
    expect(called).toBe(2);
    expect((await call(router, "GET", "/7")).status).toBe(400);
    expect((await call(router, "GET", "/x", { headers })).status).toBe(400);
    expect(called).toBe(2);
  });

  test("an extractor that is async is awaited before the next one runs", async () => {
    const order: string[] = [];
    const noting = (name: string, wait: boolean) => () => {
      order.push(name);
      return wait ? Promise.resolve(name) : name;
    };
    const layer = fromFn(
      [noting("a", false), noting("b", true), noting("c", false)],
      (a, b, c, _cx, next) => {
        order.push(`${a}${b}${c}`);
        return next();
      },
    );
    await call(around(layer), "GET", "/");
    expect(order).toEqual(["a", "b", "c", "abc"]);
  });

  test("a body that it has read is gone for the handler", async () => {
    const router = new Router()
      .route(
        "/",
        post(async (req) => new TextDecoder().decode(await req.body.bytes())),
      )
      .layer(fromFn(async (req, _cx, next) => (await req.body.bytes(), next())));
    await expect(call(router, "POST", "/", { body: "x" })).rejects.toThrow("read already");
  });
});

describe("mapResponse", () => {
  test("changes status and header, with and without the context", async () => {
    const router = new Router()
      .route(
        "/{id}",
        get(() => constant),
      )
      .layer(
        mapResponse(
          (response: HttpResponse, cx: ServerContext) =>
            new HttpResponse(
              response.status,
              HeaderMap.from(response.headers).set("x-route", cx.route),
              response.body,
            ),
        ),
      )
      .layer(mapResponse((response: HttpResponse) => new HttpResponse(203, response.headers, response.body)));
    expect(await call(router, "GET", "/1")).toEqual({
      status: 203,
      headers: { "x-own": "1", "x-route": "/{id}" },
      body: "inner",
    });
    expect(constant.headers.size).toBe(1);
  });

  test("may be async, and does not see errors", async () => {
    const later = mapResponse(async (response: HttpResponse) => {
      await Promise.resolve();
      return new HttpResponse(202, [], response.body);
    });
    expect((await call(around(later), "GET", "/")).status).toBe(202);
    const failing: HttpService = serviceFn(() => {
      throw new HttpError(404);
    });
    expect((await call(around(later, failing), "GET", "/")).status).toBe(404);
  });
});

describe("provide", () => {
  const db = key<{ name: string }>("db");

  test("the nearest one counts, for handlers and for layers further inside", async () => {
    const router = new Router()
      .route(
        "/outer",
        get([extension(db)], ({ name }) => name),
      )
      .route("/inner", get([extension(db)], ({ name }) => name).layer(provide(db, { name: "inner" })))
      .layer(provide(db, { name: "outer" }));
    expect((await call(router, "GET", "/outer")).body).toBe("outer");
    expect((await call(router, "GET", "/inner")).body).toBe("inner");
  });

  test("what nobody provides is an opaque 500, and the log names the key and the route", async () => {
    const logged: string[] = [];
    const router = new Router().route(
      "/x",
      get([extension(db)], ({ name }) => name),
    );
    const handle = toFetch(router, { logger: { error: ({ message }) => void logged.push(message) } });
    const answer = await handle(new Request("http://h/x"));
    // Not the name of the key: a trace id in hexadecimal may hold it by chance.
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining("provides")]);
    expect(logged).toEqual(["Error: No layer provides db to the route /x."]);
  });
});
