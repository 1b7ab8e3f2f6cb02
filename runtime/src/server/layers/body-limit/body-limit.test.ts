import { request } from "node:http";
import { describe, expect, test, vi } from "vitest";
import { bytesBody, streamBody } from "../../../extract/body.ts";
import { BytesBody, StreamBody } from "../../../http/body.ts";
import { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import { HttpResponse } from "../../../http/response.ts";
import { fromFn } from "../../from-fn.ts";
import { requestOf } from "../../kit.fixture.ts";
import { any } from "../../methods.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import type { Handler } from "../../types.ts";
import { bodyLimit } from "./layer.ts";
import type { BodyLimitOptions } from "./layer.ts";

/** Sizes of the chunks that were taken of a body that never ends by itself. */
function chunks(
  size: number,
  count: number,
  onCancel: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  let left = count;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(size));
        else controller.close();
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}

const readers: Readonly<Record<string, Handler>> = {
  "bytes()": async (req) => String((await req.body.bytes()).length),
  "stream()": async (req) => String(await drained(req.body.stream())),
  "the original request": async (_req, cx) => String((await cx.request.body.bytes()).length),
  "a limit that is higher": async (req) => String((await req.body.bytes(1_000_000)).length),
  "a stream with a limit that is higher": async (req) => String(await drained(req.body.stream(1_000_000))),
};

async function drained(stream: ReadableStream<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of stream) size += chunk.length;
  return size;
}

interface Outcome {
  readonly status: number;
  readonly text: string;
}

async function send(
  router: Router,
  body: RequestBody,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const req: HttpRequest = { ...requestOf("POST", "/", { headers }), body };
  try {
    const reply = await router.call(new ServerContext(req), req);
    return { status: reply.status, text: reply.body as string };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { status: error.status, text: error.message };
  }
}

describe.each(Object.entries(readers))("read by %s", (_name, reader) => {
  const limited = (): Router => new Router().layer(bodyLimit(10)).route("/", any(reader));

  test.each<[string, () => RequestBody, number]>([
    ["at the limit", () => new BytesBody(new Uint8Array(10)), 200],
    ["beyond", () => new BytesBody(new Uint8Array(11)), 413],
    ["without a length, at the limit", () => new StreamBody(chunks(5, 2)), 200],
    ["without a length, beyond", () => new StreamBody(chunks(5, 3)), 413],
    ["byte by byte, beyond", () => new StreamBody(chunks(1, 11)), 413],
    ["with a length that lies", () => new StreamBody(chunks(5, 3), 10), 413],
  ])("a body %s", async (_what, body, status) => {
    const reply = await send(limited(), body());
    expect(reply).toEqual({ status, text: status === 200 ? "10" : "The body has more than 10 bytes." });
  });

  test("what is beyond is not read: the stream stops", async () => {
    const cancel = vi.fn();
    // Two mebibytes in pieces, or for ever: it makes no difference.
    expect((await send(limited(), new StreamBody(chunks(64, Infinity, cancel)))).status).toBe(413);
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  });
});

test("a length beyond is refused before anything inside is called", async () => {
  const handler = vi.fn(() => "read");
  const router = new Router().layer(bodyLimit(10)).route("/", any(handler));
  expect((await send(router, new StreamBody(chunks(1, 1), 11))).status).toBe(413);
  expect(handler).not.toHaveBeenCalled();
  expect((await send(router, new StreamBody(chunks(1, 1), 10))).status).toBe(200);
});

describe("which limit counts", () => {
  const read = any([bytesBody()], (bytes) => String(bytes.length));
  test.each<[string, Router, number, number]>([
    ["higher than the server's", new Router().layer(bodyLimit(2_000_000)).route("/", read), 2_000_000, 200],
    ["beyond that", new Router().layer(bodyLimit(2_000_000)).route("/", read), 2_000_001, 413],
    ["a lower one inside", new Router().layer(bodyLimit(10)).layer(bodyLimit(5)).route("/", read), 6, 413],
    ["a higher one inside", new Router().layer(bodyLimit(5)).layer(bodyLimit(10)).route("/", read), 6, 413],
    [
      "a reader's that is lower",
      new Router().layer(bodyLimit(10)).route(
        "/",
        any([bytesBody({ limit: 5 })], () => ""),
      ),
      6,
      413,
    ],
    [
      "a reader's that is higher",
      new Router().layer(bodyLimit(10)).route(
        "/",
        any([streamBody({ limit: 50 })], async (s) => String(await drained(s))),
      ),
      11,
      413,
    ],
  ])("%s", async (_what, router, size, status) => {
    // The body's own limit is the server's default of 1 MiB.
    expect((await send(router, new StreamBody(chunks(size, 1)))).status).toBe(status);
  });

  const byType: BodyLimitOptions = {
    limit: 1,
    types: { "application/json": 2, "image/png": 3, "image/*": 4, "application/*+json": 5 },
  };
  test.each([
    ["application/json", 2],
    ["Application/JSON; charset=utf-8", 2],
    ["image/png", 3],
    ["image/gif", 4],
    ["application/problem+json", 5],
    ["text/plain", 1],
    ["application/json, image/png", 1],
    ["nonsense", 1],
    [undefined, 1],
  ])("of the type %s: %d", async (type, most) => {
    const router = new Router().layer(bodyLimit(byType)).route("/", read);
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    expect((await send(router, new StreamBody(chunks(1, most)), headers)).status).toBe(200);
    expect((await send(router, new StreamBody(chunks(1, most + 1)), headers)).status).toBe(413);
  });
});

test("inside, the body tells of itself as outside, and the context is the same but for the request", async () => {
  const seen: unknown[] = [];
  const router = new Router().layer(bodyLimit(10)).route(
    "/",
    any(async (req, cx) => {
      const { present, length, limit, used } = req.body;
      seen.push(present, length, limit, used, cx.root !== cx, cx.route, req.target, req.query, req.method);
      await req.body.bytes();
      seen.push(req.body.used, cx.request.body.used, req.headers.get("content-type"));
      return "";
    }),
  );
  await send(router, new BytesBody(new Uint8Array(3)), { "content-type": "a/b" });
  expect(seen).toEqual([true, 3, 10, false, true, "/", "/", "", "POST", true, true, "a/b"]);
});

test("a request that another layer has replaced is limited in both forms", async () => {
  const replace = fromFn((req, _cx, next) => next({ ...req, body: new BytesBody(new Uint8Array(11)) }));
  const router = new Router()
    .layer(replace)
    .layer(bodyLimit(10))
    .route("/", any(readers["bytes()"] as Handler));
  expect((await send(router, new BytesBody(new Uint8Array(1)))).status).toBe(413);
  const original = new Router()
    .layer(fromFn((req, _cx, next) => next({ ...req })))
    .layer(bodyLimit(10))
    .route("/", any(readers["the original request"] as Handler));
  expect((await send(original, new StreamBody(chunks(11, 1)))).status).toBe(413);
});

test("the original request keeps the whole path", async () => {
  const inner = new Router().layer(bodyLimit(10)).route(
    "/x",
    any((req, cx) => `${req.path} ${cx.request.path}`),
  );
  const req = { ...requestOf("POST", "/api/x"), body: new BytesBody(new Uint8Array(1)) };
  const reply = await new Router().nestService("/api", inner).call(new ServerContext(req), req);
  expect(reply.body).toBe("/x /api/x");
});

test("requests without a body pass at once", () => {
  const req = requestOf("GET", "/");
  const cx = new ServerContext(req);
  const router = bodyLimit(0).layer({ call: (inside) => new HttpResponse(inside === cx ? 200 : 500) });
  expect(router.call(cx, req)).toMatchObject({ status: 200 });
});

test("over a socket, two mebibytes in chunks to a limit of one are 413, and the rest is not read", async () => {
  let received = -1;
  const count = fromFn((_req, cx, next) => {
    cx.onFinish((stats) => (received = stats.bytesReceived));
    return next();
  });
  const router = new Router()
    .layer(count)
    .layer(bodyLimit(1_048_576))
    .route(
      "/",
      any([bytesBody()], () => "read"),
    );
  const server = await serve(router, { hostname: "127.0.0.1", bodyLimit: 10_000_000 });
  try {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(server.url, { method: "POST" }, (reply) => {
        resolve(reply.statusCode);
        reply.resume();
      });
      // After the reply the connection may break, because the rest has nowhere to go.
      sent.on("error", reject);
      for (let i = 0; i < 32; i++) sent.write(Buffer.alloc(65_536));
      sent.end();
    });
    expect(status).toBe(413);
    await vi.waitFor(() => expect(received).toBeGreaterThan(1_048_576));
    expect(received).toBeLessThan(1_310_720);
  } finally {
    await server.close({ timeout: 0 });
  }
});

describe("options that make no sense are refused", () => {
  test.each([-1, 1.5, Number.NaN, Infinity])("a limit of %s", (limit) => {
    expect(() => bodyLimit(limit)).toThrow(RangeError);
    expect(() => bodyLimit({ limit })).toThrow(RangeError);
    expect(() => bodyLimit({ limit: 1, types: { "a/b": limit } })).toThrow(RangeError);
  });

  test.each(["", "json", "a/b/c", "a b/c"])("the type %j", (type) => {
    expect(() => bodyLimit({ limit: 1, types: { [type]: 1 } })).toThrow(TypeError);
  });
});
