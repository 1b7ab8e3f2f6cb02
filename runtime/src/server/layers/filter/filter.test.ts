import { describe, expect, test, vi } from "vitest";
import { header, query } from "../../../extract/values.ts";
import { integer } from "../../../extract/parse.ts";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { HttpLayer } from "../../types.ts";
import { filter } from "./layer.ts";
import type { Verdict } from "./layer.ts";

const tenant = filter([header("x-tenant"), query("limit", integer, 10)], (name, limit, cx) =>
  name === "a" && limit <= 10 ? undefined : [404, `no ${name} at ${cx.route}`],
);

describe("verdicts", () => {
  test.each<[string, Verdict, number, string]>([
    ["true passes", true, 200, "inside"],
    ["nothing passes", undefined, 200, "inside"],
    ["a status", 401, 401, ""],
    ["a text", "closed", 200, "closed"],
    ["an empty text", "", 200, ""],
    ["status and body", [503, "closed"], 503, "closed"],
    ["a reply", new HttpResponse(418, [], "teapot"), 418, "teapot"],
  ])("%s", async (_what, verdict, status, body) => {
    for (const predicate of [() => verdict, async () => verdict]) {
      const handler = vi.fn(() => "inside");
      const router = new Router().layer(filter(predicate)).route("/", get(handler));
      expect(await call(router, "GET", "/")).toMatchObject({ status, body });
      expect(handler).toHaveBeenCalledTimes(body === "inside" ? 1 : 0);
    }
  });

  test.each<[string, () => never | boolean | Promise<boolean>, number]>([
    ["false is 403", () => false, 403],
    ["false later is 403", async () => false, 403],
    [
      "what is thrown is the reply",
      () => {
        throw new HttpError(429);
      },
      429,
    ],
    ["what is rejected, too", () => Promise.reject(new HttpError(402)), 402],
  ])("%s, with problem details", async (_what, predicate, status) => {
    const router = new Router().layer(filter(predicate)).route(
      "/",
      get(() => "inside"),
    );
    const reply = await call(router, "GET", "/");
    expect(reply.status).toBe(status);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
  });

  test.each([null, 0n, {}, Symbol("x")])("%s, which is none, lets nobody in", async (verdict) => {
    const handler = vi.fn(() => "inside");
    const router = new Router().layer(filter(() => verdict as unknown as boolean)).route("/", get(handler));
    await expect(call(router, "GET", "/")).rejects.toBeInstanceOf(TypeError);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe("with extractors", () => {
  test.each<[string, Record<string, string>, string, number, string]>([
    ["the predicate passes", { "x-tenant": "a" }, "/", 200, "inside"],
    ["the predicate answers", { "x-tenant": "b" }, "/", 404, "no b at /"],
    ["several values", { "x-tenant": "a" }, "/?limit=11", 404, "no a at /"],
    ["a value is missing", {}, "/", 400, "x-tenant"],
    ["a value is malformed", { "x-tenant": "a" }, "/?limit=x", 400, "limit"],
  ])("%s", async (_what, headers, target, status, body) => {
    const router = new Router().layer(tenant).route(
      "/",
      get(() => "inside"),
    );
    const reply = await call(router, "GET", target, { headers });
    expect(reply.status).toBe(status);
    expect(reply.body).toContain(body);
  });

  test("extractors may take their time", async () => {
    const slow = filter([async () => "a", () => 1], (text, number) => text === "a" && number === 1);
    const router = new Router().layer(slow).route(
      "/",
      get(() => "inside"),
    );
    expect((await call(router, "GET", "/")).body).toBe("inside");
  });
});

test("an answer that is there at once stays so", () => {
  const req = requestOf("GET", "/");
  for (const layer of [
    filter(() => true),
    filter(() => 401),
    filter([() => 1], () => true),
  ] satisfies HttpLayer[]) {
    const answer = layer.layer({ call: () => new HttpResponse(204) }).call(new ServerContext(req), req);
    expect(answer).toBeInstanceOf(HttpResponse);
  }
});
