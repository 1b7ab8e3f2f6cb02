import { inMemory } from "volo-http";
import { ContractError } from "volo-http/client";
import { serve } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp, staffKey } from "./app.ts";
import { OrdersClient } from "./gen/orders/client.ts";
import { OrderLockedError, OrderNotFoundError } from "./gen/orders/errors.ts";
import type { Item } from "./gen/orders/types.ts";
import { Currency, OrderStatus } from "./gen/orders/types.ts";
import { StockClient } from "./gen/stock/client.ts";

const item: Item = { sku: "AB-1000", quantity: 2, price: { minor: 1999n, currency: Currency.EUR } };

interface Place {
  readonly client: OrdersClient;
  readonly customer: OrdersClient;
  readonly stock: StockClient;
  readonly reminders: string[];
  close(): Promise<void>;
}

async function place(over: "memory" | "a socket"): Promise<Place> {
  const reminders: string[] = [];
  const { router } = createApp((text) => reminders.push(text));
  const server = over === "memory" ? undefined : await serve(router, { port: 0 });
  const target = server === undefined ? { transport: inMemory(router) } : { baseUrl: server.url };
  return {
    client: new OrdersClient({ ...target, headers: { "x-staff-key": staffKey } }),
    customer: new OrdersClient(target),
    stock: new StockClient(target),
    reminders,
    close: async () => server?.close(),
  };
}

/** What a call is refused with. */
async function refusal(call: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(call).then(
    () => "not refused",
    (error: unknown) => error,
  );
}

describe.each(["memory", "a socket"] as const)("the shop over %s", (over) => {
  let shop: Place;
  beforeAll(async () => {
    shop = await place(over);
  });
  afterAll(() => shop.close());

  async function placed(): Promise<bigint> {
    const { order } = await shop.client.placeOrder({
      idempotencyKey: crypto.randomUUID(),
      body: { items: [item] },
    });
    return order.id;
  }

  test("an order is placed, with its address and a cookie", async () => {
    const reply = await shop.client
      .placeOrder({ idempotencyKey: "12345678", body: { items: [item], labels: ["gift"] } })
      .reply();
    if (reply.status !== 201) throw new Error(`status ${reply.status}`);
    const { order } = reply.body;
    expect(order).toMatchObject({ items: [item], status: OrderStatus.PLACED, labels: ["gift"] });
    expect(order.id).toBeGreaterThan(2n ** 53n);
    expect(reply.headers).toMatchObject({ location: `/orders/${order.id}`, lastOrder: `${order.id}` });
    expect(await shop.client.lastOrder({ lastOrder: reply.headers.lastOrder })).toEqual(order);
    expect(await shop.client.getOrder({ id: order.id })).toEqual(order);
  });

  test("pages lead on to one another", async () => {
    await Promise.all([placed(), placed(), placed()]);
    const first = await shop.client.listOrders({ limit: 2 }).reply();
    expect(first.body.orders).toHaveLength(2);
    expect(first.headers.xTotalCount).toBeGreaterThanOrEqual(3);
    const rest = await shop.client.listOrders({ after: first.body.next });
    expect(rest.orders[0]?.id).toBeLessThan(first.body.orders[1]?.id ?? 0n);
    expect((await shop.client.listOrders({ status: [OrderStatus.SHIPPED] })).orders).toEqual([]);
  });

  test("exceptions of the contract are thrown on both sides", async () => {
    const id = await placed();
    const missing = await refusal(shop.client.getOrder({ id: 1n }));
    expect(missing).toBeInstanceOf(OrderNotFoundError);
    expect(missing).toMatchObject({ status: 404, body: { id: 1n } });
    const unpaid = await refusal(shop.client.shipOrder({ id, body: { carrier: "ups" } }));
    expect(unpaid).toBeInstanceOf(OrderLockedError);
    expect(unpaid).toMatchObject({ status: 409, body: { status: OrderStatus.PLACED } });
    await shop.client.payOrder({ id, body: { payment: { card: { lastDigits: "1234", token: "t" } } } });
    expect(await shop.client.shipOrder({ id, body: { carrier: "ups" } })).toMatchObject({
      status: OrderStatus.SHIPPED,
      payment: { card: { lastDigits: "1234", token: "t" } },
    });
    expect(await refusal(shop.client.cancelOrder({ id }))).toBeInstanceOf(OrderLockedError);
    const { byCurrency } = await shop.client.revenue();
    expect(byCurrency[Currency.EUR]).toBeGreaterThanOrEqual(3998n);
  });

  test.each<[why: string, change: Partial<Item>, pointer: string, message: RegExp]>([
    ["no sku", { sku: "AB1" }, "/items/0/sku", /a sku looks like AB-1234/],
    ["too many", { quantity: 101 }, "/items/0/quantity", /100/],
  ])("what the rules refuse: %s", async (_why, change, pointer, message) => {
    const error = await refusal(
      shop.client.placeOrder({ idempotencyKey: "12345678x", body: { items: [{ ...item, ...change }] } }),
    );
    if (!(error instanceof ContractError)) throw error;
    expect(error.status).toBe(400);
    expect(error.problem).toMatchObject({
      errors: [{ in: "body", pointer, message: expect.stringMatching(message) as unknown }],
    });
  });

  test("only the staff may do what the contract reserves for it", async () => {
    const id = await placed();
    expect(await refusal(shop.customer.revenue())).toMatchObject({ status: 401 });
    await shop.client.remind({ id, body: {} });
    expect(shop.reminders).toContain("Alice: Please pay your order.");
    expect(await shop.client.remind({ id, body: { text: "Hello" } }).reply()).toMatchObject({ status: 202 });
  });

  test("the other contract is served beside it", async () => {
    expect(await shop.stock.getStock({ sku: "AB-1000" })).toEqual({ sku: "AB-1000", left: 12 });
    expect(await shop.stock.getStock({ sku: "ZZ-9999" }).reply()).toMatchObject({ status: 404 });
  });
});
