import { fastify } from "fastify";
import type { AddressInfo } from "node:net";
import { report } from "../../protocol.ts";
import type { NewPet } from "../workloads.ts";

const newPet = {
  type: "object",
  required: ["name", "status", "owner"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 64 },
    status: { type: "string", enum: ["available", "sold"] },
    weight: { type: "number", minimum: 0 },
    tags: { type: "array", maxItems: 20, items: { type: "string", maxLength: 32 } },
    owner: {
      type: "object",
      required: ["name", "email"],
      properties: {
        name: { type: "string" },
        email: { type: "string", maxLength: 254 },
        address: { type: "string" },
      },
    },
    notes: { type: "string", maxLength: 1000 },
  },
} as const;

const app = fastify();
app.get(
  "/hello",
  { schema: { response: { 200: { type: "object", properties: { message: { type: "string" } } } } } },
  () => ({ message: "hello" }),
);
app.get<{ Params: { id: number }; Querystring: { limit: number; expand: boolean; tags: string[] } }>(
  "/pets/:id",
  {
    schema: {
      params: { type: "object", required: ["id"], properties: { id: { type: "integer", minimum: 1 } } },
      querystring: {
        type: "object",
        properties: {
          limit: { type: "integer", minimum: 1, maximum: 100, default: 10 },
          expand: { type: "boolean", default: false },
          tags: { type: "array", maxItems: 20, items: { type: "string", maxLength: 32 } },
        },
      },
      response: {
        200: {
          type: "object",
          properties: {
            id: { type: "integer" },
            limit: { type: "integer" },
            expand: { type: "boolean" },
            tags: { type: "array", items: { type: "string" } },
          },
        },
      },
    },
  },
  ({ params, query }) => ({ id: params.id, limit: query.limit, expand: query.expand, tags: query.tags }),
);
app.post<{ Body: NewPet }>(
  "/pets",
  {
    schema: {
      body: newPet,
      response: {
        201: { type: "object", properties: { id: { type: "integer" }, ...newPet.properties } },
      },
    },
  },
  ({ body }, reply) => {
    void reply.code(201);
    return { id: 1, ...body };
  },
);
await app.listen({ port: 0, host: "127.0.0.1" });
report((app.server.address() as AddressInfo).port);
