import { afterEach, expect, test, vi } from "vitest";
import { HttpError } from "../http/problem.ts";
import { json } from "../respond/into-response.ts";
import { get } from "./methods.ts";
import { Router } from "./router.ts";
import { serve } from "./serve.ts";
import type { Server } from "./serve.ts";
import { shapeErrors } from "./shape-errors.ts";

const silent = { error: () => undefined };
const router = new Router()
  .route(
    "/throw",
    get(function throwing() {
      throw new Error("the table is missing", { cause: new Error("ENOENT") });
    }),
  )
  .route(
    "/unavailable",
    get(() => {
      throw new HttpError(503, "Later.", { headers: { "retry-after": "1" } });
    }),
  )
  .route(
    "/refused",
    get(() => {
      throw new HttpError(409, "Taken.");
    }),
  )
  .route(
    "/shaped",
    get(() => {
      throw new Error("inner");
    }).layer(shapeErrors(() => json({ code: 1 }, 500))),
  );

let server: Server | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close({ timeout: 0 });
});

test("a developer sees where it listens, and every route", async () => {
  const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
  server = await serve(router, { hostname: "127.0.0.1", development: true });
  expect(print).toHaveBeenCalledExactlyOnceWith(`${server.url}\n${String(router)}`);
  expect(String(router)).toMatch(/GET +\/throw/);
});

test("a developer sees what went wrong", async () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  server = await serve(router, { hostname: "127.0.0.1", development: true, logger: silent });
  const problem = async (path: string): Promise<unknown> => (await fetch(`${server?.url}${path}`)).json();
  expect(await problem("/throw")).toMatchObject({
    title: "Internal Server Error",
    status: 500,
    detail: "Error: the table is missing",
    stack: expect.arrayContaining([expect.stringContaining("development.test.ts")]),
    cause: expect.arrayContaining(["Error: ENOENT"]),
    traceId: expect.any(String),
  });
  expect(await problem("/unavailable")).toMatchObject({ status: 503, detail: "Later." });
  expect((await fetch(`${server.url}/unavailable`)).headers.get("retry-after")).toBe("1");
  expect(await problem("/refused")).toEqual({ title: "Conflict", status: 409, detail: "Taken." });
  expect(await problem("/shaped")).toEqual({ code: 1 });
});

test("nobody else does", async () => {
  const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
  server = await serve(router, { hostname: "127.0.0.1", logger: silent });
  expect(print).not.toHaveBeenCalled();
  expect(Object.keys((await (await fetch(`${server.url}/throw`)).json()) as object).sort()).toEqual([
    "status",
    "title",
    "traceId",
  ]);
});
