import { reply } from "volo-http";
import type { StockService } from "./gen/stock/server.ts";

const left = new Map([
  ["AB-1000", 12],
  ["AB-2000", 0],
]);

/** The handlers of the second contract, which is written in OpenAPI. */
export const stock: StockService = {
  getStock({ sku }) {
    const count = left.get(sku);
    return count === undefined ? reply(404) : { sku, left: count };
  },
};
