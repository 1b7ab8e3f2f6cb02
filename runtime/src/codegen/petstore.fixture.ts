// A contract as generated code has it, small enough to be written by hand: what tests of the runtime stand on.

import {
  contractRouter,
  int,
  Int64Schema,
  isInt64,
  isInteger,
  isObject,
  isString,
  lengthIn,
  pathValue,
  queryParam,
  queryString,
  reply,
  secured,
  str,
  StringSchema,
  toNumber,
} from "./v1.ts";
import type {
  Authenticated,
  Awaitable,
  CallOptions,
  Client,
  ClientReply,
  ContractOptions,
  ContractRoute,
  DefaultReply,
  Exchange,
  HttpResponse,
  Reply,
  ReplyPromise,
  Router,
  Schema,
  SecuritySchemes,
  ServerContext,
  Verifier,
  Via,
} from "./v1.ts";

export interface Pet {
  id: number;
  name: string;
}
export interface Problem {
  title: string;
}
export interface GetPetRequest {
  petId: number;
  limit: number;
}
export type GetPetReply = Reply<200, Pet, { readonly xTotal?: number }> | DefaultReply<200, Problem>;
export type CreatePetReply = Reply<201, Pet> | Reply<409, Problem>;

const PetSchema: Schema = {
  type: "object",
  required: ["id", "name"],
  properties: { id: Int64Schema, name: { type: "string", minLength: 1, maxLength: 64 } },
};
function isPet(v: unknown): v is Pet {
  return isObject(v) && isInt64(v["id"]) && isString(v["name"]) && lengthIn(v["name"], 1, 64);
}
function writePet(v: Pet): string {
  return `{"id":${int(v.id)},"name":${str(v.name)}}`;
}
const ProblemSchema: Schema = {
  type: "object",
  required: ["title"],
  properties: { title: StringSchema },
};
function isProblem(v: unknown): v is Problem {
  return isObject(v) && isString(v["title"]);
}
function writeProblem(v: Problem): string {
  return `{"title":${str(v.title)}}`;
}
const LimitSchema: Schema = { type: "integer", minimum: 1, maximum: 100 };
function isLimit(v: unknown): v is number {
  return isInteger(v) && v >= 1 && v <= 100;
}

export interface Principals {
  apiKey: unknown;
  bearer: unknown;
}
export interface PetSecurity<P extends Principals> {
  apiKey: Verifier<string, P["apiKey"]>;
  bearer: Verifier<string, P["bearer"], "write">;
}
export interface PetService<Cx extends ServerContext = ServerContext, P extends Principals = Principals> {
  getPet(req: GetPetRequest, cx: Cx): Awaitable<Pet | GetPetReply>;
  createPet(
    req: { body: Pet },
    cx: Cx & Authenticated<Via<P, "bearer"> | Via<P, "apiKey">>,
  ): Awaitable<Pet | CreatePetReply>;
}
export type PetOptions<Cx extends ServerContext, P extends Principals> = ContractOptions<
  Cx,
  "getPet" | "createPet"
> & { security: PetSecurity<P> };

const schemes: SecuritySchemes = {
  apiKey: { kind: "apiKey", in: "header", name: "X-Api-Key" },
  bearer: { kind: "http", scheme: "bearer" },
};

export function petRouter<Cx extends ServerContext = ServerContext, P extends Principals = Principals>(
  service: PetService<Cx, P>,
  options: PetOptions<Cx, P>,
): Router {
  return contractRouter(service, options, routes, schemes);
}

const routes: readonly ContractRoute<PetService>[] = [
  { operation: "getPet", method: "GET", path: "/pets/{petId}", endpoint: getPet },
  {
    operation: "createPet",
    method: "POST",
    path: "/pets",
    security: [{ bearer: ["write"] }, { apiKey: [] }],
    endpoint: createPet,
  },
];

async function getPet(service: PetService, x: Exchange): Promise<HttpResponse> {
  const contentType = x.produces("application/json");
  const req: GetPetRequest = {
    petId: x.required("path", "petId", toNumber(x.path(0, "petId")), isInt64, Int64Schema),
    limit: x.withDefault("query", "limit", toNumber(x.query("limit")), 20, isLimit, LimitSchema),
  };
  x.end();
  const result = x.reply(await service.getPet(req, x.context()), 200);
  switch (result.status) {
    case 200:
      if ("xTotal" in result.headers) x.setOptional("x-total", result.headers.xTotal, int);
      return x.json(200, contentType, result.body, writePet, isPet, PetSchema);
    default:
      return x.json(
        result.status,
        "application/problem+json",
        result.body,
        writeProblem,
        isProblem,
        ProblemSchema,
      );
  }
}

async function createPet(service: PetService, x: Exchange): Promise<HttpResponse> {
  x.consumes("application/json");
  x.produces("application/json");
  const body = await x.jsonBody();
  const req = { body: x.body(body, isPet, PetSchema) };
  x.end();
  const result = x.reply(await service.createPet(req, x.context()), 201);
  switch (result.status) {
    case 201:
      return x.json(201, "application/json", result.body, writePet, isPet, PetSchema);
    case 409:
      return x.json(409, "application/problem+json", result.body, writeProblem, isProblem, ProblemSchema);
    default:
      return x.undeclared(result);
  }
}

export const contract = { baseUrl: "http://pets.test", schemes };

export function callGetPet(
  client: Client,
  req: { petId: number | string; limit?: number },
  options?: CallOptions,
): ReplyPromise<Pet, GetPetReply> {
  const query = queryString(queryParam("limit", req.limit));
  return client.call(
    {
      operation: "getPet",
      method: "GET",
      path: `/pets/${pathValue(req.petId)}${query}`,
      accept: "application/json",
    },
    options,
    readGetPet,
  );
}

async function readGetPet(res: ClientReply): Promise<GetPetReply> {
  if (res.status === 200) {
    const xTotal = await res.optional("x-total", toNumber(res.header("x-total")), isInteger, {
      type: "integer",
    });
    return reply(200, await res.json(isPet, PetSchema), { headers: xTotal === undefined ? {} : { xTotal } });
  }
  return reply(res.status as 404, await res.json(isProblem, ProblemSchema));
}

export function callCreatePet(
  client: Client,
  req: { body: Pet },
  options?: CallOptions,
): ReplyPromise<Pet, CreatePetReply> {
  return client.call(
    {
      operation: "createPet",
      method: "POST",
      path: "/pets",
      accept: "application/json",
      contentType: "application/json",
      body: writePet(req.body),
      security: secured(["bearer"], ["apiKey"]),
    },
    options,
    readCreatePet,
  );
}

async function readCreatePet(res: ClientReply): Promise<CreatePetReply> {
  switch (res.status) {
    case 201:
      await res.contentType("application/json");
      return reply(201, await res.json(isPet, PetSchema));
    case 409:
      return reply(409, await res.json(isProblem, ProblemSchema));
    default:
      return res.undeclared();
  }
}
