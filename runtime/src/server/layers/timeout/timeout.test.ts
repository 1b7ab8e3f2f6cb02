import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { TimeoutError } from "../../../service/timeout.ts";
import { testServer } from "../../../testing/index.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { Handler } from "../../types.ts";
import { handlerTimeout } from "./layer.ts";
import type { TimeoutAnswer } from "./layer.ts";

const long = 600_000;

function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}

function router(milliseconds: number, handler: Handler, answer?: TimeoutAnswer): Router {
  return new Router().layer(handlerTimeout(milliseconds, answer)).route("/", get(handler));
}

describe("a handler that never settles", () => {
  test("is answered for with 503, and its signal is aborted", async () => {
    let signal: AbortSignal | undefined;
    const service = router(10, (_req, cx) => {
      signal = cx.signal;
      return never();
    });
    const server = testServer(service);
    const reply = await server.call("GET", "/");
    expect(reply.status).toBe(503);
    expect(reply.json).toMatchObject({ status: 503, detail: "The request took too long." });
    expect(signal?.reason).toBeInstanceOf(TimeoutError);
    // The server's log tells of it once.
    expect(server.errors).toMatchObject([{ status: 503, cause: { timeout: 10 } }]);
  });

  test.each<[string, TimeoutAnswer, number, string]>([
    ["made from the context", (cx) => [504, `${cx.route} ${cx.signal.aborted}`], 504, "/ false"],
    ["made later", async () => "later", 200, "later"],
    [
      "thrown",
      () => {
        throw new HttpError(504, "slow");
      },
      504,
      "slow",
    ],
  ])("the reply can be %s", async (_what, answer, status, text) => {
    const reply = await call(router(10, never, answer), "GET", "/");
    expect(reply.status).toBe(status);
    expect(reply.body).toContain(text);
  });
});

describe("what comes too late", () => {
  const late =
    (settle: () => unknown): Handler =>
    (_req, cx) =>
      new Promise<HttpResponse>((resolve, reject) => {
        cx.signal.addEventListener("abort", () => {
          try {
            resolve(settle() as HttpResponse);
          } catch (error) {
            reject(error as Error);
          }
        });
      });

  test("is dropped: there is one reply", async () => {
    const settle = vi.fn(() => new HttpResponse(200, [], "late"));
    expect((await call(router(10, late(settle)), "GET", "/")).status).toBe(503);
    expect(settle).toHaveBeenCalledOnce();
  });

  test("is dropped when it is an error: nobody is told of a rejection that nobody handles", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const settle = (): never => {
      throw new Error("late");
    };
    expect((await call(router(10, late(settle)), "GET", "/")).status).toBe(503);
    await sleep(5);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test.each(["a stream", "an iterable"])("is cancelled when it is %s", async (what) => {
    const cancel = vi.fn(() => Promise.resolve({ done: true as const, value: undefined }));
    const body =
      what === "a stream"
        ? new ReadableStream<Uint8Array>({ cancel: () => void cancel() })
        : { [Symbol.asyncIterator]: () => ({ next: never, return: cancel }) };
    await call(
      router(
        10,
        late(() => new HttpResponse(200, [], body)),
      ),
      "GET",
      "/",
    );
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  });
});

describe("what comes in time", () => {
  test("is the reply, at once where it is there at once", async () => {
    const req = requestOf("GET", "/");
    const answer = router(long, () => "now").call(new ServerContext(req), req);
    expect(answer).toBeInstanceOf(HttpResponse);
    expect(
      await call(
        router(long, async () => "soon"),
        "GET",
        "/",
      ),
    ).toMatchObject({ status: 200, body: "soon" });
  });

  test("may be a stream that goes on", async () => {
    const service = router(10, async () => {
      return (async function* () {
        yield "a";
        await sleep(30);
        yield "b";
      })();
    });
    expect((await call(service, "GET", "/")).body).toBe("ab");
  });

  test.each<[string, Handler]>([
    ["thrown", () => fail()],
    ["rejected", async () => fail()],
  ])("is the error that was %s", async (_what, handler) => {
    expect((await call(router(long, handler), "GET", "/")).status).toBe(409);
  });

  test.each<[string, Handler]>([
    ["thrown", () => giveUp()],
    ["rejected", async () => giveUp()],
  ])("is a timeout of the handler's own that was %s, which is not this one", async (_what, handler) => {
    const answer = vi.fn();
    const error: unknown = await call(router(long, handler, answer), "GET", "/").catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: "TimeoutError", timeout: 7 });
    expect(answer).not.toHaveBeenCalled();
  });
});

test("of two timeouts the shorter one answers", async () => {
  const two = (outer: number, inner: number): Router =>
    new Router()
      .layer(handlerTimeout(outer, () => "outer"))
      .layer(handlerTimeout(inner, () => "inner"))
      .route("/", get(never));
  expect((await call(two(10, long), "GET", "/")).body).toBe("outer");
  expect((await call(two(long, 10), "GET", "/")).body).toBe("inner");
});

test("the caller's going away aborts the signal inside as well", async () => {
  let cx: ServerContext | undefined;
  const service = router(long, (_req, inside) => {
    cx = inside;
    return new Promise<string>((resolve) => {
      inside.signal.addEventListener("abort", () => resolve(String(inside.signal.reason)));
    });
  });
  const answer = call(service, "GET", "/");
  cx?.root.cancel("gone");
  expect((await answer).body).toBe("gone");
});

test.each([0, -1, Number.NaN, Infinity, 2 ** 31, undefined])("a timeout of %s is refused", (milliseconds) => {
  expect(() => handlerTimeout(milliseconds as number)).toThrow(RangeError);
});

function fail(): never {
  throw new HttpError(409);
}

function giveUp(): never {
  throw new TimeoutError(7);
}
