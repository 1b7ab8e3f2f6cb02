import { expect } from "vitest";
import { rows, send } from "../case.ts";
import type { Case } from "../case.ts";

const json = { "content-type": "application/json" };
const staff = { ...json, "x-api-key": "staff-key" };
const rex =
  '{"id":1,"name":"Rex","animal":{"kind":"cat","indoor":true},"price":12000,"status":"available","createdAt":"2026-01-01T00:00:00Z"}';

export const contract: readonly Case[] = [
  ...rows(
    { name: "a generated operation", target: "/pets/1", status: 200, replyHeaders: json },
    {
      name: "a reply of the contract",
      target: "/pets/7",
      status: 404,
      text: '{"title":"No such pet","status":404}',
    },
    {
      name: "a typed header of a reply",
      target: "/pets?status=available&limit=1",
      status: 200,
      replyHeaders: { "x-total-count": "1" },
    },
    { name: "a parameter that does not fit: 400", target: "/pets?limit=0", status: 400 },
    { name: "no credential: 401", method: "POST", target: "/pets", headers: json, body: "{}", status: 401 },
    {
      name: "another media type: 415",
      method: "POST",
      target: "/pets",
      headers: { ...staff, "content-type": "text/plain" },
      body: "x",
      status: 415,
    },
    { name: "no acceptable reply: 406", target: "/pets/1", headers: { accept: "image/png" }, status: 406 },
    { name: "an operation without a handler: 501", target: "/store/inventory", status: 501 },
  ),
  {
    name: "what an operation answers",
    run: async (host) => {
      expect(JSON.parse(await (await send(host, "/pets/1")).text())).toEqual(JSON.parse(rex));
    },
  },
  {
    name: "a body that fits",
    run: async (host) => {
      const body = JSON.stringify({ name: "Mimi", animal: { kind: "dog", size: "small" }, price: 1 });
      const answer = await send(host, "/pets", { method: "POST", headers: staff, body });
      expect([answer.status, answer.headers.get("location")]).toEqual([201, "/pets/2"]);
      expect(await answer.json()).toMatchObject({ id: 2, name: "Mimi", status: "available" });
    },
  },
  {
    name: "a body that does not fit: every fault with its place",
    run: async (host) => {
      const body = JSON.stringify({ animal: { kind: "dog", size: "tiny" }, price: -1 });
      const answer = await send(host, "/pets", { method: "POST", headers: staff, body });
      const { errors } = (await answer.json()) as { errors: { pointer: string }[] };
      expect([answer.status, errors.map(({ pointer }) => pointer)]).toEqual([
        400,
        ["/name", "/animal/size", "/price"],
      ]);
    },
  },
];
