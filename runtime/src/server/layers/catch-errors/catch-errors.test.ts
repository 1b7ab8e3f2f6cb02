import { afterEach, describe, expect, test, vi } from "vitest";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { ShapedError } from "../../../http/shaped-error.ts";
import { TimeoutError } from "../../../service/timeout.ts";
import { mapResponse } from "../../../service/map.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { catchErrors } from "./layer.ts";
import type { CatchErrorsOptions, CaughtError } from "./layer.ts";
import { locationOf } from "./location.ts";

const secret = new Error("the password is 1234");
const thrown: readonly [string, unknown][] = [
  ["an error", secret],
  ["a text", "text"],
  ["a number", 0],
  ["null", null],
  ["undefined", undefined],
  ["an object without text", Object.create(null)],
  ["a symbol", Symbol("x")],
  ["an error without a stack", Object.assign(new Error("x"), { stack: undefined })],
];

function throwing(error: unknown, options?: CatchErrorsOptions): { sync: Router; async: Router } {
  const fail = (): never => {
    throw error;
  };
  const router = (handler: () => string | Promise<string>): Router =>
    new Router().layer(catchErrors(options)).route("/", get(handler));
  return { sync: router(fail), async: router(async () => fail()) };
}

afterEach(() => vi.restoreAllMocks());

describe.each(["sync", "async"] as const)("thrown %s", (how) => {
  test.each(thrown)("%s becomes an opaque 500, and is reported once", async (_what, error) => {
    const report = vi.fn();
    const service = throwing(error, { report })[how];
    const req = requestOf("GET", "/");
    const cx = new ServerContext(req);
    const reply = await call(service, "GET", "/", {}, cx);
    expect(JSON.parse(reply.body)).toEqual({
      title: "Internal Server Error",
      status: 500,
      traceId: cx.traceId,
    });
    expect(report).toHaveBeenCalledOnce();
    const [caught, reportedCx] = report.mock.calls[0] as [CaughtError, ServerContext];
    expect(Object.is(caught.error, error)).toBe(true);
    expect(reportedCx).toBe(cx);
  });

  test.each<[string, CatchErrorsOptions["answer"] & {}, number, string]>([
    [
      "made of the error and the context",
      (e, cx) => [502, `${String(e)} ${cx.route}`],
      502,
      "Error: the password is 1234 /",
    ],
    ["later", async () => "later", 200, "later"],
  ])("the reply can be %s", async (_what, answer, status, body) => {
    const service = throwing(secret, { answer, report: () => undefined })[how];
    expect(await call(service, "GET", "/")).toMatchObject({ status, body });
  });

  test.each<[string, CatchErrorsOptions["answer"] & {}]>([
    ["throws", () => fail()],
    ["rejects", async () => fail()],
    ["gives no reply", () => ({}) as unknown as string],
    ["gives no reply later", async () => ({}) as unknown as string],
  ])(
    "when the function that makes it %s, the reply is a 500 and both are reported",
    async (_what, answer) => {
      const report = vi.fn();
      const reply = await call(throwing(secret, { answer, report })[how], "GET", "/");
      expect(reply.status).toBe(500);
      expect(reply.body).not.toContain("second");
      expect(report).toHaveBeenCalledTimes(2);
    },
  );

  test("what the report throws is lost", async () => {
    expect((await call(throwing(secret, { report: () => fail() })[how], "GET", "/")).status).toBe(500);
  });

  const http = new HttpError(409, "taken");
  const shaped = new ShapedError(new HttpError(500), secret, new HttpResponse(500, [], "shaped"));
  test.each<[string, Error, number, string, unknown[]]>([
    ["a 4xx", http, 409, "taken", []],
    ["a 5xx", new HttpError(503, "closed"), 503, "closed", [expect.objectContaining({ status: 503 })]],
    ["a timeout", new TimeoutError(5), 503, "took too long", [expect.objectContaining({ timeout: 5 })]],
    ["an error in the shape of a contract", shaped, 500, "shaped", [secret]],
  ])("%s passes unless asked for", async (_what, error, status, text, reported) => {
    const report = vi.fn();
    const passing = throwing(error, { report, answer: () => "not asked" })[how];
    const req = requestOf("GET", "/");
    await expect((async () => passing.call(new ServerContext(req), req))()).rejects.toBe(error);
    expect(report).not.toHaveBeenCalled();

    const reply = await call(throwing(error, { report, httpErrors: true })[how], "GET", "/");
    expect(reply.status).toBe(status);
    expect(reply.body).toContain(text);
    expect(report.mock.calls.map(([caught]) => (caught as CaughtError).error)).toEqual(reported);
    const answered = throwing(error, { report, httpErrors: true, answer: () => "mine" })[how];
    expect((await call(answered, "GET", "/")).body).toBe("mine");
  });
});

test("layers around it see a reply", async () => {
  const seen: number[] = [];
  const { sync } = throwing(secret, { report: () => undefined });
  const outer = mapResponse((reply: HttpResponse) => {
    seen.push(reply.status);
    return reply;
  }).layer(sync);
  await call(outer, "GET", "/");
  expect(seen).toEqual([500]);
});

test("the reason of a signal that is aborted passes, for nobody waits", async () => {
  const report = vi.fn();
  const reason = new DOMException("The caller went away.", "AbortError");
  const { async: service } = throwing(reason, { report });
  const req = requestOf("GET", "/");
  const cx = new ServerContext(req);
  cx.cancel(reason);
  await expect((async () => service.call(cx, req))()).rejects.toBe(reason);
  expect(report).not.toHaveBeenCalled();
  // The same error from elsewhere is one like any other.
  expect((await call(service, "GET", "/")).status).toBe(500);
});

test("by default a line of JSON tells what, where, and of which request", async () => {
  const lines = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await call(throwing(new Error("a\nb")).sync, "GET", "/?token=1");
  const line = String(lines.mock.calls[0]?.[0]);
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toMatchObject({
    level: "error",
    message: "Error: a\nb",
    location: expect.stringContaining("catch-errors.test.ts:"),
    method: "GET",
    path: "/",
    route: "/",
  });
  expect(line).not.toContain("token");
});

describe("the place of a throw", () => {
  test.each<[string, unknown, string | undefined]>([
    ["no error", "text", undefined],
    ["no stack", Object.assign(new Error("x"), { stack: undefined }), undefined],
    ["a stack that is no text", Object.assign(new Error("x"), { stack: 5 }), undefined],
    [
      "V8, a function",
      withStack("x", "Error: x\n    at run (file:///a/b.ts:1:2)\n    at go (/c.ts:3:4)"),
      "file:///a/b.ts:1:2",
    ],
    ["V8, no function", withStack("x", "Error: x\n    at /a b/c.ts:10:20"), "/a b/c.ts:10:20"],
    ["V8, a method", withStack("x", "Error: x\n    at async A.b [as c] (/a.ts:1:2)"), "/a.ts:1:2"],
    [
      "V8, built in",
      withStack("x", "Error: x\n    at JSON.parse (<anonymous>)\n    at f (/a.ts:1:2)"),
      "/a.ts:1:2",
    ],
    ["JavaScriptCore", withStack("x", "run@/a/b.ts:1:2\nglobal code@/a/b.ts:3:4"), "/a/b.ts:1:2"],
    [
      "a message that looks like a frame",
      withStack(
        "\n    at evil (/evil.ts:6:6)",
        "Error: \n    at evil (/evil.ts:6:6)\n    at run (/a.ts:1:2)",
      ),
      "/a.ts:1:2",
    ],
    ["no message", withStack("", "Error\n    at run (/a.ts:1:2)"), "/a.ts:1:2"],
    ["no frames", withStack("x", "Error: x"), undefined],
  ])("%s", (_what, error, expected) => {
    expect(locationOf(error)).toBe(expected);
  });

  test("is this file for an error that was made here", () => {
    expect(locationOf(secret)).toMatch(/catch-errors\.test\.ts:\d+:\d+$/);
  });
});

test("an answer that is there at once stays so, made or caught", () => {
  const req = requestOf("GET", "/");
  for (const service of [
    catchErrors().layer({ call: () => new HttpResponse(204) }),
    throwing(secret, { report: () => undefined }).sync,
  ]) {
    expect(service.call(new ServerContext(req), req)).toBeInstanceOf(HttpResponse);
  }
});

function withStack(message: string, stack: string): Error {
  return Object.assign(new Error(message), { stack });
}

function fail(): never {
  throw new Error("second");
}
