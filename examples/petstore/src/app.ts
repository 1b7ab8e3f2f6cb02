import { readFile } from "node:fs/promises";
import { get, HttpResponse } from "volo-http";
import type { Router } from "volo-http";
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
export async function createApp(database = ":memory:"): Promise<App> {
  const contract = await readFile(new URL("./gen/petstore/openapi.json", import.meta.url));
  const store = new Store(database);
  const router = petstoreRouter({ ...petsHandlers(store), ...storeHandlers(store) }, { security }).route(
    "/openapi.json",
    get(() => new HttpResponse(200, ["content-type", "application/json"], contract)),
  );
  return { router, store, close: () => store.close() };
}
