import { layerFn } from "volo-http";
import type { HttpLayer, Router } from "volo-http";
import { testServer } from "volo-http/testing";
import type { Generated } from "./generated.ts";
import {
  contents,
  content,
  cookie,
  exception,
  group,
  int32,
  int64,
  list,
  named,
  object,
  operation,
  parameter,
  printed,
  ref,
  reply,
  route,
  span,
  text,
} from "./printed.ts";

export const json = "application/json";
export const form = "application/x-www-form-urlencoded";
export const multipart = "multipart/form-data";

const orderText = object({ id: text, note: text }, (name) => ({ required: name === "id" }));
const missing = object({ id: text, message: text }, (name) => ({ required: name === "id" }));
const full = object({ id: text, limit: int64 });
const closed = object({ id: text, since: text });
const note = ref("Note");

const getOrder = operation("getOrder", "GET /orders/{id}", {
  aliases: [route("GET /v2/{orderVersion}/orders/{id}"), route("POST /order")],
  parameters: [parameter("path", "id"), parameter("query", "depth", { type: int32, default: 1 })],
  replies: [
    reply(200, ref("Order")),
    reply(404, ref("OrderNotFound"), { exceptions: ["OrderNotFound"] }),
    reply(
      409,
      { kind: "union", members: [ref("Full"), ref("ClosedError")], mode: "any", span: span() },
      { exceptions: ["Full", "ClosedError"] },
    ),
  ],
});

const moveOrder = operation("moveOrder", "GET /move/{from}/{to}", {
  aliases: [route("POST /shift/{to}/{from}")],
  parameters: [
    parameter("path", "from", { required: true }),
    parameter("path", "to", { required: true, type: int32 }),
  ],
});

const addOrder = operation("addOrder", "POST /orders", {
  parameters: [
    parameter("header", "X-Role", { required: true }),
    parameter("query", "trace"),
    parameter("query", "tenant", {
      required: true,
      type: int32,
      places: [
        { source: "query", name: "tenant" },
        { source: "cookie", name: "t" },
        { source: "header", name: "X-Tenant" },
        { source: "body", name: "tenant" },
      ],
    }),
  ],
  body: { required: true, contents: [content(object({ note: text }))], span: span() },
  replies: [reply(200, text), reply(410, ref("OrderNotFound"), { exceptions: ["OrderNotFound"] })],
});

const findOrders = operation("findOrders", "POST /find", {
  parameters: [
    parameter("query", "q", {
      places: (["form", "query", "body"] as const).map((source) => ({ source, name: "q" })),
    }),
    parameter("query", "ids", {
      type: list(int64),
      places: (["form", "query", "body"] as const).map((source) => ({ source, name: "ids" })),
    }),
    parameter("query", "where", {
      type: ref("Order"),
      encoding: { kind: "content", mediaType: json, format: "json", fields: [] },
      places: (["form", "query", "body"] as const).map((source) => ({ source, name: "where" })),
    }),
  ],
  body: {
    required: false,
    contents: contents(object({}), json, form, multipart),
    hidden: true,
    span: span(),
  },
});

const enterOrder = operation("enterOrder", "POST /enter", {
  parameters: [
    parameter("header", "X-Sign", {
      places: [
        { source: "header", name: "X-Sign" },
        { source: "form", name: "sign" },
        { source: "body", name: "sign" },
      ],
    }),
    parameter("url", "raw_uri", { required: true }),
  ],
  body: {
    required: true,
    contents: [...contents(note, json, form), content(object({ file: text }), multipart)],
    raw: { hint: "raw", property: "", as: "bytes", span: span() },
    span: span(),
  },
});

const saveNote = operation("saveNote", "PUT /note", {
  body: {
    required: true,
    contents: contents(note, json, form),
    raw: { hint: "body", property: "", as: "text", span: span() },
    span: span(),
  },
  replies: [reply(204)],
});

const login = operation("login", "POST /login", {
  replies: [
    reply(200, text, {
      headers: [
        cookie("sid", "Path=/; HttpOnly"),
        cookie("visits", "", { required: false, type: int32 }),
        { name: "X-Total", property: "", required: false, explode: false, type: int32, span: span() },
      ],
    }),
  ],
});

const startJob = operation("startJob", "POST /jobs", {
  layers: ["auth", "log"],
  replies: [reply(200, ref("Order")), reply("default", ref("Order"))],
});

export const purge = operation("purge", "DELETE /orders/{id}", {
  layers: ["auth"],
  parameters: [parameter("path", "id", { required: true })],
  replies: [reply(204)],
});
const ping = operation("ping", "GET /ping");

export const orders = [getOrder, moveOrder, addOrder, findOrders, enterOrder, saveNote, login, startJob];
const groups = [
  group("Admin", [...orders, purge], { extends: "Orders" }),
  group("Orders", orders),
  group("Health", [ping]),
  group("Other", [ping]),
];
export const types = [
  named("Order", orderText),
  named("Note", object({ note: text, words: list(text) })),
  exception("OrderNotFound", missing),
  exception("Full", full),
  exception("ClosedError", closed),
  exception("Unused", object({})),
];

export type Handler = (req: Record<string, unknown>, cx: unknown) => unknown;
type Call = PromiseLike<unknown> & { reply(): Promise<unknown> };
export type Api = Record<string, (req?: object) => Call>;
type ExceptionType = new (body: object, init?: object) => Error & Record<string, unknown>;

type MakeRouter = (service: object, options?: object) => Router;

/** The code of a contract of orders that has what Thrift contracts ask of operations, loaded. */
export interface Orders {
  readonly api: Generated;
  readonly router: MakeRouter;
  /** Of the service that extends the one of orders. */
  readonly admin: MakeRouter;
  readonly Client: new (options: object) => unknown;
  /** The exceptions, by the names of their classes. */
  readonly classes: Readonly<Record<string, ExceptionType>>;
  /** A server whose handlers tell what they got, apart from those that are given. */
  serve(handlers?: Record<string, Handler>, options?: object): ReturnType<typeof testServer>;
}

/** Prints and loads the contract; more groups make more of it. */
export async function printedOrders(more: Parameters<typeof printed>[0] = []): Promise<Orders> {
  const api = await printed([...groups, ...more], types);
  const server = await api.load("server.ts");
  const router = server["apiRouter"] as MakeRouter;
  return {
    api,
    router,
    admin: server["adminRouter"] as MakeRouter,
    Client: (await api.load("client.ts"))["ApiClient"] as Orders["Client"],
    classes: (await api.load("errors.ts")) as Orders["classes"],
    serve: (handlers = {}, options = {}) => {
      const echoes = [...orders, purge, ping].map(({ hint }) => [hint, echo]);
      const service = { ...Object.fromEntries(echoes), ...handlers };
      return testServer(router(service, { namedLayers, ...options }));
    },
  };
}

/** A handler that tells what it got; numbers of any size end in `n`. */
const echo: Handler = (req) => JSON.stringify(req, (_, v: unknown) => (typeof v === "bigint" ? `${v}n` : v));

/** What {@link echo} told, in a JSON reply. */
export function got(reply: { readonly json: unknown }): unknown {
  return JSON.parse(reply.json as string);
}

export const pass: HttpLayer = layerFn((next) => next);

/** The layers that the contract names. */
export const namedLayers = { auth: pass, log: pass };

/** A client of a server, in memory. */
export function connect({ Client }: Orders, server: ReturnType<typeof testServer>): Api {
  return new Client({ transport: server.transport }) as Api;
}
