import { key } from "../../../http/context.ts";
import type { ContextKey } from "../../../http/context.ts";

/** Where `requestId` leaves the id of a request. */
export const requestIdKey: ContextKey<string> = key("request id");
