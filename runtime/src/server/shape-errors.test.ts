import { describe, expect, test, vi } from "vitest";
import { jsonBody } from "../extract/body.ts";
import { list } from "../extract/fields.ts";
import { formObject } from "../extract/form.ts";
import { integer } from "../extract/parse.ts";
import { queryObject } from "../extract/query-object.ts";
import { header, path } from "../extract/values.ts";
import { HttpError } from "../http/problem.ts";
import { HttpResponse } from "../http/response.ts";
import { json } from "../respond/into-response.ts";
import { TimeoutError } from "../service/timeout.ts";
import { toFetch } from "./adapters/fetch.ts";
import type { FetchOptions } from "./adapters/fetch.ts";
import type { OnError } from "./error-handler.ts";
import { fromFn } from "./from-fn.ts";
import { get, post } from "./methods.ts";
import { Router } from "./router.ts";
import { shapeErrors } from "./shape-errors.ts";

/** One function for every error: a shape of one's own, with the place of each fault. */
const shape: OnError = (error, cx) => {
  const known = error instanceof HttpError ? error : new HttpError(500);
  const { errors = [] } = known.problem;
  const faults = errors.map(
    ({ in: where, name = "", pointer, message }) => `${where} ${name}${pointer} ${message}`,
  );
  return json({ code: known.status, route: cx.route, faults }, known.status);
};

const formType = "application/x-www-form-urlencoded";

function routes(): Router {
  return new Router()
    .route(
      "/users/{id}",
      get([path("id", integer), header("x-tenant")], () => "x"),
    )
    .route(
      "/search",
      get([queryObject({ page: integer, n: list(integer) })], () => "x"),
    )
    .route(
      "/form",
      post([formObject({ "a/b": integer })], () => "x"),
    )
    .route(
      "/json",
      post([jsonBody((v): v is string => typeof v === "string")], () => "x"),
    )
    .route(
      "/throw",
      get(() => {
        throw new Error("secret");
      }),
    )
    .route(
      "/reject",
      get(() => Promise.reject(new HttpError(409, "taken"))),
    )
    .route(
      "/late",
      get(() => {
        throw new TimeoutError(5);
      }),
    );
}

async function answered(
  router: Router,
  options: FetchOptions,
  method: string,
  target: string,
  init: RequestInit = {},
): Promise<{ status: number; body: unknown; logged: string[]; allow: string | null }> {
  const logged: string[] = [];
  const handle = toFetch(router, {
    logger: { error: ({ message }) => void logged.push(message) },
    ...options,
  });
  const answer = await handle(new Request(`http://h${target}`, { method, ...init }));
  return { status: answer.status, body: await answer.json(), logged, allow: answer.headers.get("allow") };
}

const hooks: [string, (router: Router) => Router, FetchOptions][] = [
  ["onError of a server", (router) => router, { onError: shape }],
  ["shapeErrors on a router", (router) => router.layer(shapeErrors(shape)), {}],
];

describe.each(hooks)("%s", (_kind, wrap, options) => {
  const form = (body: string): RequestInit => ({ headers: { "content-type": formType }, body });
  test.each<[string, string, string, RequestInit, object]>([
    ["404", "GET", "/nowhere", {}, { code: 404, route: "", faults: [] }],
    ["405", "POST", "/search", {}, { code: 405, route: "/search", faults: [] }],
    [
      "a parameter",
      "GET",
      "/users/x",
      {},
      { code: 400, route: "/users/{id}", faults: ["path id is not valid"] },
    ],
    [
      "a header",
      "GET",
      "/users/1",
      {},
      { code: 400, route: "/users/{id}", faults: ["header x-tenant is required"] },
    ],
    [
      "every parameter of a query, with pointers",
      "GET",
      "/search?n=1&n=x",
      {},
      { code: 400, route: "/search", faults: ["query page is required", "query n/1 is not valid"] },
    ],
    [
      "a field of a form, by its pointer",
      "POST",
      "/form",
      form("a/b=x"),
      { code: 400, route: "/form", faults: ["body /a~1b is not valid"] },
    ],
    ["a body of another type", "POST", "/json", form("x"), { code: 415, route: "/json", faults: [] }],
    [
      "a body that does not fit",
      "POST",
      "/json",
      { headers: { "content-type": "application/json" }, body: "1" },
      { code: 400, route: "/json", faults: ["body  does not have the expected form"] },
    ],
    ["what a handler rejects with", "GET", "/reject", {}, { code: 409, route: "/reject", faults: [] }],
    ["what a handler throws", "GET", "/throw", {}, { code: 500, route: "/throw", faults: [] }],
  ])("shapes %s", async (_name, method, target, init, body) => {
    const seen = await answered(wrap(routes()), options, method, target, init);
    expect(seen.body).toEqual(body);
    expect(seen.status).toBe((body as { code: number }).code);
    expect(seen.logged).toEqual(target === "/throw" ? ["Error: secret"] : []);
  });

  test("its own error is logged, and the caller gets what there would be without it", async () => {
    const broken: OnError = () => {
      throw new Error("hook");
    };
    const own = _kind.startsWith("onError") ? { onError: broken } : {};
    const router = _kind.startsWith("onError") ? routes() : routes().layer(shapeErrors(broken));
    const seen = await answered(router, own, "GET", "/reject");
    expect([409, 500]).toContain(seen.status);
    expect(seen.logged).toEqual(["Error: hook"]);
  });
});

describe("shapeErrors", () => {
  const always =
    (status: number): OnError =>
    () =>
      new HttpResponse(status, [], `${status}`);

  test("undefined leaves an error as it is", async () => {
    const router = routes().layer(shapeErrors(() => undefined));
    expect(await answered(router, {}, "POST", "/search")).toMatchObject({
      status: 405,
      body: { title: "Method Not Allowed" },
      allow: "GET, HEAD, OPTIONS",
    });
  });

  test("the innermost one decides, for its own router only", async () => {
    const router = new Router()
      .nest("/in", routes().layer(shapeErrors(always(418))))
      .layer(shapeErrors(always(499)));
    const handle = toFetch(router, { logger: { error: () => undefined } });
    expect((await handle(new Request("http://h/in/reject"))).status).toBe(418);
    expect((await handle(new Request("http://h/nowhere"))).status).toBe(499);
  });

  test("layers around see the error, a timeout as 503", async () => {
    const seen: unknown[] = [];
    const router = routes()
      .layer(
        fromFn(async (_req, _cx, next) => {
          try {
            return await next();
          } catch (error) {
            seen.push((error as HttpError).status);
            throw error;
          }
        }),
      )
      .layer(shapeErrors(always(400)));
    const handle = toFetch(router, { logger: { error: () => undefined } });
    for (const target of ["/throw", "/reject", "/late"]) {
      expect((await handle(new Request(`http://h${target}`))).status).toBe(400);
    }
    expect(seen).toEqual([500, 409, 503]);
  });

  test("answers that are no errors pass, at once when they are there", () => {
    const answer = new HttpResponse(404, [], "an answer");
    const hook = vi.fn(() => undefined);
    const service = shapeErrors(hook).layer({ call: () => answer });
    expect(service.call(undefined as never, undefined as never)).toBe(answer);
    expect(hook).not.toHaveBeenCalled();
  });
});
