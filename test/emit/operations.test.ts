import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { layerFn, reply as answer } from "volo-http";
import type { HttpLayer, HttpService } from "volo-http";
import { testServer } from "volo-http/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, namedLayers, orders, pass, printedOrders, purge } from "./orders.ts";
import type { Handler, Orders } from "./orders.ts";
import { group, operation, parameter, printed, route } from "./printed.ts";

let made: Orders;
beforeAll(async () => {
  made = await printedOrders();
});
afterAll(() => made.api.remove());

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
  writeFileSync(join(made.api.outDir, "use.ts"), use);
  expect(made.api.diagnostics).toEqual([]);
  expect(await made.api.check()).toBe("");
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
    const { status } = await made.serve({ getOrder: keep, moveOrder: move }).call(method, target);
    expect(status).toBe(200);
    expect(JSON.parse(JSON.stringify(seen))).toEqual([expected]);
  });

  test("have the layers of the operation, which are made once", async () => {
    const layered: string[] = [];
    const seen: string[] = [];
    const mark = (name: string): HttpLayer =>
      layerFn<HttpService, HttpService>((next) => {
        layered.push(name);
        return {
          call: (cx, req) => {
            seen.push(`${name} ${cx.operation ?? ""}`);
            return next.call(cx, req);
          },
        };
      });
    const server = made.serve(
      { getOrder: () => ({ id: "1" }) },
      { layers: { getOrder: mark("own"), all: mark("all") } },
    );
    await server.call("POST", "/order");
    await server.call("GET", "/v2/9/orders/7");
    await server.call("GET", "/ping");
    expect(layered.toSorted()).toEqual(["all", "own"]);
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
    const make = (await more.load("server.ts"))["apiRouter"] as Orders["router"];
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
    const server = made.serve(
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
    expect(() => made.serve({}, { namedLayers: given })).toThrow(problem);
  });
});

test("services extend one another, and what they share is served once", async () => {
  const text = made.api.files.get("server.ts") ?? "";
  expect(text).toMatch(/interface AdminService<[^>]*>\s+extends OrdersService<Cx> \{/);
  expect(text.match(/^ {2}getOrder\(/gm)).toHaveLength(1);
  expect(text.match(/async function getOrder\(/g)).toHaveLength(1);
  const all = Object.fromEntries([...orders, purge].map(({ hint }) => [hint, () => undefined]));
  const server = testServer(made.admin({ ...all, getOrder: () => ({ id: "1" }) }, { namedLayers }));
  expect((await server.call("GET", "/orders/1")).json).toEqual({ id: "1" });
  expect((await server.call("DELETE", "/orders/1")).status).toBe(204);
});

test("files of a large contract find what others declare", async () => {
  const many = Array.from({ length: 120 }, (_, i) => operation(`many${i}`, `GET /many/${i}`));
  const large = await printedOrders([group("Many", many)]);
  try {
    expect([...large.api.files.keys()]).toContain("server/admin.ts");
    expect(await large.api.check()).toBe("");
    const { OrderNotFoundError: Missing } = large.classes;
    const getOrder = (): never => {
      throw Missing === undefined ? new Error() : new Missing({ id: "1" });
    };
    const rest = Object.fromEntries(many.map(({ hint }) => [hint, () => ""]));
    const api = connect(large, large.serve({ ...rest, getOrder, ping: () => "" }));
    const call = async (): Promise<unknown> => api["getOrder"]?.({ id: "1" });
    await expect(call()).rejects.toBeInstanceOf(Missing);
    expect(await api["ping"]?.()).toBe("");
  } finally {
    large.api.remove();
  }
});

test("a handler of an exact status and a default chooses, and any success is one", async () => {
  const job = { id: "1" };
  const bare = connect(made, made.serve({ startJob: () => job }));
  expect(await bare["startJob"]?.().reply()).toMatchObject({ status: 200, body: job });
  const chosen = connect(made, made.serve({ startJob: () => answer(202, job) }));
  expect(await chosen["startJob"]?.()).toEqual(job);
  expect(await chosen["startJob"]?.().reply()).toMatchObject({ status: 202, body: job });
  const refused = connect(made, made.serve({ startJob: () => answer(429, job) }));
  await expect(refused["startJob"]?.()).rejects.toMatchObject({ status: 429, reply: { body: job } });
});
