import type { Item, Order, Payment } from "./gen/orders/types.ts";
import { OrderStatus } from "./gen/orders/types.ts";

/** What a customer wants. */
export interface NewOrder {
  readonly customer: string;
  readonly items: Item[];
  readonly note?: string | undefined;
  readonly labels?: string[] | undefined;
}

/** The orders of the shop, in memory. */
export class Store {
  // Beyond what a double can count: the ids of this shop are 64-bit.
  #lastId = 9_007_199_254_740_992n;
  readonly #orders = new Map<bigint, Order>();
  readonly #byKey = new Map<string, Order>();

  /** Adds an order, once for each key. */
  place(key: string, { customer, items, note, labels }: NewOrder): Order {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const order: Order = {
      id: ++this.#lastId,
      customer,
      items,
      status: OrderStatus.PLACED,
      placedAt: BigInt(Date.now()),
      ...(note !== undefined && { note }),
      ...(labels !== undefined && { labels }),
    };
    this.#orders.set(order.id, order);
    this.#byKey.set(key, order);
    return order;
  }

  find(id: bigint): Order | undefined {
    return this.#orders.get(id);
  }

  /** Orders older than `after`, newest first. */
  list(after: bigint | undefined, limit: number, statuses: readonly OrderStatus[]): Order[] {
    return this.all()
      .filter((order) => after === undefined || order.id < after)
      .filter((order) => statuses.length === 0 || statuses.includes(order.status))
      .slice(0, limit);
  }

  /** Newest first. */
  all(): Order[] {
    return [...this.#orders.values()].reverse();
  }

  change(order: Order, status: OrderStatus, payment?: Payment): Order {
    order.status = status;
    if (payment !== undefined) order.payment = payment;
    return order;
  }
}
