import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test, vi } from "vitest";
import { extension } from "../../../extract/context.ts";
import { BytesBody } from "../../../http/body.ts";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { json } from "../../../respond/into-response.ts";
import { sse } from "../../../respond/sse.ts";
import { mapResponse } from "../../../service/map.ts";
import { serviceFn } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import { fromFn } from "../../from-fn.ts";
import { call, requestOf } from "../../kit.fixture.ts";
import { get, post } from "../../methods.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import type { HttpService } from "../../types.ts";
import { fromNodeHandler, fromNodeMiddleware } from "./from-node.ts";
import type { NodeHandler, NodeMiddleware } from "./from-node.ts";
import { nodeMessage } from "./node-message.ts";

/** Calls a service without making replies of its errors. */
function invoke(service: HttpService): Awaitable<HttpResponse> {
  const req = requestOf("GET", "/");
  return service.call(new ServerContext(req), req);
}

/** The error that a call fails with. */
async function failure(answer: () => unknown): Promise<unknown> {
  try {
    await answer();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a Node handler as a service", () => {
  test.each<[string, NodeHandler, number, Record<string, string>, string]>([
    ["end alone", (_req, res) => res.end("x"), 200, {}, "x"],
    ["nothing", (_req, res) => res.end(), 200, {}, ""],
    ["bytes", (_req, res) => res.end(Buffer.from([65, 66])), 200, {}, "AB"],
    ["an encoding", (_req, res) => res.end("4142", "hex"), 200, {}, "AB"],
    [
      "setHeader and statusCode",
      (_req, res) => {
        res.statusCode = 201;
        res.setHeader("X-A", "1").setHeader("x-n", 2).end("x");
      },
      201,
      { "x-a": "1", "x-n": "2" },
      "x",
    ],
    [
      "writeHead with a record, which replaces",
      (_req, res) => res.setHeader("x-a", "0").writeHead(202, { "x-a": "1" }).end(),
      202,
      { "x-a": "1" },
      "",
    ],
    [
      "writeHead with a reason and a list",
      (_req, res) => res.writeHead(299, "Odd", ["x-a", "1", "x-b", "2"]).end(),
      299,
      { "x-a": "1", "x-b": "2" },
      "",
    ],
    [
      "pieces",
      (_req, res) => {
        res.write("a");
        res.write("b");
        res.end("c");
      },
      200,
      {},
      "abc",
    ],
    ["a stream that is piped", (_req, res) => pipeline(Readable.from(["a", "b"]), res), 200, {}, "ab"],
    [
      "later",
      async (_req, res) => {
        await Promise.resolve();
        res.end("x");
      },
      200,
      {},
      "x",
    ],
    ["a status without a body", (_req, res) => res.writeHead(304).end("x"), 304, {}, "x"],
    [
      "its own framing, which is the server's",
      (_req, res) => res.setHeader("transfer-encoding", "chunked").end("x"),
      200,
      {},
      "x",
    ],
    [
      "what it reads of the request",
      (req, res) => {
        const chunks: Buffer[] = [];
        req.on("data", (chunk: Buffer) => chunks.push(chunk));
        req.on("end", () =>
          res.end(
            `${req.method} ${req.url} ${Buffer.concat(chunks).toString()} ${String(req.headers["x-a"])}`,
          ),
        );
      },
      200,
      {},
      "POST /a%20b?c=d body 1",
    ],
    ["an iterated request", async (req, res) => res.end(Buffer.concat(await req.toArray())), 200, {}, "body"],
  ])("answers with %s", async (_name, handler, status, headers, body) => {
    const init = { headers: { "x-a": "1" }, body: "body" };
    expect(await call(fromNodeHandler(handler), "POST", "/a%20b?c=d", init)).toEqual({
      status,
      headers,
      body,
    });
  });

  test("what it answers at once, the service answers at once, and whole", () => {
    const req = requestOf("GET", "/");
    const service = fromNodeHandler((_req, res) => res.setHeader("a", "b").end("x"));
    const answer = service.call(new ServerContext(req), req);
    expect(answer).toBeInstanceOf(HttpResponse);
    expect((answer as HttpResponse).body).toEqual(Buffer.from("x"));
  });

  test("several fields of one name", async () => {
    const service = fromNodeHandler((_req, res) => {
      res.setHeader("set-cookie", ["a=1"]);
      res.appendHeader("set-cookie", "b=2").end();
    });
    const req = requestOf("GET", "/");
    const answer = await service.call(new ServerContext(req), req);
    expect(answer.headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
  });

  test("HEAD has no body, however it is written", async () => {
    for (const write of [
      (res: ServerResponse) => res.end(),
      (res: ServerResponse) => void (res.write("abc"), res.end("d")),
    ]) {
      const req = requestOf("HEAD", "/");
      const service = fromNodeHandler((_req, res) => write(res.setHeader("content-length", 4)));
      const answer = await service.call(new ServerContext(req), req);
      expect([answer.body, answer.headers.get("content-length")]).toEqual([undefined, "4"]);
    }
  });

  test.each<[string, NodeHandler, unknown]>([
    ["throws", () => expect.fail("no"), expect.objectContaining({ message: "no" })],
    ["rejects", () => Promise.reject(new HttpError(409)), expect.objectContaining({ status: 409 })],
    [
      "gives its reply up",
      (_req, res) => res.destroy(new Error("gone")),
      expect.objectContaining({ message: "gone" }),
    ],
    [
      "has trailers",
      (_req, res) => {
        res.addTrailers({ a: "b" });
      },
      expect.objectContaining({ message: "A reply of a service has no trailers." }),
    ],
    [
      "writes what is no content",
      (_req, res) => res.end(1 as never),
      expect.objectContaining({ name: "TypeError" }),
    ],
    [
      "sets a field twice, once after the header",
      (_req, res) => void res.writeHead(200).setHeader("a", "b"),
      expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }),
    ],
  ])("the call fails when it %s", async (_name, handler, expected) => {
    expect(await failure(() => invoke(fromNodeHandler(handler)))).toEqual(expected);
  });

  test("after the header, an error breaks the body off", async () => {
    for (const handler of [
      (_req: IncomingMessage, res: ServerResponse) => (res.write("a"), Promise.reject(new Error("late"))),
      (_req: IncomingMessage, res: ServerResponse) => {
        res.write("a");
        setImmediate(() => res.destroy(new Error("late")));
      },
    ]) {
      const req = requestOf("GET", "/");
      const answer = await fromNodeHandler(handler).call(new ServerContext(req), req);
      expect(answer.status).toBe(200);
      await expect(new Response(answer.body as ReadableStream).text()).rejects.toThrow("late");
    }
  });

  test("it writes no faster than its reply is read", async () => {
    let written = 0;
    const service = fromNodeHandler((_req, res) => {
      Readable.from(
        (function* () {
          for (; written < 100; written++) yield Buffer.alloc(16_384);
        })(),
      ).pipe(res);
    });
    const req = requestOf("GET", "/");
    const answer = await service.call(new ServerContext(req), req);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toBeLessThan(60);
    let bytes = 16_384;
    for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
    expect(bytes).toBe(100 * 16_384);
  });

  test.each(["before", "after"])("the caller leaves %s the header: both streams close", async (when) => {
    const events: string[] = [];
    const service = fromNodeHandler((req, res) => {
      req.on("aborted", () => events.push("aborted"));
      res.on("close", () => events.push("close"));
      res.on("finish", () => events.push("finish"));
      if (when === "after") res.write("a");
    });
    const req = requestOf("POST", "/", { body: "x" });
    const cx = new ServerContext(req);
    const answer = service.call(cx, req);
    cx.cancel(new Error("left"));
    if (when === "after") expect((await answer).status).toBe(200);
    await vi.waitFor(() => expect(events.toSorted()).toEqual(["aborted", "close"]));
  });

  test("finish and close are told when the reply is written", async () => {
    const events: string[] = [];
    const service = fromNodeHandler((_req, res) => {
      res.on("finish", () => events.push("finish")).on("close", () => events.push("close"));
      res.end("x", () => events.push("written"));
    });
    await call(service, "GET", "/");
    await vi.waitFor(() => expect(events).toEqual(["finish", "written", "close"]));
  });

  test("a body beyond the limit is its error", async () => {
    const req = { ...requestOf("POST", "/"), body: new BytesBody(new Uint8Array(20), 10) };
    const service = fromNodeHandler(async (message) => void (await message.toArray()));
    expect(await failure(() => service.call(new ServerContext(req), req))).toMatchObject({ status: 413 });
  });

  test("interim replies are left out", async () => {
    const service = fromNodeHandler((_req, res) => {
      res.writeContinue();
      res.writeProcessing();
      res.writeEarlyHints({ link: "</a>; rel=preload" }, () => res.end("x"));
    });
    expect(await call(service, "GET", "/")).toMatchObject({ status: 200, body: "x" });
  });

  test("over a socket it has the socket", async () => {
    const service = fromNodeHandler((req, res) => res.end(String(req.socket.remotePort !== undefined)));
    const server = await serve(service);
    expect(await (await fetch(server.url)).text()).toBe("true");
    await server.close();
  });
});

describe("a Node middleware as a layer", () => {
  const around = (middleware: NodeMiddleware, inner: HttpService): HttpService =>
    fromNodeMiddleware(middleware).layer(inner);
  const answer = new HttpResponse(
    200,
    ["content-type", "text/plain", "vary", "a", "x-own", "reply"],
    "inner",
  );
  const inner: HttpService = serviceFn(() => answer);
  const setting: NodeMiddleware = (_req, res, next) => {
    res.setHeader("x-own", "middleware");
    res.setHeader("x-set", "1");
    res.setHeader("vary", "b");
    next();
  };

  test("that answers keeps the inner service out", async () => {
    const never = vi.fn();
    const service = around((_req, res) => res.writeHead(403).end("no"), serviceFn(never));
    expect(await call(service, "GET", "/")).toMatchObject({ status: 403, body: "no" });
    expect(never).not.toHaveBeenCalled();
  });

  test("fields that it has set are kept; the reply's own win, and vary adds up", async () => {
    const req = requestOf("GET", "/");
    const reply = await around(setting, inner).call(new ServerContext(req), req);
    expect([...reply.headers].toSorted()).toEqual([
      ["content-type", "text/plain"],
      ["vary", "a"],
      ["vary", "b"],
      ["x-own", "reply"],
      ["x-set", "1"],
    ]);
    // A reply may be a constant.
    expect(answer.headers.size).toBe(3);
  });

  test("also when the inner service fails", async () => {
    for (const fail of [
      () => {
        throw new HttpError(404);
      },
      () => Promise.reject(new HttpError(404)),
    ]) {
      const req = requestOf("GET", "/");
      const cx = new ServerContext(req);
      const error = await failure(() => around(setting, serviceFn(fail)).call(cx, req));
      expect(error).toMatchObject({ status: 404 });
      expect([...cx.responseHeaders]).toEqual([
        ["x-own", "middleware"],
        ["x-set", "1"],
        ["vary", "b"],
      ]);
    }
  });

  const methodless = Object.assign(new Error("bad input"), { status: 422, expose: true });
  test.each<[string, NodeMiddleware, unknown]>([
    ["next(error)", (_req, _res, next) => next(new Error("no")), { message: "no" }],
    ["next of anything", (_req, _res, next) => next("text"), "text"],
    ["an error with a status", (_req, _res, next) => next(methodless), { status: 422, message: "bad input" }],
    [
      "one that is not for the caller",
      (_req, _res, next) => next(Object.assign(new Error("secret"), { status: 400, expose: false })),
      { status: 400, message: "Bad Request" },
    ],
    [
      "a status of the server's",
      (_req, _res, next) => next(Object.assign(new Error("secret"), { status: 503 })),
      { message: "secret" },
    ],
    ["a throw", () => expect.fail("thrown"), { message: "thrown" }],
    ["a rejection", () => Promise.reject(new HttpError(401)), { status: 401 }],
  ])("fails the call with %s", async (_name, middleware, expected) => {
    const never = vi.fn();
    const error = await failure(() => invoke(around(middleware, serviceFn(never))));
    if (typeof expected === "string") expect(error).toBe(expected);
    else expect(error).toMatchObject(expected as object);
    expect(never).not.toHaveBeenCalled();
  });

  test("an error of the inner service does not come back through next()", async () => {
    const caught = vi.fn();
    const middleware: NodeMiddleware = (_req, _res, next) => {
      try {
        next();
      } catch (error) {
        caught(error);
      }
    };
    const failing: HttpService = serviceFn(() => expect.fail("inner"));
    expect(await failure(() => invoke(around(middleware, failing)))).toMatchObject({
      message: "inner",
    });
    expect(caught).not.toHaveBeenCalled();
  });

  test("only the first next() counts, and none after an answer", async () => {
    const counted = vi.fn(() => new HttpResponse(200, [], "x"));
    const twice: NodeMiddleware = (_req, _res, next) => {
      next();
      next();
      next(new Error("late"));
    };
    expect(await call(around(twice, serviceFn(counted)), "GET", "/")).toMatchObject({ body: "x" });
    expect(counted).toHaveBeenCalledOnce();
    const answered: NodeMiddleware = (_req, res, next) => {
      res.end("mine");
      next();
    };
    expect(await call(around(answered, serviceFn(counted)), "GET", "/")).toMatchObject({ body: "mine" });
    expect(counted).toHaveBeenCalledOnce();
  });

  test("an answer of its own while the inner service is at work wins", async () => {
    const slow: HttpService = serviceFn(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return new HttpResponse(200, [], "late");
    });
    const impatient: NodeMiddleware = (_req, res, next) => {
      next();
      res.writeHead(503).end("busy");
    };
    expect(await call(around(impatient, slow), "GET", "/")).toMatchObject({ status: 503, body: "busy" });
  });

  test.each<[string, HttpResponse]>([
    ["text", new HttpResponse(200, [], "abc")],
    ["bytes", new HttpResponse(200, [], new TextEncoder().encode("abc"))],
    ["a stream", new HttpResponse(200, [], new Blob(["abc"]).stream())],
    ["events", sse(["abc"], { keepAlive: false })],
  ])("methods of the response that it replaces see a reply of %s", async (_name, reply) => {
    const upper: NodeMiddleware = (_req, res, next) => {
      const [write, end, writeHead] = [res.write, res.end, res.writeHead];
      const upperCase = (chunk: Uint8Array | string): string =>
        Buffer.from(chunk as string)
          .toString()
          .toUpperCase();
      Object.assign(res, {
        write: (chunk: Uint8Array | string) => write.call(res, upperCase(chunk), "utf8"),
        end: (chunk?: Uint8Array | string) =>
          end.call(res, chunk === undefined ? undefined : upperCase(chunk), "utf8"),
        writeHead: (status: number) => {
          res.setHeader("x-late", "1");
          return writeHead.call(res, status);
        },
      });
      next();
    };
    const seen = await call(
      around(
        upper,
        serviceFn(() => reply),
      ),
      "GET",
      "/",
    );
    expect(seen.body).toContain("ABC");
    expect(seen.headers["x-late"]).toBe("1");
  });

  test("a stream that fails inside breaks the reply off", async () => {
    async function* failing(): AsyncGenerator<string> {
      yield "a";
      throw new Error("late");
    }
    const service = around(
      (_req, _res, next) => next(),
      serviceFn(() => new HttpResponse(200, [], failing())),
    );
    const req = requestOf("GET", "/");
    const reply = await service.call(new ServerContext(req), req);
    await expect(new Response(reply.body as ReadableStream).text()).rejects.toThrow("late");
  });

  test("the inner service sees the URL and the method that it has changed", async () => {
    const show: HttpService = serviceFn(async (_cx, req) =>
      json([req.method, req.path, req.query, new TextDecoder().decode(await req.body.bytes())]),
    );
    const rewrite: NodeMiddleware = (req, _res, next) => {
      req.url = "/new?a=1";
      req.method = "PUT";
      next();
    };
    const seen = await call(around(rewrite, show), "POST", "/old?b=2", { body: "x" });
    expect(JSON.parse(seen.body)).toEqual(["PUT", "/new", "a=1", "x"]);
    const same = await call(
      around((_req, _res, next) => next(), show),
      "POST",
      "/old?b=2",
      { body: "x" },
    );
    expect(JSON.parse(same.body)).toEqual(["POST", "/old", "b=2", "x"]);
  });

  test("middlewares of a request share one message, and see the path that is left for them", async () => {
    const seen: unknown[] = [];
    const note: NodeMiddleware = (req, _res, next) => {
      const shared = req as IncomingMessage & { count?: number; originalUrl?: string };
      shared.count = (shared.count ?? 0) + 1;
      seen.push([shared.count, req.url, shared.originalUrl]);
      next();
    };
    const router = new Router()
      .nestService(
        "/in",
        new Router()
          .route(
            "/side",
            get([extension(nodeMessage)], (message) => String((message as { count?: number }).count)),
          )
          .layer(fromNodeMiddleware(note)),
      )
      .layer(fromNodeMiddleware(note));
    expect((await call(router, "GET", "/in/side?a=1")).body).toBe("2");
    expect(seen).toEqual([
      [1, "/in/side?a=1", "/in/side?a=1"],
      [2, "/side?a=1", "/in/side?a=1"],
    ]);
  });

  test("a layer that replaces the body replaces the message", async () => {
    const read: NodeMiddleware = async (req, res) => res.end(Buffer.concat(await req.toArray()));
    const service = around(
      (_req, _res, next) => next(),
      fromFn((req, _cx, next) =>
        next({ ...req, body: new BytesBody(new TextEncoder().encode("other")) }),
      ).layer(around(read, inner)),
    );
    expect((await call(service, "POST", "/", { body: "first" })).body).toBe("other");
  });

  test("a handler reads the body that the middleware left alone", async () => {
    const router = new Router()
      .route(
        "/",
        post(async (req) => new TextDecoder().decode(await req.body.bytes())),
      )
      .layer(fromNodeMiddleware((_req, _res, next) => next()))
      .layer(mapResponse((response: HttpResponse) => response));
    expect((await call(router, "POST", "/", { body: "x" })).body).toBe("x");
  });
});
