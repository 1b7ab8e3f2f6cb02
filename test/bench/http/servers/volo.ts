// The service as a contract's generated code makes it: every value checked, every reply written by its schema.
import {
  contractRouter,
  int,
  Int32Schema,
  isArray,
  isBoolean,
  isInt32,
  isNumber,
  isObject,
  lengthIn,
  list,
  maxLength,
  num,
  bool,
  BooleanSchema,
  str,
  toBoolean,
  toNumber,
} from "volo-http/codegen/v1";
import type { Exchange, Schema } from "volo-http/codegen/v1";
import { serve } from "volo-http/server";
import type { Awaitable, HttpResponse } from "volo-http";
import { report } from "../protocol.ts";

interface Owner {
  name: string;
  email: string;
  address?: string;
}
interface NewPet {
  name: string;
  status: "available" | "sold";
  weight?: number;
  tags?: string[];
  owner: Owner;
  notes?: string;
}
interface Pet extends NewPet {
  id: number;
}
interface Found {
  id: number;
  limit: number;
  expand: boolean;
  tags: string[];
}

interface Service {
  hello(): Awaitable<{ message: string }>;
  getPet(req: { id: number; limit: number; expand: boolean; tags: string[] | undefined }): Awaitable<Found>;
  createPet(req: { body: NewPet }): Awaitable<Pet>;
}

const service: Service = {
  hello: () => ({ message: "hello" }),
  getPet: (req) => ({
    id: req.id,
    limit: req.limit,
    expand: req.expand,
    tags: req.tags ?? [],
  }),
  createPet: (req) => ({ id: 1, ...req.body }),
};

const OwnerSchema: Schema = {
  type: "object",
  required: ["name", "email"],
  properties: {
    name: { type: "string" },
    email: { type: "string", maxLength: 254 },
    address: { type: "string" },
  },
};
function isOwner(v: unknown): v is Owner {
  return (
    isObject(v) &&
    typeof v["name"] === "string" &&
    typeof v["email"] === "string" &&
    maxLength(v["email"], 254) &&
    (v["address"] === undefined || typeof v["address"] === "string")
  );
}
function writeOwner(v: Owner): string {
  let s = `{"name":${str(v.name)},"email":${str(v.email)}`;
  if (v.address !== undefined) s += `,"address":${str(v.address)}`;
  return s + "}";
}

const TagsSchema: Schema = { type: "array", maxItems: 20, items: { type: "string", maxLength: 32 } };
function isTags(v: unknown): v is string[] {
  return isArray(v) && v.length <= 20 && v.every((tag) => typeof tag === "string" && maxLength(tag, 32));
}

const NewPetSchema: Schema = {
  type: "object",
  required: ["name", "status", "owner"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 64 },
    status: { enum: ["available", "sold"] },
    weight: { type: "number", minimum: 0 },
    tags: TagsSchema,
    owner: { $ref: () => OwnerSchema },
    notes: { type: "string", maxLength: 1000 },
  },
};
function isNewPet(v: unknown): v is NewPet {
  return (
    isObject(v) &&
    typeof v["name"] === "string" &&
    lengthIn(v["name"], 1, 64) &&
    (v["status"] === "available" || v["status"] === "sold") &&
    (v["weight"] === undefined || (isNumber(v["weight"]) && v["weight"] >= 0)) &&
    (v["tags"] === undefined || isTags(v["tags"])) &&
    isOwner(v["owner"]) &&
    (v["notes"] === undefined || (typeof v["notes"] === "string" && maxLength(v["notes"], 1000)))
  );
}
function isPet(v: unknown): v is Pet {
  return isNewPet(v) && "id" in v && isInt32(v.id);
}
function writePet(v: Pet): string {
  let s = `{"id":${int(v.id)},"name":${str(v.name)},"status":${str(v.status)},"owner":${writeOwner(v.owner)}`;
  if (v.weight !== undefined) s += `,"weight":${num(v.weight)}`;
  if (v.tags !== undefined) s += `,"tags":${list(v.tags, str)}`;
  if (v.notes !== undefined) s += `,"notes":${str(v.notes)}`;
  return s + "}";
}

const PetIdSchema: Schema = { type: "integer", minimum: 1 };
function isPetId(v: unknown): v is number {
  return isInt32(v) && v >= 1;
}
const LimitSchema: Schema = { type: "integer", minimum: 1, maximum: 100 };
function isLimit(v: unknown): v is number {
  return isInt32(v) && v >= 1 && v <= 100;
}

async function hello(x: Exchange): Promise<HttpResponse> {
  x.produces("application/json");
  x.end();
  const reply = x.reply(await service.hello(), 200);
  return x.json(200, "application/json", reply.body, (v) => `{"message":${str(v.message)}}`, isObject, {});
}

async function getPet(x: Exchange): Promise<HttpResponse> {
  x.produces("application/json");
  const req = {
    id: x.required("path", "id", toNumber(x.path(0, "id")), isPetId, PetIdSchema),
    limit: x.withDefault("query", "limit", toNumber(x.query("limit")), 10, isLimit, LimitSchema),
    expand: x.withDefault("query", "expand", toBoolean(x.query("expand")), false, isBoolean, BooleanSchema),
    tags: x.optional("query", "tags", x.queryList("tags", "form", true), isTags, TagsSchema),
  };
  x.end();
  const reply = x.reply(await service.getPet(req), 200);
  return x.json(200, "application/json", reply.body, writeFound, isObject, Int32Schema);
}
function writeFound(v: Found): string {
  return `{"id":${int(v.id)},"limit":${int(v.limit)},"expand":${bool(v.expand)},"tags":${list(v.tags, str)}}`;
}

async function createPet(x: Exchange): Promise<HttpResponse> {
  x.consumes("application/json");
  x.produces("application/json");
  const body = await x.jsonBody();
  const req = { body: x.body(body, isNewPet, NewPetSchema) };
  x.end();
  const reply = x.reply(await service.createPet(req), 201);
  return x.json(201, "application/json", reply.body, writePet, isPet, NewPetSchema);
}

const router = contractRouter({}, [
  { operation: "hello", method: "GET", path: "/hello", security: [], implemented: true, endpoint: hello },
  {
    operation: "getPet",
    method: "GET",
    path: "/pets/{id}",
    security: [],
    implemented: true,
    endpoint: getPet,
  },
  {
    operation: "createPet",
    method: "POST",
    path: "/pets",
    security: [],
    implemented: true,
    endpoint: createPet,
  },
]);
const server = await serve(router, { port: 0, hostname: "127.0.0.1" });
report(server.port);
