import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetchTransport, layerFn, reply as answer, ReplyError, serve as start } from "volo-http";
import type { HttpLayer, HttpService, Router } from "volo-http";
import { testServer } from "volo-http/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

const json = "application/json";
const form = "application/x-www-form-urlencoded";
const multipart = "multipart/form-data";

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

const purge = operation("purge", "DELETE /orders/{id}", {
  layers: ["auth"],
  parameters: [parameter("path", "id", { required: true })],
  replies: [reply(204)],
});
const ping = operation("ping", "GET /ping");

const orders = [getOrder, moveOrder, addOrder, findOrders, enterOrder, saveNote, login, startJob];
const groups = [
  group("Admin", [...orders, purge], { extends: "Orders" }),
  group("Orders", orders),
  group("Health", [ping]),
  group("Other", [ping]),
];
const types = [
  named("Order", orderText),
  named("Note", object({ note: text, words: list(text) })),
  exception("OrderNotFound", missing),
  exception("Full", full),
  exception("ClosedError", closed),
  exception("Unused", object({})),
];

type Handler = (req: Record<string, unknown>, cx: unknown) => unknown;
type Call = PromiseLike<unknown> & { reply(): Promise<unknown> };
type Api = Record<string, (req?: object) => Call>;
type ExceptionType = new (body: object, init?: object) => Error & Record<string, unknown>;

let api: Generated;
let router: (service: object, options?: object) => Router;
let admin: (service: object, options?: object) => Router;
let client: new (options: object) => unknown;
let classes: Record<string, ExceptionType>;

beforeAll(async () => {
  api = await printed(groups, types);
  const server = await api.load("server.ts");
  router = server["apiRouter"] as typeof router;
  admin = server["adminRouter"] as typeof router;
  client = (await api.load("client.ts"))["ApiClient"] as typeof client;
  classes = (await api.load("errors.ts")) as typeof classes;
});
afterAll(() => api.remove());

const pass: HttpLayer = layerFn((next) => next);
const namedLayers = { auth: pass, log: pass };

/** A server whose handlers tell what they got, apart from those that are given. */
function serve(handlers: Record<string, Handler> = {}, options: object = {}) {
  const echo: Handler = (req) =>
    JSON.stringify(req, (_, v: unknown) => (typeof v === "bigint" ? `${v}n` : v));
  const all = { getOrder: echo, moveOrder: echo, addOrder: echo, findOrders: echo, enterOrder: echo };
  const service = {
    ...all,
    saveNote: echo,
    login: echo,
    startJob: echo,
    purge: echo,
    ping: echo,
    ...handlers,
  };
  return testServer(router(service, { namedLayers, ...options }));
}

/** A client of a server, in memory. */
function connect(server: ReturnType<typeof serve>): Api {
  return new client({ transport: server.transport }) as Api;
}

/** What a handler got, as text in a JSON reply. */
function got(reply: { readonly json: unknown }): unknown {
  return JSON.parse(reply.json as string);
}

const use = `
import type { AdminService, ApiRouterOptions, HealthService, OrdersService } from "./server.ts";
import { apiRouter, healthRouter, ordersRouter } from "./server.ts";
import { ApiClient } from "./client.ts";
import { OrderNotFoundError, FullError, ClosedException } from "./errors.ts";
import type { HttpLayer } from "volo-http";

declare const orders: OrdersService;
declare const admin: AdminService;
declare const health: HealthService;
declare const auth: HttpLayer;
declare const log: HttpLayer;
export const base: OrdersService = admin;
healthRouter(health);
ordersRouter(orders, { namedLayers: { auth, log } });
// @ts-expect-error: the contract names layers
ordersRouter(orders);
// @ts-expect-error: and all of them are needed
ordersRouter(orders, { namedLayers: { auth } });
// @ts-expect-error: by their names
apiRouter({ ...admin, ...health }, { namedLayers: { auth, log, other: log } });
export const options: ApiRouterOptions = { namedLayers: { auth, log }, layers: { getOrder: log, all: log } };
// @ts-expect-error: layers go by the names of operations
export const wrong: ApiRouterOptions = { namedLayers: { auth, log }, layers: { getOrders: log } };

const client = new ApiClient();
export async function calls(): Promise<void> {
  await client.getOrder({ id: "1" });
  // @ts-expect-error: the route of clients has a place for it
  await client.getOrder({});
  await client.saveNote({ body: { note: "a", words: [] } });
  await client.saveNote({ contentType: "application/x-www-form-urlencoded", body: { note: "a", words: [] } });
  // @ts-expect-error: no such media type
  await client.saveNote({ contentType: "text/plain", body: { note: "a", words: [] } });
  await client.enterOrder({ contentType: "application/json", body: { note: "a", words: [] } });
  // @ts-expect-error: callers do not give what the request tells
  await client.enterOrder({ contentType: "application/json", body: { note: "a", words: [] }, raw_uri: "/" });
  await client.findOrders({ q: "a", ids: [1n] });
  const { headers } = await client.login().reply();
  const sid: string | undefined = headers.sid;
  const job = await client.startJob().reply();
  const id: string = (await client.startJob()).id + job.body.id + String(sid);
  void id;
}
export const service: Pick<OrdersService, "getOrder" | "login" | "startJob" | "saveNote" | "enterOrder"> = {
  getOrder({ id, depth }) {
    const place: string | undefined = id;
    if (depth > 2) throw new FullError({ id: "1", limit: 2n });
    if (depth > 1) throw new ClosedException({ id: "1", since: "noon" });
    throw new OrderNotFoundError({ id: String(place) });
  },
  login: (_req, _cx) => ({}) as never,
  startJob: ({}) => ({ id: "1" }),
  saveNote({ contentType, body, bodyRaw }) {
    const type: "application/json" | "application/x-www-form-urlencoded" = contentType;
    void [type, body.note, bodyRaw.length];
  },
  enterOrder: (req) => req.raw.byteLength + req.raw_uri + (req.xSign ?? ""),
};
export const gone: OrderNotFoundError = new OrderNotFoundError({ id: "1" }, { status: 410 });
export const status: 404 | 410 = gone.status;
// @ts-expect-error: the contract has one status for it
export const full: FullError = new FullError({ id: "1", limit: 2n }, { status: 404 });
// @ts-expect-error: the body is that of the contract
export const bad: FullError = new FullError({ id: 1, limit: 2n });
`;

test("what is printed compiles, and what is wrong does not", async () => {
  writeFileSync(join(api.outDir, "use.ts"), use);
  expect(api.diagnostics).toEqual([]);
  expect(await api.check()).toBe("");
});

describe("the other routes of an operation", () => {
  test.each([
    ["GET", "/orders/7", { id: "7", depth: 1 }],
    ["GET", "/v2/9/orders/7?depth=2", { id: "7", depth: 2 }],
    ["POST", "/order?depth=3", { depth: 3 }],
    ["GET", "/move/a/2", { from: "a", to: 2 }],
    ["POST", "/shift/2/a", { from: "a", to: 2 }],
  ])("%s %s", async (method, target, expected) => {
    const seen: unknown[] = [];
    const keep: Handler = (req) => {
      seen.push(req);
      return answer(200, { id: "1" });
    };
    const move: Handler = (req) => {
      seen.push(req);
      return "";
    };
    const { status } = await serve({ getOrder: keep, moveOrder: move }).call(method, target);
    expect(status).toBe(200);
    expect(JSON.parse(JSON.stringify(seen))).toEqual([expected]);
  });

  test("have the layers of the operation, which are made once", async () => {
    const made: string[] = [];
    const seen: string[] = [];
    const mark = (name: string): HttpLayer =>
      layerFn<HttpService, HttpService>((next) => {
        made.push(name);
        return {
          call: (cx, req) => {
            seen.push(`${name} ${cx.operation ?? ""}`);
            return next.call(cx, req);
          },
        };
      });
    const server = serve(
      { getOrder: () => ({ id: "1" }) },
      { layers: { getOrder: mark("own"), all: mark("all") } },
    );
    await server.call("POST", "/order");
    await server.call("GET", "/v2/9/orders/7");
    await server.call("GET", "/ping");
    expect(made.toSorted()).toEqual(["all", "own"]);
    expect(seen).toEqual(["all getOrder", "own getOrder", "all getOrder", "own getOrder", "all ping"]);
  });

  test("a route more changes nothing of the others' layers", async () => {
    const more = await printed([
      group("A", [
        operation("first", "GET /aa", { layers: ["auth"] }),
        operation("getOrder", "GET /orders/{id}", {
          parameters: [parameter("path", "id", { required: true })],
          aliases: [route("GET /a0/{id}")],
        }),
      ]),
    ]);
    const make = (await more.load("server.ts"))["apiRouter"] as typeof router;
    const seen: string[] = [];
    const mark = (name: string): HttpLayer =>
      layerFn<HttpService, HttpService>((next) => {
        seen.push(name);
        return next;
      });
    const wrapped = make(
      { first: () => "", getOrder: () => "" },
      { namedLayers: { auth: mark("auth") }, layers: { getOrder: mark("own") } },
    );
    expect(seen.toSorted()).toEqual(["auth", "own"]);
    expect((await testServer(wrapped).call("GET", "/a0/1")).status).toBe(200);
    more.remove();
  });
});

describe("a parameter of several places", () => {
  const role = { "x-role": "clerk" };
  const body = { note: "n" };

  test.each([
    ["/orders?tenant=1", { cookie: "t=2", "x-tenant": "3" }, { ...body, tenant: 4 }, 1],
    ["/orders", { cookie: "t=2", "x-tenant": "3" }, { ...body, tenant: 4 }, 2],
    ["/orders", { "x-tenant": "3" }, { ...body, tenant: 4 }, 3],
    ["/orders", {}, { ...body, tenant: 4 }, 4],
  ])("is read from the first that has it: %s %j", async (target, headers, json, tenant) => {
    const server = serve();
    const reply = await server.call("POST", target, { headers: { ...role, ...headers }, json });
    expect(got(reply)).toMatchObject({ tenant, xRole: "clerk", body });
  });

  test.each<[string, Record<string, string>, object, object]>([
    ["/orders", {}, {}, { in: "query", name: "tenant", pointer: "", keyword: "required" }],
    ["/orders?tenant=x", {}, { tenant: 4 }, { in: "query", name: "tenant", pointer: "", keyword: "type" }],
    ["/orders?tenant=1&tenant=2", {}, { tenant: 4 }, { in: "query", name: "tenant", pointer: "" }],
    ["/orders", { cookie: "t=x" }, {}, { in: "cookie", name: "t", pointer: "", keyword: "type" }],
    ["/orders", { "x-tenant": "x" }, {}, { in: "header", name: "X-Tenant", pointer: "", keyword: "type" }],
    ["/orders", {}, { tenant: "4" }, { in: "body", pointer: "/tenant", keyword: "type" }],
    ["/orders", {}, { tenant: null }, { in: "query", name: "tenant", pointer: "", keyword: "required" }],
  ])("is refused where it was found: %s %j %j", async (target, headers, more, fault) => {
    const json = { ...body, ...more };
    const reply = await serve().call("POST", target, { headers: { ...role, ...headers }, json });
    expect(reply.status).toBe(400);
    const { errors } = reply.json as { errors: object[] };
    expect(errors).toEqual([expect.objectContaining(fault)]);
  });

  test("is never read from a place that the contract does not name", async () => {
    const names = ["X-Role", "x-role", "xRole", "trace", "__proto__"];
    const json = { ...body, tenant: 1, ...Object.fromEntries(names.map((name) => [name, "admin"])) };
    const refused = await serve().call("POST", "/orders?X-Role=admin&x-role=admin", { json });
    expect((refused.json as { errors: object[] }).errors).toMatchObject([{ in: "header", name: "X-Role" }]);
    const reply = await serve().call("POST", "/orders", {
      json,
      headers: { ...role, cookie: "trace=admin" },
    });
    const req = got(reply) as object;
    expect(Object.keys(req)).toEqual(["xRole", "tenant", "body"]);
    expect(req).toMatchObject({ xRole: "clerk", tenant: 1 });
  });

  const where = { id: "7" };
  const big = "9007199254740993";
  const boundary = "b";
  const part = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const all = { q: "a b", ids: [`${big}n`, "2n"], where };

  test.each<[string, string, string, string | undefined, object]>([
    ["the query", `/find?q=a%20b&ids=${big}&ids=2&where={"id":"7"}`, "", undefined, all],
    ["a form", "/find?q=z", form, `q=a+b&ids=${big}&ids=2&where={"id":"7"}`, all],
    ["JSON", "/find", json, `{"q":"a b","ids":[${big},2],"where":{"id":"7"},"x":1}`, all],
    [
      "parts",
      "/find",
      `${multipart}; boundary=${boundary}`,
      `${part("q", "a b")}${part("ids", big)}${part("ids", "2")}${part("where", '{"id":"7"}')}--${boundary}--\r\n`,
      all,
    ],
    ["a body of another type", "/find?q=a", "text/plain", "q=b", { q: "a" }],
    ["nothing", "/find", json, "[1]", {}],
  ])("is converted as %s has it", async (_, target, type, body, expected) => {
    const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
    const reply = await serve().call("POST", target, { headers, body });
    expect([reply.status, got(reply)]).toEqual([200, expected]);
  });

  test.each([
    ["/find", form, "ids=x", { in: "body", pointer: "/ids/0" }],
    ["/find", form, "where={", { in: "body", pointer: "/where" }],
    ["/find", json, '{"ids":["x"]}', { in: "body", pointer: "/ids/0" }],
    ["/find", json, '{"where":{}}', { in: "body", pointer: "/where/id" }],
    ["/find?where={}", json, "{}", { in: "query", name: "where", pointer: "/id" }],
  ])("of a body is refused there: %s %s %s", async (target, type, body, fault) => {
    const reply = await serve().call("POST", target, { headers: { "content-type": type }, body });
    expect(reply.status).toBe(400);
    expect((reply.json as { errors: object[] }).errors).toEqual([expect.objectContaining(fault)]);
  });
});

describe("a body of several media types, parts of which are parameters", () => {
  test.each([
    [json, '{"note":"n","words":["a"],"sign":"s"}', { contentType: json, body: { note: "n", words: ["a"] } }],
    [form, "note=n&words=a&sign=s", { contentType: form, body: { note: "n", words: ["a"] } }],
    [
      `${multipart}; boundary=b`,
      `--b\r\ncontent-disposition: form-data; name="sign"\r\n\r\ns\r\n--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nf\r\n--b--\r\n`,
      { contentType: multipart, body: { file: "f" } },
    ],
  ])("%s", async (type, body, expected) => {
    const enterOrder: Handler = ({ raw, ...rest }) =>
      JSON.stringify({ ...rest, raw: new TextDecoder().decode(raw as Uint8Array) });
    const reply = await serve({ enterOrder }).call("POST", "/enter?a=%20b", {
      headers: { "content-type": type },
      body,
    });
    expect(got(reply)).toMatchObject({ ...expected, xSign: "s", raw: body, raw_uri: "/enter?a=%20b" });
  });

  test("the body as it came has the limit of bodies", async () => {
    const server = serve({}, { bodyLimit: 10 });
    const headers = { "content-type": json };
    expect((await server.call("POST", "/enter", { headers, body: '{"note":"long"}' })).status).toBe(413);
    expect((await server.call("POST", "/enter", { headers })).status).toBe(400);
    expect(
      (await server.call("PUT", "/note", { headers: { "content-type": "a/b" }, body: "x" })).status,
    ).toBe(415);
  });
});

test("callers leave the media type out where all are of one type; handlers see it", async () => {
  const seen: unknown[] = [];
  const saveNote: Handler = (req) => void seen.push(req);
  const api = connect(serve({ saveNote }));
  const body = { note: "n", words: ["a"] };
  await api["saveNote"]?.({ body });
  await api["saveNote"]?.({ body, contentType: form });
  await api["saveNote"]?.({ body, contentType: json });
  const text = '{"note":"n","words":["a"]}';
  expect(seen).toEqual([
    { body, contentType: json, bodyRaw: text },
    { body, contentType: form, bodyRaw: "note=n&words=a" },
    { body, contentType: json, bodyRaw: text },
  ]);
});

describe("cookies of a reply", () => {
  const value = "a; Domain=evil\r\nx: y, é=1";
  const handlers = {
    login: () => answer(200, "in", { headers: { sid: value, visits: 3, xTotal: 1 } }),
  };

  test("stand side by side, and their values stay inside", async () => {
    const reply = await serve(handlers).call("POST", "/login");
    expect(reply.headers.getAll("set-cookie")).toEqual([
      "sid=a%3B%20Domain%3Devil%0D%0Ax%3A%20y%2C%20%C3%A9%3D1; Path=/; HttpOnly",
      "visits=3",
    ]);
    expect(reply.headers.get("x-total")).toBe("1");
  });

  test("are read back by clients, in memory and over a socket", async () => {
    const expected = { body: "in", headers: { sid: value, visits: 3, xTotal: 1 } };
    expect(await connect(serve(handlers))["login"]?.().reply()).toMatchObject(expected);
    const service = { ...Object.fromEntries(orders.map(({ hint }) => [hint, () => ""])), ...handlers };
    const app = router({ ...service, purge: () => "", ping: () => "" }, { namedLayers });
    const server = await start(app, { port: 0, signals: false });
    try {
      const real = new client({ baseUrl: server.url, transport: fetchTransport() }) as Api;
      expect(await real["login"]?.().reply()).toMatchObject(expected);
    } finally {
      await server.close();
    }
  });

  test("may be hidden from a client, as browsers do", async () => {
    const hide: HttpLayer = layerFn<HttpService, HttpService>((next) => ({
      call: async (cx, req) => {
        const response = await next.call(cx, req);
        response.headers.delete("set-cookie");
        return response;
      },
    }));
    const server = serve(handlers, { layers: { login: hide } });
    expect(await connect(server)["login"]?.()).toBe("in");
  });
});

describe("exceptions", () => {
  const fail = (error: () => unknown): Record<string, Handler>[] => [
    {
      getOrder: () => {
        throw error();
      },
    },
    { getOrder: async () => Promise.reject(error() as Error) },
  ];
  const make = (name: string, body: object, init?: object) => {
    const type = classes[name];
    if (type === undefined) throw new Error(`no class ${name}`);
    return new type(body, init);
  };

  test("have a class each, unless no operation declares them", () => {
    expect(Object.keys(classes).toSorted()).toEqual(["ClosedException", "FullError", "OrderNotFoundError"]);
  });

  test.each<[string, object, number]>([
    ["OrderNotFoundError", { id: "7", message: "no such order" }, 404],
    ["FullError", { id: "7", limit: 9007199254740993n }, 409],
    ["ClosedException", { id: "7", since: "noon" }, 409],
  ])("%s is thrown by the handler and, at the other end, by the call", async (name, body, status) => {
    for (const handlers of fail(() => make(name, body))) {
      const server = serve(handlers);
      const call = () => connect(server)["getOrder"]?.({ id: "7" });
      const error = await Promise.resolve(call()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(classes[name]);
      expect(error).toBeInstanceOf(ReplyError);
      expect(error).toMatchObject({
        name,
        status,
        body,
        headers: {},
        operation: "getOrder",
        reply: { status, body },
      });
      expect(await call()?.reply()).toMatchObject({ status, body });
      expect(server.errors).toEqual([]);
    }
  });

  test("say what their body says", async () => {
    const body = { id: "7", message: "no such order" };
    expect(make("OrderNotFoundError", body).message).toBe("no such order");
    const api = connect(serve({ getOrder: () => answer(404, body) }));
    const call = async (): Promise<unknown> => api["getOrder"]?.({ id: "7" });
    await expect(call()).rejects.toThrow("getOrder replied 404: no such order");
    await expect(call()).rejects.toBeInstanceOf(classes["OrderNotFoundError"]);
  });

  test("have the status that the operation has for them", async () => {
    const error = make("OrderNotFoundError", { id: "7" });
    expect(error["status"]).toBe(404);
    const addOrder: Handler = () => {
      throw error;
    };
    const server = serve({ addOrder });
    const headers = { "x-role": "clerk" };
    const reply = await server.call("POST", "/orders?tenant=1", { headers, json: { note: "n" } });
    expect([reply.status, reply.text]).toEqual([410, '{"id":"7"}']);
  });

  test("that an operation does not declare are for the log", async () => {
    const error = make("FullError", { id: "7", limit: 1n });
    const server = serve({
      ping: () => {
        throw error;
      },
    });
    const reply = await server.call("GET", "/ping");
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain("limit");
    expect(server.errors).toEqual([error]);
  });

  test("are imported by the files that need them only", async () => {
    const without = await printed([group("A", [operation("ping", "GET /ping")])], types);
    expect([...without.files.keys()].toSorted()).toEqual(["client.ts", "codec.ts", "server.ts", "types.ts"]);
    without.remove();
    expect(api.files.get("client.ts")).toContain('from "./errors.ts"');
    expect(api.files.get("types.ts")).not.toContain("errors");
  });
});

describe("layers that the contract names", () => {
  function marked(seen: string[], name: string): HttpLayer {
    let count = 0;
    return layerFn<HttpService, HttpService>((next) => {
      count++;
      return {
        call: (cx, req) => {
          seen.push(`${name}${count}`);
          return next.call(cx, req);
        },
      };
    });
  }

  test("stand between those of all and those of the operation, each applied once", async () => {
    const seen: string[] = [];
    const names = ["auth", "log", "all", "own"] as const;
    const [auth, log, all, own] = names.map((name) => marked(seen, name));
    const server = serve(
      { startJob: () => ({ id: "1" }), purge: () => undefined },
      { namedLayers: { auth, log }, layers: { all, startJob: own } },
    );
    await server.call("POST", "/jobs");
    await server.call("DELETE", "/orders/1");
    expect(seen).toEqual(["all1", "auth1", "log1", "own1", "all1", "auth1"]);
  });

  test.each([
    [{ auth: pass }, "namedLayers has no layer log"],
    [{ ...namedLayers, other: pass }, "namedLayers has other, which no operation asks for"],
    [
      Object.create({ ...namedLayers }) as object,
      "namedLayers has no layer auth; namedLayers has no layer log",
    ],
  ])("are all there, and no others: %j", (given, problem) => {
    expect(() => serve({}, { namedLayers: given })).toThrow(problem);
  });
});

test("services extend one another, and what they share is served once", async () => {
  const text = api.files.get("server.ts") ?? "";
  expect(text).toMatch(/interface AdminService<[^>]*>\s+extends OrdersService<Cx> \{/);
  expect(text.match(/^ {2}getOrder\(/gm)).toHaveLength(1);
  expect(text.match(/async function getOrder\(/g)).toHaveLength(1);
  const all = Object.fromEntries([...orders, purge].map(({ hint }) => [hint, () => undefined]));
  const server = testServer(admin({ ...all, getOrder: () => ({ id: "1" }) }, { namedLayers }));
  expect((await server.call("GET", "/orders/1")).json).toEqual({ id: "1" });
  expect((await server.call("DELETE", "/orders/1")).status).toBe(204);
});

test("files of a large contract find what others declare", async () => {
  const many = Array.from({ length: 120 }, (_, i) => operation(`many${i}`, `GET /many/${i}`));
  const large = await printed([...groups, group("Many", many)], types);
  try {
    expect([...large.files.keys()]).toContain("server/admin.ts");
    expect(await large.check()).toBe("");
    const make = (await large.load("server.ts"))["apiRouter"] as typeof router;
    const handlers = Object.fromEntries(
      [...orders, ping, purge, ...many].map(({ hint }) => [hint, () => ""]),
    );
    const Missing = ((await large.load("errors.ts")) as typeof classes)["OrderNotFoundError"];
    const getOrder = (): never => {
      throw Missing === undefined ? new Error() : new Missing({ id: "1" });
    };
    const server = testServer(make({ ...handlers, getOrder }, { namedLayers }));
    const Client = (await large.load("client.ts"))["ApiClient"] as typeof client;
    const api = new Client({ transport: server.transport }) as Api;
    const call = async (): Promise<unknown> => api["getOrder"]?.({ id: "1" });
    await expect(call()).rejects.toBeInstanceOf(Missing);
    expect(await api["ping"]?.()).toBe("");
  } finally {
    large.remove();
  }
});

test("a handler of an exact status and a default chooses, and any success is one", async () => {
  const job = { id: "1" };
  const bare = connect(serve({ startJob: () => job }));
  expect(await bare["startJob"]?.().reply()).toMatchObject({ status: 200, body: job });
  const chosen = connect(serve({ startJob: () => answer(202, job) }));
  expect(await chosen["startJob"]?.()).toEqual(job);
  expect(await chosen["startJob"]?.().reply()).toMatchObject({ status: 202, body: job });
  const refused = connect(serve({ startJob: () => answer(429, job) }));
  await expect(refused["startJob"]?.()).rejects.toMatchObject({ status: 429, reply: { body: job } });
});
