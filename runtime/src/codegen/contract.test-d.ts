// What must not compile, and what must: read by the type checker only.

import { petRouter } from "./petstore.fixture.ts";
import type { PetService, Principals } from "./petstore.fixture.ts";
import { deny, forbid } from "../http/refusal.ts";
import { reply } from "./v1.ts";
import type { ContractOptions, ServerContext } from "./v1.ts";

const rex = { id: 1, name: "Rex" };
const security = { bearer: () => ({ user: "ada" }), apiKey: () => ({ app: "till" }) };

// Replies.
const service: PetService = {
  getPet: () => reply(404, { title: "no such pet" }),
  createPet: async ({ body }) => (body.id === 1 ? reply(409, { title: "taken" }) : body),
};
export const wrongStatus: PetService["createPet"] =
  // @ts-expect-error -- 404 is not declared.
  () => reply(404, { title: "x" });
export const wrongBody: PetService["getPet"] =
  // @ts-expect-error -- A problem has a title.
  () => reply(404, { name: "x" });
export const wrongBare: PetService["getPet"] =
  // @ts-expect-error -- A pet has a name.
  () => ({ id: 1 });
export const wrongHeaders: PetService["getPet"] =
  // @ts-expect-error -- The header is a number.
  () => reply(200, rex, { headers: { xTotal: "1" } });

// Options.
petRouter(service, { security });
petRouter(service, { security, layers: { all: [], getPet: [] } });
// @ts-expect-error -- The contract declares security.
petRouter(service, {});
// @ts-expect-error -- A verifier is missing.
petRouter(service, { security: { bearer: security.bearer } });
// @ts-expect-error -- There is no such operation.
petRouter(service, { security, layers: { getPets: [] } });
// @ts-expect-error -- 404 is not a way to be unimplemented.
petRouter(service, { security, unimplemented: 404 });

// What handlers ask of their context, options must give.
interface Tenant extends ServerContext {
  readonly tenant: string;
}
const tenants: PetService<Tenant> = { ...service, getPet: (_, cx) => ({ ...rex, name: cx.tenant }) };
petRouter(tenants, { security, context: () => ({ tenant: "t" }) });
petRouter(tenants, { security, context: async () => ({ tenant: "t" }) });
// @ts-expect-error -- Nobody makes the tenant.
petRouter(tenants, { security });
// @ts-expect-error -- The tenant is a string.
petRouter(tenants, { security, context: () => ({ tenant: 1 }) });
export const plain: ContractOptions<ServerContext, "a"> = {
  // @ts-expect-error -- Nobody asks for anything.
  context: () => ({ tenant: "t" }),
};

// Principals are typed per alternative.
interface Ada extends Principals {
  bearer: { user: string };
  apiKey: { app: string };
}
const typed: PetService<ServerContext, Ada> = {
  ...service,
  createPet: ({ body }, cx) => {
    const name: string = cx.auth.via === "bearer" ? cx.auth.bearer.user : cx.auth.apiKey.app;
    // @ts-expect-error -- There is no such way.
    void (cx.auth.via === "anonymous");
    // @ts-expect-error -- The caller may have come with a key.
    void cx.auth.bearer;
    return { ...body, name };
  },
};
petRouter(typed, { security });
// Whether a caller may do something depends on the scopes that the contract knows.
petRouter(typed, {
  security: {
    ...security,
    bearer: (_, __, scopes) => (scopes.includes("write") ? { user: "ada" } : forbid()),
  },
});
petRouter(typed, {
  // @ts-expect-error -- There is no such scope.
  security: { ...security, bearer: (_, __, scopes) => (scopes.includes("read") ? { user: "ada" } : deny()) },
});
// @ts-expect-error -- The verifier finds something else.
petRouter(typed, { security: { ...security, bearer: () => ({ userId: 1 }) } });
