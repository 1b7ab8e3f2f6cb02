import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { petRouter } from "../codegen/petstore.fixture.ts";
import { jsonBody } from "../extract/body.ts";
import { integer } from "../extract/parse.ts";
import { query } from "../extract/values.ts";
import { HttpError } from "../http/problem.ts";
import { testServer } from "../testing/test-server.ts";
import { toFetch } from "./adapters/fetch.ts";
import type { ErrorRecord } from "./error-handler.ts";
import { fromFn } from "./from-fn.ts";
import { concurrencyLimit } from "./layers/concurrency-limit/layer.ts";
import { rateLimit } from "./layers/rate-limit/layer.ts";
import { live } from "./live.fixture.ts";
import { get, post } from "./methods.ts";
import { Router } from "./router.ts";

const pets = petRouter(
  { getPet: ({ petId }) => ({ id: petId, name: "Rex" }), createPet: ({ body }) => body },
  { security: { apiKey: (key) => key === "k", bearer: () => false }, basePath: "/api" },
);
const router = new Router()
  .merge(pets)
  .route(
    "/number",
    get([query("n", integer)], (n) => String(n)),
  )
  .route(
    "/json",
    post([jsonBody({ limit: 10 })], () => "fine"),
  )
  .route(
    "/none-left",
    get(() => "x").layer(rateLimit({ policies: { name: "none", quota: 1, window: 60_000 }, units: () => 2 })),
  )
  .route("/stuck", get(() => new Promise(() => undefined)).layer(concurrencyLimit({ limit: 1 })))
  .route(
    "/throw",
    get(() => {
      throw new Error("secret");
    }),
  );

/** RFC 9457 §3.1: what each member is, if it is there. */
function expectProblem(body: unknown, status: number): void {
  expect(body).toMatchObject({ title: expect.stringMatching(/^.+$/), status });
  const problem = body as Record<string, unknown>;
  for (const name of ["type", "detail", "instance", "traceId"]) {
    expect(["string", "undefined"]).toContain(typeof problem[name]);
  }
  for (const error of (problem["errors"] ?? []) as Record<string, unknown>[]) {
    expect(error).toMatchObject({
      pointer: expect.stringMatching(/^(\/([^~/]|~[01])*)*$/),
      message: expect.any(String),
    });
  }
}

const asJson = { "content-type": "application/json" };

describe("errors that the framework makes", () => {
  test.each<[string, string, string, RequestInit, number, string | undefined]>([
    ["no route", "GET", "/none", {}, 404, undefined],
    ["no such method", "DELETE", "/number", {}, 405, undefined],
    ["a malformed escape", "GET", "/api/pets/%zz", {}, 400, undefined],
    ["a target that is too long", "GET", `/${"x".repeat(9_000)}`, {}, 414, undefined],
    ["a parameter that does not parse", "GET", "/number?n=x", {}, 400, undefined],
    ["a parameter outside its contract", "GET", "/api/pets/1?limit=0", {}, 400, ""],
    ["no credential", "POST", "/api/pets", { body: "{}", headers: asJson }, 401, undefined],
    [
      "a body outside its contract",
      "POST",
      "/api/pets",
      { body: '{"id":1,"name":""}', headers: { ...asJson, "x-api-key": "k" } },
      400,
      "/name",
    ],
    [
      "a media type that is not read",
      "POST",
      "/api/pets",
      { body: "x", headers: { "content-type": "text/plain", "x-api-key": "k" } },
      415,
      undefined,
    ],
    ["a body that is no JSON", "POST", "/json", { body: "{", headers: asJson }, 400, undefined],
    ["a body that is too large", "POST", "/json", { body: '"12345678901"', headers: asJson }, 413, undefined],
    ["a quota that is used up", "GET", "/none-left", {}, 429, undefined],
    ["a handler that takes too long", "GET", "/stuck", {}, 503, undefined],
    ["a throw", "GET", "/throw", {}, 500, undefined],
  ])("%s is a problem (RFC 9457)", async (_what, method, path, init, status, pointer) => {
    const server = await live(router, { handlerTimeout: 60 });
    const response = await fetch(`${server.url}${path}`, { method, ...init });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const problem = (await response.json()) as { errors?: { pointer: string }[]; traceId?: string };
    expectProblem(problem, status);
    if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    expect(problem.traceId === undefined).toBe(status < 500);
  });
});

describe("errors of handlers", () => {
  const secret = "s3cr3t-hunter2";
  class OwnError extends Error {
    override get name(): string {
      return `Own ${secret}`;
    }
    readonly status = 200;
    readonly problem = { title: secret };
  }
  const faults: readonly (() => unknown)[] = [
    () => new Error(secret),
    () => new OwnError(secret),
    () => new TypeError(secret, { cause: new Error(secret) }),
    () => new AggregateError([new Error(secret)], secret),
    () => Object.assign(new Error(secret), { statusCode: 400, expose: true, headers: { "x-leak": secret } }),
    () => secret,
    () => ({ message: secret, toString: () => secret }),
    () => Object.create(null) as object,
    () => Symbol(secret),
    () => null,
    () => undefined,
    () => 42,
    () => new HttpError(500, undefined, { cause: new Error(secret) }),
    () => new HttpError(404, undefined, { cause: secret }),
    () => new Error(secret, { cause: { deep: secret } }),
    () => {
      const error = new Error(secret);
      Object.defineProperty(error, "stack", { value: `${secret}\n at x` });
      return error;
    },
  ];
  const ways: readonly ((fault: unknown) => unknown)[] = [
    (fault) => {
      throw fault;
    },
    (fault) => Promise.reject(fault as Error),
    async (fault) => {
      await Promise.resolve();
      throw fault;
    },
    // What cannot become a reply fails while it is made into one.
    (fault) => [200, { "bad header": String(typeof fault) }, secret],
  ];

  test("in 1,000 failures nothing of what was thrown reaches the caller, and each 5xx finds its line in the log", async () => {
    let current: () => unknown = () => undefined;
    const lines: ErrorRecord[] = [];
    const failing = new Router().route(
      "/",
      get(() => current() as string),
    );
    const handle = toFetch(failing, { logger: { error: (record) => lines.push(record as ErrorRecord) } });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...faults), fc.constantFrom(...ways), async (fault, way) => {
        current = () => way(fault());
        lines.length = 0;
        const response = await handle(new Request("http://local/"));
        const text = await response.text();
        const sent = JSON.stringify([...response.headers]) + text;
        expect(sent).not.toContain(secret);
        expect(sent).not.toMatch(/\bat .*\.(ts|js)/);
        const problem = JSON.parse(text) as { traceId?: string };
        expectProblem(problem, response.status);
        if (response.status === 404) expect(lines).toEqual([]);
        else {
          expect(response.status).toBe(500);
          expect(lines.map(({ traceId }) => traceId)).toEqual([problem.traceId]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("a logger that throws harms no reply", async () => {
    const server = await live(router, {
      logger: {
        error: () => {
          throw new Error("disk full");
        },
      },
    });
    expect((await fetch(`${server.url}/throw`)).status).toBe(500);
  });

  test("the log names service, operation and route", async () => {
    const error = vi.fn<(record: object, text: string) => void>();
    const failing = petRouter(
      { getPet: () => Promise.reject(new Error("x", { cause: "y" })), createPet: ({ body }) => body },
      { security: { apiKey: () => true, bearer: () => true } },
    );
    const server = await live(failing, { serviceName: "pets", logger: { error } });
    await fetch(`${server.url}/pets/1?token=x`);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      {
        traceId: expect.any(String),
        service: "pets",
        method: "GET",
        path: "/pets/1",
        route: "/pets/{petId}",
        operation: "getPet",
        message: "Error: x",
        stack: expect.any(String),
        cause: "thrown: y",
      },
      "request failed",
    );
  });
});

test("what a request may know of its surroundings: caller, callee, limits, route, parameters, values of layers", async () => {
  const seen: unknown[] = [];
  const open = new Router()
    .layer(
      fromFn((_req, cx, next) => {
        cx.caller = "gateway";
        seen.push([cx.callee, cx.config?.bodyLimit]);
        return next();
      }),
    )
    .route(
      "/pets/{id}",
      get((req, cx) => {
        seen.push([cx.caller, cx.callee, req.method, cx.route, cx.params, cx.config?.handlerTimeout]);
        return "x";
      }),
    );
  const server = await live(open, { serviceName: "pets", bodyLimit: 5, handlerTimeout: 70 });
  await fetch(`${server.url}/pets/7`);
  expect(seen).toEqual([
    ["pets", 5],
    ["gateway", "pets", "GET", "/pets/{id}", ["7"], 70],
  ]);
  seen.length = 0;
  await testServer(open).call("GET", "/pets/8");
  expect(seen[0]).toEqual([undefined, undefined]);
});
