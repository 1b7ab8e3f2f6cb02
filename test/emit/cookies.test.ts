import { fetchTransport, layerFn, reply as answer, serve as start } from "volo-http";
import type { HttpLayer, HttpService } from "volo-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, namedLayers, orders, printedOrders } from "./orders.ts";
import type { Api, Orders } from "./orders.ts";

let made: Orders;
beforeAll(async () => {
  made = await printedOrders();
});
afterAll(() => made.api.remove());

describe("cookies of a reply", () => {
  const value = "a; Domain=evil\r\nx: y, é=1";
  const handlers = {
    login: () => answer(200, "in", { headers: { sid: value, visits: 3, xTotal: 1 } }),
  };

  test("stand side by side, and their values stay inside", async () => {
    const reply = await made.serve(handlers).call("POST", "/login");
    expect(reply.headers.getAll("set-cookie")).toEqual([
      "sid=a%3B%20Domain%3Devil%0D%0Ax%3A%20y%2C%20%C3%A9%3D1; Path=/; HttpOnly",
      "visits=3",
    ]);
    expect(reply.headers.get("x-total")).toBe("1");
  });

  test("are read back by clients, in memory and over a socket", async () => {
    const expected = { body: "in", headers: { sid: value, visits: 3, xTotal: 1 } };
    expect(await connect(made, made.serve(handlers))["login"]?.().reply()).toMatchObject(expected);
    const service = { ...Object.fromEntries(orders.map(({ hint }) => [hint, () => ""])), ...handlers };
    const app = made.router({ ...service, purge: () => "", ping: () => "" }, { namedLayers });
    const server = await start(app, { port: 0, signals: false });
    try {
      const real = new made.Client({ baseUrl: server.url, transport: fetchTransport() }) as Api;
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
    const server = made.serve(handlers, { layers: { login: hide } });
    expect(await connect(made, server)["login"]?.()).toBe("in");
  });
});
