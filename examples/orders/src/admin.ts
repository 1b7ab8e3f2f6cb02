import type { OrderAdminService } from "./gen/orders/server.ts";
import { Currency, OrderStatus } from "./gen/orders/types.ts";
import { existing, locked, orderHandlers } from "./orders.ts";
import type { Store } from "./store.ts";

/** The handlers of the staff, who can do what customers can and more. */
export function adminHandlers(store: Store, remind: (text: string) => void): OrderAdminService {
  return {
    ...orderHandlers(store),

    shipOrder({ id }) {
      const order = existing(store, id);
      if (order.status !== OrderStatus.PAID) throw locked(order, "Only what is paid is shipped.");
      return store.change(order, OrderStatus.SHIPPED);
    },

    revenue() {
      const byCurrency: Record<string, bigint> = {};
      const byStatus: Record<string, number> = {};
      for (const { items, status } of store.all()) {
        byStatus[status] = (byStatus[status] ?? 0) + 1;
        if (status === OrderStatus.PLACED || status === OrderStatus.CANCELLED) continue;
        for (const { price, quantity } of items) {
          const sum = byCurrency[price.currency] ?? 0n;
          byCurrency[price.currency] = sum + price.minor * BigInt(quantity);
        }
      }
      return { byCurrency: { [Currency.EUR]: 0n, ...byCurrency }, byStatus };
    },

    remind({ id, body }) {
      remind(`${existing(store, id).customer}: ${body.text}`);
    },
  };
}
