import { readFileSync } from "node:fs";
import { fromFn, reply } from "volo-http";
import type { Router, ServerContext } from "volo-http";
import { petstoreRouter } from "../../examples/petstore/src/gen/petstore/server.ts";
import type { PetstoreService } from "../../examples/petstore/src/gen/petstore/server.ts";

/** An operation as the contract has it, read without any code of ours. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly secured: boolean;
}

interface Contract {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { operationId: string; security?: unknown[] }>>>
  >;
}

const contract = JSON.parse(
  readFileSync(new URL("../../examples/petstore/src/gen/petstore/openapi.json", import.meta.url), "utf8"),
) as Contract;

export const operations: readonly Operation[] = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== "parameters")
    .map(([method, { operationId, security = [] }]) => ({
      name: operationId,
      method: method.toUpperCase(),
      path,
      secured: security.length > 0,
    })),
);

const values: Readonly<Record<string, string>> = {
  "{petId}": "1",
  "{orderId}": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
};

/** A path that fits a template of the contract. */
export function filled(path: string): string {
  return path.replace(/\{\w+\}/g, (parameter) => values[parameter] ?? "");
}

/** The operation that a request is for by the letter of the contract: each segment as it arrives. */
export function operationFor(method: string, target: string): Operation | undefined {
  const [path = ""] = target.split("?");
  const segments = path.split("/");
  return operations.find((operation) => {
    const own = operation.path.split("/");
    return (
      operation.method === method &&
      own.length === segments.length &&
      own.every((segment, i) => (segment.startsWith("{") ? segments[i] !== "" : segments[i] === segment))
    );
  });
}

/** Who took which request for which operation, in the order of asking. */
export interface Decisions {
  layer: (string | undefined)[];
  verifier: (string | undefined)[];
  handler: (string | undefined)[];
}

export const credentials: Readonly<Record<string, string>> = {
  "x-api-key": "staff",
  authorization: "Bearer alice",
};

/** The router of the petstore, and what its parts have decided about requests since it was last asked. */
export function shop(): { readonly router: Router; take(): Decisions } {
  let seen: Decisions = { layer: [], verifier: [], handler: [] };
  const verify = (given: string, cx: ServerContext): { by: string } | undefined => {
    seen.verifier.push(cx.operation);
    return given === "staff" || given === "alice" ? { by: given } : undefined;
  };
  const pet = {
    id: 1,
    name: "Rex",
    animal: { kind: "cat", indoor: true },
    price: 1,
    createdAt: "2026-01-01T00:00:00Z",
  } as const;
  const order = {
    id: values["{orderId}"] ?? "",
    petId: 1,
    price: 1,
    currency: "EUR",
    placedAt: pet.createdAt,
  } as const;
  const noted =
    <A extends [unknown, ServerContext], R>(handler: (...args: A) => R) =>
    (...args: A): R => {
      seen.handler.push(args[1].operation);
      return handler(...args);
    };
  const service: PetstoreService = {
    listPets: noted(() => reply(200, { items: [pet] }, { headers: { xTotalCount: 1 } })),
    createPet: noted(() => reply(201, pet, { headers: { location: "/pets/1" } })),
    getPet: noted(() => pet),
    updatePet: noted(() => pet),
    deletePet: noted(() => reply(204)),
    getPhoto: noted(() => new Uint8Array([1, 2, 3])),
    uploadPhoto: noted(() => ({ bytes: 3 })),
    getInventory: noted(() => ({ available: 1 })),
    listOrders: noted(() => [order]),
    placeOrder: noted(() => reply(201, order)),
    getOrder: noted(() => order),
    cancelOrder: noted(() => reply(204)),
  };
  const router = petstoreRouter(service, {
    security: { apiKey: verify, bearer: verify },
    layers: {
      all: fromFn((_req, cx, next) => {
        seen.layer.push(cx.operation);
        return next();
      }),
    },
  });
  return {
    router,
    take() {
      const taken = seen;
      seen = { layer: [], verifier: [], handler: [] };
      return taken;
    },
  };
}
