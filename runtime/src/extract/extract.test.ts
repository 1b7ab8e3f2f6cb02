import { describe, expect, expectTypeOf, test } from "vitest";
import { key } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import { json } from "../respond/into-response.ts";
import { fromFn, provide } from "../server/from-fn.ts";
import { call } from "../server/kit.fixture.ts";
import type { Init } from "../server/kit.fixture.ts";
import { get, post } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { bytesBody, jsonBody, streamBody, textBody } from "./body.ts";
import { extension, request } from "./context.ts";
import { attempt, optional } from "./extractor.ts";
import type { Extractor } from "./extractor.ts";
import { formBody } from "./form.ts";
import { boolean, integer, number, oneOf, uuid } from "./parse.ts";
import { cookie, header, path, query, queryAll } from "./values.ts";

/** Routes a GET of `/{id}/…` that shows what an extractor gives. */
function showing(extractor: Extractor<unknown>): Router {
  return new Router().route(
    "/{id}/{n}",
    get([extractor], (value) => json(value ?? "undefined")),
  );
}

async function extracted(extractor: Extractor<unknown>, target: string, init?: Init): Promise<unknown> {
  const { status, body } = await call(showing(extractor), "GET", target, init);
  const value = JSON.parse(body) as unknown;
  return status === 200 ? value : { status, fault: (value as { errors?: unknown[] }).errors?.[0] };
}

describe("values", () => {
  test.each<[string, Extractor<unknown>, string, Init, unknown]>([
    ["a path parameter by name", path("n"), "/a/b", {}, "b"],
    ["decoded once", path("id"), "/a%20b%2Fc%2525/x", {}, "a b/c%25"],
    ["parsed", path("n", integer), "/a/12", {}, 12],
    ["a query parameter", query("q"), "/a/b?q=x+y%26", {}, "x y&"],
    ["with an encoded name", query("a[b]"), "/a/b?a%5Bb%5D=1", {}, "1"],
    ["with a fallback", query("q", integer, 5), "/a/b", {}, 5],
    ["empty is a value", query("q"), "/a/b?q=", {}, ""],
    ["all of a name", queryAll("q", integer), "/a/b?q=1&x=0&q=2", {}, [1, 2]],
    ["none of a name", queryAll("q"), "/a/b", {}, []],
    ["a header", header("X-A"), "/a/b", { headers: { "x-a": "1" } }, "1"],
    ["a cookie", cookie("b", boolean), "/a/b", { headers: { cookie: "a=1; b=true" } }, true],
    ["optional and absent", optional(query("q", integer)), "/a/b", {}, "undefined"],
    ["optional and invalid", optional(query("q", integer)), "/a/b?q=x", {}, "undefined"],
    ["optional and there", optional(query("q", integer)), "/a/b?q=7", {}, 7],
  ])("%s", async (_name, extractor, target, init, expected) => {
    expect(await extracted(extractor, target, init)).toEqual(expected);
  });

  test.each<[Extractor<unknown>, string, string, string, string]>([
    [path("id", integer), "/x/b", "path", "id", "is not valid"],
    [query("q"), "/a/b", "query", "q", "is required"],
    [query("q"), "/a/b?q=1&q=2", "query", "q", "occurs more than once"],
    [query("q"), "/a/b?q=%zz", "query", "q", "has a malformed escape"],
    [query("q", integer, 5), "/a/b?q=x", "query", "q", "is not valid"],
    [queryAll("q", integer), "/a/b?q=1&q=x", "query", "q", "is not valid"],
    [header("x-a"), "/a/b", "header", "x-a", "is required"],
    [cookie("c"), "/a/b", "cookie", "c", "is required"],
  ])("400 names the parameter: %o %s", async (extractor, target, where, name, message) => {
    expect(await extracted(extractor, target)).toEqual({
      status: 400,
      fault: { in: where, name, pointer: "", message },
    });
  });

  test.each<[(text: string) => unknown, string, unknown]>([
    [integer, "0", 0],
    [integer, "-7", -7],
    [integer, "9007199254740991", 9007199254740991],
    [integer, "9007199254740992", undefined],
    [integer, "1.0", undefined],
    [integer, "", undefined],
    [integer, "01", undefined],
    [integer, "0x10", undefined],
    [integer, " 1", undefined],
    [integer, "1e3", undefined],
    [integer, "+1", undefined],
    [number, "1.5e3", 1500],
    [number, "-0.5", -0.5],
    [number, ".5", undefined],
    [number, "1e999", undefined],
    [number, "NaN", undefined],
    [number, "Infinity", undefined],
    [boolean, "true", true],
    [boolean, "false", false],
    [boolean, "1", undefined],
    [boolean, "True", undefined],
    [uuid, "123E4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
    [uuid, "123e4567", undefined],
    [oneOf("a", "b"), "b", "b"],
    [oneOf("a", "b"), "c", undefined],
    [oneOf("a"), "__proto__", undefined],
  ])("%o(%j) is %j", (parse, text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  test("a name that the route does not have is a fault of the program", async () => {
    await expect(call(showing(path("nope")), "GET", "/a/b")).rejects.toThrow(
      "/{id}/{n} has no parameter {nope}",
    );
  });
});

describe("bodies", () => {
  const isName = (value: unknown): value is { name: string } =>
    typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
  const jsonType = "application/json";
  test.each<[string, Extractor<unknown>, string | undefined, string, number, unknown]>([
    ["JSON", jsonBody(), jsonType, '{"a":1}', 200, { a: 1 }],
    ["JSON with a charset", jsonBody(), "Application/JSON; charset=UTF-8", "[1]", 200, [1]],
    ["a suffix", jsonBody(), "application/vnd.a+json", "1", 200, 1],
    ["checked", jsonBody(isName), jsonType, '{"name":"x"}', 200, { name: "x" }],
    ["not what is accepted", jsonBody(isName), jsonType, '{"nom":"x"}', 400, undefined],
    ["another type", jsonBody(), "text/plain", "1", 415, undefined],
    ["no type", jsonBody(), undefined, "1", 415, undefined],
    ["two types", jsonBody(), "application/json, text/plain", "1", 415, undefined],
    ["almost the type", jsonBody(), "application/jsonx", "1", 415, undefined],
    ["another charset", jsonBody(), "application/json; charset=utf-7", "1", 415, undefined],
    ["no JSON", jsonBody(), jsonType, "{", 400, undefined],
    ["nothing", jsonBody(), jsonType, "", 400, undefined],
    ["too deep", jsonBody(), jsonType, "[".repeat(65) + "]".repeat(65), 400, undefined],
    ["an infinite number", jsonBody(), jsonType, "1e999", 400, undefined],
    ["too large", jsonBody({ limit: 3 }), jsonType, "1234", 413, undefined],
    ["text", textBody(), undefined, "ü", 200, "ü"],
    ["text in another charset", textBody(), "text/plain; charset=latin1", "x", 415, undefined],
    ["bytes", bytesBody({ limit: 2 }), undefined, "ab", 200, { 0: 97, 1: 98 }],
    ["too many bytes", bytesBody({ limit: 1 }), undefined, "ab", 413, undefined],
  ])("%s", async (_name, extractor, type, body, status, expected) => {
    const router = new Router().route(
      "/",
      post([extractor], (value) => json(value)),
    );
    const seen = await call(router, "POST", "/", {
      body,
      ...(type === undefined ? {} : { headers: { "content-type": type } }),
    });
    expect(seen.status).toBe(status);
    if (status === 200) expect(JSON.parse(seen.body)).toEqual(expected);
    if (status === 415 && extractor !== textBody()) expect(seen.body).toContain("Unsupported Media Type");
  });

  test("forms", async () => {
    const router = new Router().route(
      "/",
      post([formBody()], (fields) => json([...fields])),
    );
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(
      JSON.parse((await call(router, "POST", "/", { headers, body: "a=1+2&b=%C3%BC&a=" })).body),
    ).toEqual([
      ["a", "1 2"],
      ["b", "ü"],
      ["a", ""],
    ]);
    expect((await call(router, "POST", "/", { headers, body: "a=%zz" })).status).toBe(400);
    expect((await call(router, "POST", "/", { body: "a=1" })).status).toBe(415);
  });

  test("streams, and the whole request", async () => {
    const router = new Router().route(
      "/",
      post([request, streamBody()], (req, stream) => [200, { "x-method": req.method }, stream]),
    );
    const seen = await call(router, "POST", "/", { body: "abc" });
    expect([seen.headers["x-method"], seen.body]).toEqual(["POST", "abc"]);
  });
});

describe("composition", () => {
  interface User {
    name: string;
  }
  const userKey = key<User>("user");
  // A user's own extractor, with a rejection of its own.
  const user: Extractor<User> = async (req) => {
    await Promise.resolve();
    const name = req.headers.get("authorization");
    if (name === undefined)
      throw new HttpError(401, "who are you?", { headers: { "www-authenticate": "Name" } });
    return { name };
  };

  test("an own extractor works in a handler and in middleware", async () => {
    const router = new Router()
      .route(
        "/handler",
        get([user, query("q", integer, 1)], ({ name }, q) => `${name} ${q}`),
      )
      .route(
        "/middleware",
        get((_req, cx) => cx.get(userKey)?.name ?? "nobody").layer(
          fromFn([user], (u, cx, next) => {
            cx.set(userKey, u);
            return next();
          }),
        ),
      );
    for (const route of ["/handler", "/middleware"]) {
      expect((await call(router, "GET", route, { headers: { authorization: "ada" } })).body).toMatch(/^ada/);
      expect(await call(router, "GET", route)).toMatchObject({
        status: 401,
        headers: { "www-authenticate": "Name" },
      });
    }
  });

  test("attempt hands the rejection over, and nothing else", async () => {
    const router = new Router()
      .route(
        "/",
        get([attempt(user)], (found) => (found.ok ? found.value.name : [418 as never, found.error.message])),
      )
      .route(
        "/bug",
        get(
          [
            attempt(() => {
              throw new Error("bug");
            }),
          ],
          () => "x",
        ),
      );
    expect((await call(router, "GET", "/", { headers: { authorization: "ada" } })).body).toBe("ada");
    expect(await call(router, "GET", "/")).toMatchObject({ status: 418, body: "who are you?" });
    await expect(call(router, "GET", "/bug")).rejects.toThrow("bug");
    const broken = optional<string>(() => {
      throw new HttpError(503);
    });
    expect(
      (
        await call(
          new Router().route(
            "/",
            get([broken], () => "x"),
          ),
          "GET",
          "/",
        )
      ).status,
    ).toBe(503);
  });

  test("extractors run in order, one after the other, and stop at the first rejection", async () => {
    const log: string[] = [];
    const logging =
      (name: string, fail = false): Extractor<string> =>
      async () => {
        await Promise.resolve();
        log.push(name);
        if (fail) throw new HttpError(400);
        return name;
      };
    const router = new Router()
      .route(
        "/ok",
        get([() => "sync", logging("a"), logging("b")], (sync, a, b) => sync + a + b),
      )
      .route(
        "/no",
        get([logging("c"), logging("d", true), logging("e")], () => "x"),
      );
    expect((await call(router, "GET", "/ok")).body).toBe("syncab");
    expect((await call(router, "GET", "/no")).status).toBe(400);
    expect(log.join("")).toBe("abcd");
  });

  test("what a layer provides can be taken; what none provides is a fault that names key and route", async () => {
    const router = new Router().route(
      "/",
      get([extension(userKey)], ({ name }) => name),
    );
    await expect(call(router, "GET", "/")).rejects.toThrow("No layer provides user to the route /.");
    expect((await call(router.layer(provide(userKey, { name: "ada" })), "GET", "/")).body).toBe("ada");
  });

  test("arguments are typed by their extractors", () => {
    get(
      [path("id", integer), optional(query("q")), attempt(user), jsonBody((v): v is User => v !== null)],
      (id, q, u, body, cx) => {
        expectTypeOf(id).toEqualTypeOf<number>();
        expectTypeOf(q).toEqualTypeOf<string | undefined>();
        expectTypeOf(body).toEqualTypeOf<User>();
        if (u.ok) expectTypeOf(u.value).toEqualTypeOf<User>();
        expectTypeOf(cx.params).toEqualTypeOf<readonly string[]>();
        return "x";
      },
    );
    // @ts-expect-error: the extractor gives a number
    get([path("id", integer)], (id: string) => id);
    // @ts-expect-error: an object is no response; json() makes one of it
    get(() => ({ a: 1 }));
  });
});
