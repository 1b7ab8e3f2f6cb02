import { timingSafeEqual } from "volo-http";
import type { PetstoreSecurity } from "./gen/petstore/server.ts";

/** Somebody who may use the shop. */
export interface Person {
  name: string;
}

/** Whom each credential of the contract stands for. */
export interface Principals {
  apiKey: Person;
  bearer: Person;
}

/** Credentials of the demonstration; a real service asks its database or its identity provider here. */
export const demo = { apiKey: "staff-key", bearer: "alice-token" } as const;

/** The verifiers that the contract asks for: what they return is `cx.auth` of the handlers. */
export const security: PetstoreSecurity<Principals> = {
  apiKey: async (key) => ((await timingSafeEqual(key, demo.apiKey)) ? { name: "Sam" } : undefined),
  bearer: async (token) => ((await timingSafeEqual(token, demo.bearer)) ? { name: "Alice" } : undefined),
};
