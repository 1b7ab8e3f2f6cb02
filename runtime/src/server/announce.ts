import { Router } from "./router.ts";
import type { Server } from "./serve.ts";
import type { HttpService } from "./types.ts";

/** Tells a developer what is served where; see the option `development`. */
export function announce(service: HttpService, { url }: Server): void {
  const routes = service instanceof Router ? `\n${String(service)}` : "";
  console.log(`${url}${routes}`);
}
