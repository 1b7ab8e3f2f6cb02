import type { SecurityScheme, Server } from "../ir/api.ts";
import type { Operation } from "../ir/operation.ts";
import type { TaggedOperation } from "./operation.ts";

/** What a document offers to its callers, whichever version it is written in. */
export interface Surface {
  readonly schemes: readonly SecurityScheme[];
  readonly operations: readonly TaggedOperation[];
  readonly servers: readonly Server[];
  /** Operations whose requests the API makes. */
  readonly webhooks?: readonly Operation[];
}
