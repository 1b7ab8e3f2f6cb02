import {
  any,
  fromFn,
  get,
  HttpError,
  HttpResponse,
  json,
  path,
  reply,
  Router,
  sse,
  waitUntil,
} from "volo-http";
import type { ErrorRecord, FailureRecord, OnError, ServerContext } from "volo-http";
import { petstore } from "./petstore.ts";

/** What happened on the server, as callers of `/records` see it. */
export interface Records {
  readonly errors: (ErrorRecord | FailureRecord)[];
  readonly events: string[];
}

/** The app that every host serves: it is given to the host as it is. */
export interface App {
  readonly service: Router;
  readonly records: Records;
  readonly options: {
    readonly handlerTimeout: number;
    readonly logger: { error(record: ErrorRecord | FailureRecord): void };
    readonly onError: OnError;
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A body of 5 MB in which no two kilobytes are alike. */
export function large(): Uint8Array {
  const bytes = new Uint8Array(5_000_000);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31 + (i >> 10) * 7) & 0xff;
  return bytes;
}

export function createApp(): App {
  const records: Records = { errors: [], events: [] };
  const note = (event: string): void => void records.events.push(event);
  const service = new Router()
    .merge(replies(note))
    .merge(bodies())
    .merge(failures())
    .merge(streams(note))
    .merge(petstore())
    .layer(
      fromFn((req, cx, next) => {
        cx.responseHeaders
          .append("set-cookie", "layer=1")
          .set("x-layer", "1")
          .set("content-type", "ignored/x");
        if (req.headers.has("x-watch")) watch(cx, note);
        return next();
      }),
    )
    .route("/records", {
      GET: () => json(records),
      DELETE: () => {
        records.errors.length = 0;
        records.events.length = 0;
      },
    });
  return {
    service,
    records,
    options: {
      handlerTimeout: 1_000,
      logger: { error: (record) => void records.errors.push(record) },
      onError,
    },
  };
}

/** The caller chooses what becomes of errors. */
const onError: OnError = (error, cx) => {
  const wanted = cx.request.headers.get("x-on-error");
  if (wanted === "shape") return json({ error: String(error), path: cx.request.path }, 418);
  if (wanted === "throw") throw new Error("in the hook");
  if (wanted === "unsendable") return new HttpResponse(42);
  return undefined;
};

function watch(cx: ServerContext, note: (event: string) => void): void {
  cx.onFinish((stats) => {
    const { status, bytesReceived, bytesSent, complete } = stats;
    const times = [stats.answeredAt, stats.headersSentAt, stats.finishedAt];
    const inOrder = times.every((time = Number.NaN, i) => time >= (times[i - 1] ?? stats.startedAt));
    note(`finished ${status} received ${bytesReceived} sent ${bytesSent} ${complete} ${inOrder}`);
  });
}

function replies(note: (event: string) => void): Router {
  const constant = new HttpResponse(200, ["x-constant", "1"], "constant");
  return new Router()
    .route("/text", { GET: () => "text ü" })
    .route("/nothing", { GET: () => undefined })
    .route("/empty", { GET: () => [200, ""] })
    .route("/bytes", { GET: () => Uint8Array.from({ length: 256 }, (_, i) => i) })
    .route("/binary-part", { GET: () => new Uint8Array([9, 1, 2, 255, 9]).subarray(1, 4) })
    .route("/json", { GET: () => json({ a: 1, ü: [null, "\u2028"] }, 201) })
    .route("/reply", { GET: () => reply(404, { title: "gone" }, { headers: { "x-a": "1" } }) })
    .route("/constant", { GET: () => constant })
    .route("/fetch", { GET: () => new Response("r", { status: 202, headers: cookies }) })
    .route("/204", { GET: () => new HttpResponse(204, [], "ignored") })
    .route("/205", { GET: () => new HttpResponse(205, [], "ignored") })
    .route("/304", { GET: () => new HttpResponse(304, ["etag", '"1"'], "ignored") })
    .route("/latin", { GET: () => new HttpResponse(200, ["x-latin", "caf\u00e9"], "text") })
    .route("/vary", {
      GET: (_req, cx) => {
        cx.responseHeaders.append("vary", "accept");
        return new HttpResponse(200, ["vary", "origin"], "");
      },
    })
    .route(
      "/params/{a}/{b}",
      get([path("a"), path("b")], (a, b, cx) => json({ a, b, raw: cx.params })),
    )
    .route(
      "/rest/{*rest}",
      get([path("rest")], (rest) => rest),
    )
    .route(
      "/method",
      any((req) => new HttpResponse(200, ["x-method", req.method], "")),
    )
    .route("/two", { GET: () => "got", PUT: () => "put" })
    .route("/whoami", {
      GET: (_req, cx) => json({ address: cx.remoteAddress ?? null, secure: cx.connection?.secure ?? null }),
    })
    .route("/headers", { GET: (req) => json([...req.headers]) })
    .route(
      "/header/{name}",
      get([path("name")], (name, cx) =>
        json([cx.request.headers.get(name), cx.request.headers.getAll(name)]),
      ),
    )
    .route("/afterwards", {
      GET: (_req, cx) => {
        waitUntil(
          cx,
          pause(50).then(() => note("afterwards")),
        );
        return "now";
      },
    })
    .route("/large", { GET: () => large() });
}

const cookies: [string, string][] = [
  ["set-cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
  ["set-cookie", "b=2"],
];

function bodies(): Router {
  return new Router()
    .route(
      "/echo",
      any(async (req, cx) => {
        const { present, length } = req.body;
        const bytes = await req.body.bytes();
        return [200, { "x-query": req.query, "x-route": cx.route, "x-body": `${present} ${length}` }, bytes];
      }),
    )
    .route("/echo-small", { POST: async (req) => await req.body.bytes(100) })
    .route("/echo-large", { POST: async (req) => await req.body.bytes(6_000_000) })
    .route("/echo-stream", { POST: (req) => req.body.stream(100) })
    .route("/echo-stream-large", { POST: (req) => req.body.stream(6_000_000) })
    .route("/early", { POST: () => [403, "early"] })
    .route("/twice", {
      POST: async (req) => {
        await req.body.bytes();
        await req.body.bytes();
      },
    });
}

function failures(): Router {
  return (
    new Router()
      .route("/throw", {
        GET: () => {
          throw new Error("secret 1");
        },
      })
      .route("/reject", { GET: () => Promise.reject(new Error("secret 2")) })
      .route("/throw-text", {
        GET: () => {
          // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error
          throw "secret 3";
        },
      })
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors
      .route("/throw-null", { GET: () => Promise.reject(null) })
      .route("/http-error", {
        GET: () => {
          throw new HttpError(409, { title: "Taken", detail: "again" }, { headers: { "x-hint": "1" } });
        },
      })
      .route("/bad-header", { GET: () => new HttpResponse(200, ["x", "a\r\nevil: 1"]) })
      .route("/bad-status", { GET: () => new HttpResponse(42) })
      .route("/never", { GET: () => new Promise<string>(() => undefined) })
  );
}

function streams(note: (event: string) => void): Router {
  let taken = 0;
  const counted = (name: string, count: number, wait: number): AsyncGenerator<string> => {
    async function* chunks(): AsyncGenerator<string> {
      try {
        for (let n = 1; n <= count; n++) {
          yield `${n};`;
          await pause(wait);
        }
      } finally {
        note(`stopped ${name}`);
      }
    }
    return chunks();
  };
  return new Router()
    .route("/stream", { GET: () => counted("stream", 3, 0) })
    .route("/web-stream", { GET: () => new Blob(["streamed"]).stream() })
    .route("/mixed-stream", {
      GET: () =>
        (async function* () {
          yield "a";
          yield new Uint8Array();
          yield "";
          yield new TextEncoder().encode("ü");
        })(),
    })
    .route("/pieces", { GET: () => counted("pieces", 3, 150) })
    .route("/endless", {
      GET: (_req, cx) => {
        cx.signal.addEventListener("abort", () => note("aborted endless"));
        return counted("endless", Infinity, 10);
      },
    })
    .route("/events", { GET: () => sse(counted("events", 3, 0), { retry: 10 }) })
    .route("/broken", {
      GET: () =>
        (async function* () {
          yield "first";
          await pause(20);
          throw new Error("secret in the middle");
        })(),
    })
    .route("/not-bytes", {
      GET: () =>
        (async function* () {
          yield "first";
          await pause(20);
          yield 1 as unknown as string;
        })(),
    })
    .route("/slow", {
      GET: async () => {
        note("slow");
        await pause(400);
        return "slow";
      },
    })
    .route("/quiet", {
      GET: () =>
        (async function* () {
          yield "a";
          await pause(5_500);
          yield "b";
        })(),
    })
    .route("/wait", {
      GET: (_req, cx) =>
        new Promise<string>((resolve) => {
          note("waiting");
          cx.signal.addEventListener("abort", () => {
            note(`aborted wait ${(cx.signal.reason as Error).name}`);
            resolve("late");
          });
        }),
    })
    .route("/flood", {
      GET: () =>
        (async function* () {
          for (taken = 0; taken < 256; taken++) yield new Uint8Array(65_536);
        })(),
    })
    .route("/flooded", { GET: () => String(taken) });
}
