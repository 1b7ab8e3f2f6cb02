import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extension } from "../../../extract/context.ts";
import { ServerContext } from "../../../http/context.ts";
import { HeaderMap } from "../../../http/header-map.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { requestIdKey } from "./key.ts";
import { requestId } from "./layer.ts";
import type { RequestIdOptions } from "./layer.ts";

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

function router(options?: RequestIdOptions): Router {
  return new Router()
    .layer(requestId(options))
    .route(
      "/",
      get([extension(requestIdKey)], (id) => id),
    )
    .route(
      "/broken",
      get(() => {
        throw new HttpError(409);
      }),
    );
}

async function idOf(options: RequestIdOptions | undefined, incoming?: string): Promise<string> {
  const headers: Record<string, string> = incoming === undefined ? {} : { "x-request-id": incoming };
  const { body, headers: sent } = await call(router(options), "GET", "/", { headers });
  expect(sent["x-request-id"]).toBe(body);
  return body;
}

test("every request has an id of its own, for the handler and for the caller", async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => idOf(undefined)));
  expect(new Set(ids).size).toBe(20);
  for (const id of ids) expect(id).toMatch(uuid);
});

test.each([
  ["/broken", 409],
  ["/none", 404],
])("errors tell it as well: %s", async (path, status) => {
  const reply = await call(router(), "GET", path);
  expect(reply.status).toBe(status);
  expect(reply.headers["x-request-id"]).toMatch(uuid);
});

describe("an incoming id", () => {
  test.each<[string, RequestIdOptions | undefined, string, boolean]>([
    ["is replaced by default", undefined, "abc", false],
    ["is kept when it is trusted", { trust: true }, "abc", true],
    ["is kept when a function says so", { trust: (cx) => cx.route === "/" }, "abc", true],
    ["is replaced when a function says no", { trust: () => false }, "abc", false],
    [
      "is replaced when a function says anything else",
      { trust: () => "yes" as unknown as boolean },
      "abc",
      false,
    ],
    ["of AWS", { trust: true }, "Root=1-67891233-abcdef012345678912345678", true],
    ["in base64", { trust: true }, "aGVsbG8+/w==", true],
    ["of 128 characters", { trust: true }, "a".repeat(128), true],
    ["of 129 characters", { trust: true }, "a".repeat(129), false],
    ["that is empty", { trust: true }, "", false],
    ["with a space", { trust: true }, "a b", false],
    ["with a quote", { trust: true }, 'a"b', false],
    ["with a tab", { trust: true }, "a\tb", false],
    ["with obs-text", { trust: true }, "a\u0085b", false],
    ["of markup", { trust: true }, "<b>", false],
  ])("%s", async (_what, options, incoming, kept) => {
    const id = await idOf(options, incoming);
    if (kept) expect(id).toBe(incoming);
    else expect(id).toMatch(uuid);
  });

  test("that comes twice is replaced", async () => {
    const req = {
      ...requestOf("GET", "/"),
      headers: new HeaderMap(["x-request-id", "a", "x-request-id", "b"]),
    };
    const cx = new ServerContext(req);
    await router({ trust: true }).call(cx, req);
    expect(cx.get(requestIdKey)).toMatch(uuid);
  });

  test("whatever a caller sends, a log line can hold the id as it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
        const headers = { get: () => text, getAll: () => [text], has: () => true, *[Symbol.iterator]() {} };
        const req = { ...requestOf("GET", "/"), headers };
        const cx = new ServerContext(req);
        await router({ trust: true }).call(cx, req);
        const id = cx.get(requestIdKey) ?? "";
        expect(`"${id}"`).toBe(JSON.stringify(id));
        expect(id).toMatch(/^\S{1,128}$/);
      }),
    );
  });
});

test("name and generator can be chosen", async () => {
  const options = { header: "X-Correlation-Id", generate: (cx: ServerContext) => `${cx.request.method}-1` };
  const reply = await call(router(options), "GET", "/", { headers: { "x-correlation-id": "theirs" } });
  expect(reply).toMatchObject({ body: "GET-1", headers: { "x-correlation-id": "GET-1" } });
  expect(reply.headers).not.toHaveProperty("x-request-id");
});

test.each(["", "a b", "a\n", "é", "a".repeat(129)])("a generator that gives %j is at fault", async (id) => {
  await expect(call(router({ generate: () => id }), "GET", "/")).rejects.toThrow(TypeError);
});

test.each(["", "x request id", "x:y"])("a header cannot be called %j", (header) => {
  expect(() => requestId({ header })).toThrow(TypeError);
});

test("an answer that is there at once stays so", () => {
  const req = requestOf("GET", "/");
  expect(router().call(new ServerContext(req), req)).toBeInstanceOf(HttpResponse);
});
