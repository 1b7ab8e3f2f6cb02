import { randomUUID } from "node:crypto";
import { reply } from "volo-http";
import type { Currency, Order, Problem } from "./gen/petstore/types.ts";
import type { StoreService } from "./gen/petstore/server.ts";
import type { Principals } from "./auth.ts";
import type { OrderRow, Store } from "./store.ts";
import type { ServerContext } from "volo-http";

/** Units of each currency for a cent of the shop's own. */
const rates: Record<Currency, number> = { EUR: 0.01, USD: 0.011, CNY: 0.078 };

/** The handlers of the tag `store`. */
export function storeHandlers(store: Store): StoreService<ServerContext, Principals> {
  return {
    getInventory() {
      return store.countByStatus();
    },

    listOrders({ currency }, cx) {
      return store.listOrders(cx.auth.bearer.name).map((order) => show(order, currency));
    },

    placeOrder({ idempotencyKey, body }, cx) {
      const customer = "bearer" in cx.auth ? cx.auth.bearer.name : `${cx.auth.apiKey.name} (staff)`;
      const before = store.findOrderByKey(customer, idempotencyKey);
      if (before !== undefined) return reply(201, show(before, "EUR"));
      const pet = store.findPet(body.petId);
      if (pet === undefined) return reply(404, notFound(`There is no pet with the id ${body.petId}.`));
      if (pet.status !== "available") {
        return reply(409, { title: "Not for sale", status: 409, petStatus: pet.status });
      }
      const order: OrderRow = {
        id: randomUUID(),
        customer,
        key: idempotencyKey,
        petId: pet.id,
        price: pet.price,
        note: body.note,
        placedAt: new Date().toISOString(),
      };
      store.addOrder(order);
      store.updatePet(pet.id, { status: "sold" });
      return reply(201, show(order, "EUR"));
    },

    getOrder({ orderId }, cx) {
      const order = store.findOrder(cx.auth.bearer.name, orderId);
      return order === undefined ? reply(404, notFound(`There is no order ${orderId}.`)) : show(order, "EUR");
    },

    cancelOrder({ orderId }, cx) {
      const order = store.findOrder(cx.auth.bearer.name, orderId);
      if (order === undefined) return reply(404, notFound(`There is no order ${orderId}.`));
      store.removeOrder(order.id);
      store.updatePet(order.petId, { status: "available" });
      return reply(204);
    },
  };
}

function show(order: OrderRow, currency: Currency): Order {
  const price = Math.round(order.price * rates[currency] * 100) / 100;
  const shown = { id: order.id, petId: order.petId, price, currency, placedAt: order.placedAt };
  return order.note === undefined ? shown : { ...shown, note: order.note };
}

function notFound(detail: string): Problem {
  return { title: "Not found", status: 404, detail };
}
