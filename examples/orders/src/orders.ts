import { reply } from "volo-http";
import { OrderLockedError, OrderNotFoundError } from "./gen/orders/errors.ts";
import type { OrderService } from "./gen/orders/server.ts";
import type { Order } from "./gen/orders/types.ts";
import { OrderStatus } from "./gen/orders/types.ts";
import type { Store } from "./store.ts";

/** The handlers of customers. */
export function orderHandlers(store: Store): OrderService {
  return {
    placeOrder({ idempotencyKey, body }) {
      const order = store.place(idempotencyKey, { customer: "Alice", ...body });
      return reply(
        201,
        { order },
        { headers: { location: `/orders/${order.id}`, lastOrder: String(order.id) } },
      );
    },

    listOrders({ status = [], limit, after }) {
      const orders = store.list(after, limit, status);
      const last = orders.at(-1);
      const next = last !== undefined && orders.length === limit ? { next: last.id } : {};
      return reply(200, { orders, ...next }, { headers: { xTotalCount: store.all().length } });
    },

    lastOrder({ lastOrder = "0" }) {
      return existing(store, /^\d{1,19}$/.test(lastOrder) ? BigInt(lastOrder) : 0n);
    },

    getOrder({ id }) {
      return existing(store, id);
    },

    payOrder({ id, body }) {
      const order = existing(store, id);
      if (order.status !== OrderStatus.PLACED)
        throw locked(order, "Only what has just been placed can be paid.");
      return store.change(order, OrderStatus.PAID, body.payment);
    },

    cancelOrder({ id }) {
      const order = existing(store, id);
      if (order.status === OrderStatus.SHIPPED) throw locked(order, "It is on its way.");
      store.change(order, OrderStatus.CANCELLED);
    },
  };
}

/** The order of an id. */
export function existing(store: Store, id: bigint): Order {
  const order = store.find(id);
  if (order === undefined) throw new OrderNotFoundError({ id });
  return order;
}

export function locked({ status }: Order, reason: string): OrderLockedError {
  return new OrderLockedError({ status, reason });
}
