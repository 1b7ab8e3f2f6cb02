import { reply as answer, ReplyError } from "volo-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, printedOrders, types } from "./orders.ts";
import type { Handler, Orders } from "./orders.ts";
import { group, operation, printed } from "./printed.ts";

let made: Orders;
beforeAll(async () => {
  made = await printedOrders();
});
afterAll(() => made.api.remove());

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
    const type = made.classes[name];
    if (type === undefined) throw new Error(`no class ${name}`);
    return new type(body, init);
  };

  test("have a class each, unless no operation declares them", () => {
    expect(Object.keys(made.classes).toSorted()).toEqual([
      "ClosedException",
      "FullError",
      "OrderNotFoundError",
    ]);
  });

  test.each<[string, object, number]>([
    ["OrderNotFoundError", { id: "7", message: "no such order" }, 404],
    ["FullError", { id: "7", limit: 9007199254740993n }, 409],
    ["ClosedException", { id: "7", since: "noon" }, 409],
  ])("%s is thrown by the handler and, at the other end, by the call", async (name, body, status) => {
    for (const handlers of fail(() => make(name, body))) {
      const server = made.serve(handlers);
      const call = () => connect(made, server)["getOrder"]?.({ id: "7" });
      const error = await Promise.resolve(call()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(made.classes[name]);
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
    const api = connect(made, made.serve({ getOrder: () => answer(404, body) }));
    const call = async (): Promise<unknown> => api["getOrder"]?.({ id: "7" });
    await expect(call()).rejects.toThrow("getOrder replied 404: no such order");
    await expect(call()).rejects.toBeInstanceOf(made.classes["OrderNotFoundError"]);
  });

  test("have the status that the operation has for them", async () => {
    const error = make("OrderNotFoundError", { id: "7" });
    expect(error["status"]).toBe(404);
    const addOrder: Handler = () => {
      throw error;
    };
    const server = made.serve({ addOrder });
    const headers = { "x-role": "clerk" };
    const reply = await server.call("POST", "/orders?tenant=1", { headers, json: { note: "n" } });
    expect([reply.status, reply.text]).toEqual([410, '{"id":"7"}']);
  });

  test("that an operation does not declare are for the log", async () => {
    const error = make("FullError", { id: "7", limit: 1n });
    const server = made.serve({
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
    expect(made.api.files.get("client.ts")).toContain('from "./errors.ts"');
    expect(made.api.files.get("types.ts")).not.toContain("errors");
  });
});
