import { expect } from "vitest";
import { large } from "../app.ts";
import { rows, send } from "../case.ts";
import type { Case } from "../case.ts";

const chunks = (...texts: string[]): Uint8Array[] => texts.map((text) => new TextEncoder().encode(text));
const tooLarge = '{"title":"Content Too Large","status":413,"detail":"The body has more than 100 bytes."}';

export const bodies: readonly Case[] = [
  ...rows(
    {
      name: "a body with a length",
      method: "POST",
      target: "/echo",
      body: "hellö",
      status: 200,
      text: "hellö",
      replyHeaders: { "x-body": "true 6", "x-route": "/echo" },
    },
    {
      name: "a body of unknown length",
      method: "POST",
      target: "/echo",
      body: chunks("a", "bc"),
      status: 200,
      text: "abc",
    },
    {
      name: "an empty body of unknown length",
      method: "POST",
      target: "/echo",
      body: [],
      status: 200,
      text: "",
    },
    ...["POST", "PUT", "PATCH", "DELETE", "GET", "QUERY"].map((method) => ({
      name: `${method} without a body`,
      method,
      target: "/echo",
      ...(method === "GET" || method === "DELETE" ? {} : { headers: { "content-length": "0" } }),
      status: 200,
      text: "",
      replyHeaders: { "x-body": "false 0" },
    })),
    { name: "DELETE with a body", method: "DELETE", target: "/echo", body: "x", status: 200, text: "x" },
    {
      name: "a body of as many bytes as allowed",
      method: "POST",
      target: "/echo-small",
      body: "x".repeat(100),
      status: 200,
      text: "x".repeat(100),
    },
    {
      name: "a body with a length beyond the limit: 413",
      method: "POST",
      target: "/echo-small",
      body: "x".repeat(101),
      status: 413,
      text: tooLarge,
    },
    {
      name: "a body of unknown length beyond the limit: 413",
      method: "POST",
      target: "/echo-small",
      body: chunks("x".repeat(60), "y".repeat(60)),
      status: 413,
      text: tooLarge,
    },
    {
      name: "a streamed body with a length beyond the limit: 413",
      method: "POST",
      target: "/echo-stream",
      body: "x".repeat(101),
      status: 413,
      text: tooLarge,
    },
    {
      name: "the server's limit of 1 MiB",
      method: "POST",
      target: "/echo",
      body: "x".repeat(1_048_577),
      status: 413,
    },
    {
      name: "a body that is streamed back",
      method: "POST",
      target: "/echo-stream",
      body: chunks("a", "b"),
      status: 200,
      text: "ab",
    },
    {
      name: "a reply before the body is read",
      method: "POST",
      target: "/early",
      body: "x".repeat(200_000),
      status: 403,
      text: "early",
    },
    { name: "a body is read once", method: "POST", target: "/twice", body: "x", status: 500 },
  ),
  {
    name: "every byte of a body arrives as it is",
    run: async (host) => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      expect(await (await send(host, "/echo", { method: "POST", body: bytes })).bytes()).toEqual(bytes);
    },
  },
  {
    name: "5 MB there and back",
    run: async (host) => {
      const answer = await send(host, "/echo-large", { method: "POST", body: large() });
      expect(Buffer.compare(await answer.bytes(), large())).toBe(0);
    },
  },
  {
    name: "5 MB of unknown length there and back as a stream",
    run: async (host) => {
      const body = large();
      const parts = Array.from({ length: 50 }, (_, i) => body.subarray(i * 100_000, (i + 1) * 100_000));
      const answer = await send(host, "/echo-stream-large", { method: "POST", body: parts });
      expect(Buffer.compare(await answer.bytes(), body)).toBe(0);
    },
  },
];
