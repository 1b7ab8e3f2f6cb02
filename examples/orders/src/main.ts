import { serve } from "volo-http/server";
import { createApp, staffKey } from "./app.ts";
import { OrdersClient } from "./gen/orders/client.ts";
import { OrderLockedError, OrderNotFoundError } from "./gen/orders/errors.ts";
import { Currency } from "./gen/orders/types.ts";
import { StockClient } from "./gen/stock/client.ts";

const port = Number(process.env["PORT"] ?? 8080);
const { router } = createApp((text) => show("a reminder goes out", text));
const server = await serve(router, { port, signals: true });

const client = new OrdersClient({ baseUrl: server.url, headers: { "x-staff-key": staffKey } });
const stock = new StockClient({ baseUrl: server.url });

console.log(`\nThe shop listens on ${server.url}. Its generated clients call it:\n`);

show("getStock", await stock.getStock({ sku: "AB-1000" }));

const placed = await client
  .placeOrder({
    idempotencyKey: crypto.randomUUID(),
    body: { items: [{ sku: "AB-1000", quantity: 2, price: { minor: 1999n, currency: Currency.EUR } }] },
  })
  .reply();
if (placed.status !== 201) throw new Error(`The order was not placed: ${placed.status}`);
const { id } = placed.body.order;
show(`placeOrder → ${placed.status} ${placed.headers.location}`, placed.body);
show("lastOrder, by its cookie", await client.lastOrder({ lastOrder: placed.headers.lastOrder }));
show("payOrder", await client.payOrder({ id, body: { payment: { voucher: "SPRING" } } }));
show("shipOrder", await client.shipOrder({ id, body: { carrier: "dhl" } }));
show("revenue", await client.revenue());
await client.remind({ id, body: { text: "Thank you!" } });

try {
  await client.cancelOrder({ id });
} catch (error) {
  if (!(error instanceof OrderLockedError)) throw error;
  show(`cancelOrder is refused with ${error.status}`, error.body);
}
try {
  await client.getOrder({ id: 1n });
} catch (error) {
  if (!(error instanceof OrderNotFoundError)) throw error;
  show(`getOrder 1 is refused with ${error.status}`, error.body);
}

console.log(`
Try it:
  curl ${server.url}/orders
  curl ${server.url}/orders/${id}
  curl ${server.url}/stock/AB-2000
  curl -X POST ${server.url}/orders -H 'idempotency-key: 12345678' -H 'content-type: application/json' \\
       -d '{"items":[{"sku":"AB-1","quantity":0,"price":{"minor":"100","currency":1}}]}'

  contracts  idl/orders.thrift  idl/stock.yaml        ${server.url}/docs  /openapi.json
  generated  examples/orders/src/gen/
  handlers   examples/orders/src/orders.ts  admin.ts  stock.ts
`);

function show(call: string, value: unknown): void {
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? `${item}n` : item));
  console.log(`  ${call}\n    ${text}`);
}
