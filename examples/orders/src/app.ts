import type { Router } from "volo-http";
import { HttpError, layerFn, timingSafeEqual } from "volo-http";
import { apiDocs } from "volo-http/docs";
import type { HttpService } from "volo-http";
import { adminHandlers } from "./admin.ts";
import { ordersRouter } from "./gen/orders/server.ts";
import { stockRouter } from "./gen/stock/server.ts";
import { stock } from "./stock.ts";
import { Store } from "./store.ts";

/** The password of the staff in this demonstration. */
export const staffKey = "staff-key";

/** What the contract calls `staff`: the layer around every operation that only the staff may use. */
const staff = layerFn((inner: HttpService): HttpService => ({
  async call(cx, req) {
    if (!(await timingSafeEqual(req.headers.get("x-staff-key") ?? "", staffKey))) {
      throw new HttpError(401, "This is for the staff.");
    }
    return inner.call(cx, req);
  },
}));

/** The service, ready to be served or called in memory: two contracts in one router. */
export function createApp(remind: (text: string) => void = () => {}): { router: Router; store: Store } {
  const store = new Store();
  const router = ordersRouter(adminHandlers(store, remind), { namedLayers: { staff } })
    .merge(stockRouter(stock))
    .merge(apiDocs(new URL("./gen/orders/openapi.json", import.meta.url)))
    .merge(
      apiDocs(new URL("./gen/stock/openapi.json", import.meta.url), {
        document: "/stock.json",
        page: "/stock-docs",
      }),
    );
  return { router, store };
}
