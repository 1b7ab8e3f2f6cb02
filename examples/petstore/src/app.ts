import type { Router } from "volo-http";
import { apiDocs } from "volo-http/docs";
import { requestId, securityHeaders } from "volo-http/layers";
import { compression } from "volo-http/node";
import { security } from "./auth.ts";
import { petstoreRouter } from "./gen/petstore/server.ts";
import { storeHandlers } from "./orders.ts";
import { petsHandlers } from "./pets.ts";
import { Store } from "./store.ts";

/** The service, ready to be served or called in memory. */
export interface App {
  router: Router;
  store: Store;
  close(): void;
}

/**
 * Puts the service together.
 *
 * @param database path of the SQLite file. Default: `:memory:`, which is gone at the end.
 */
export function createApp(database = ":memory:"): App {
  const store = new Store(database);
  const router = petstoreRouter({ ...petsHandlers(store), ...storeHandlers(store) }, { security })
    .layer(requestId())
    .layer(securityHeaders())
    .layer(compression())
    // `/openapi.json`, and `/docs` for people.
    .merge(apiDocs(new URL("./gen/petstore/openapi.json", import.meta.url)));
  return { router, store, close: () => store.close() };
}
