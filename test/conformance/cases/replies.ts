import { expect } from "vitest";
import { large } from "../app.ts";
import { rows, send } from "../case.ts";
import type { Case } from "../case.ts";

const text = { "content-type": "text/plain; charset=utf-8" };
const bytes = { "content-type": "application/octet-stream" };

export const replies: readonly Case[] = [
  ...rows(
    { target: "/text", status: 200, text: "text ü", replyHeaders: { ...text, "x-layer": "1" } },
    {
      target: "/nothing",
      status: 204,
      text: "",
      replyHeaders: { "content-length": null, "content-type": "ignored/x" },
    },
    { target: "/empty", status: 200, text: "", replyHeaders: text },
    { target: "/stream", status: 200, text: "1;2;3;", replyHeaders: bytes },
    { target: "/web-stream", status: 200, text: "streamed", replyHeaders: bytes },
    { target: "/mixed-stream", status: 200, text: "aü" },
    {
      target: "/json",
      status: 201,
      text: '{"a":1,"ü":[null,"\u2028"]}',
      replyHeaders: { "content-type": "application/json" },
    },
    { target: "/reply", status: 404, text: '{"title":"gone"}', replyHeaders: { "x-a": "1" } },
    {
      name: "a reply that is a constant",
      target: "/constant",
      status: 200,
      text: "constant",
      replyHeaders: { "x-constant": "1" },
    },
    { name: "a constant again, unchanged", target: "/constant", status: 200, text: "constant" },
    { target: "/fetch", status: 202, text: "r" },
    {
      name: "204 has no body",
      target: "/204",
      status: 204,
      text: "",
      replyHeaders: { "content-length": null },
    },
    { name: "205 has no body", target: "/205", status: 205, text: "" },
    {
      name: "304 has no body and no length",
      target: "/304",
      status: 304,
      text: "",
      replyHeaders: { etag: '"1"', "content-length": null },
    },
    { name: "a field of Latin-1", target: "/latin", status: 200, replyHeaders: { "x-latin": "caf\u00e9" } },
    {
      name: "vary of the reply and of a layer add up",
      target: "/vary",
      status: 200,
      replyHeaders: { vary: "origin, accept" },
    },
  ),
  {
    name: "bytes arrive as they are",
    run: async (host) => {
      expect([...(await (await send(host, "/bytes")).bytes())]).toEqual([...Array(256).keys()]);
      expect([...(await (await send(host, "/binary-part")).bytes())]).toEqual([1, 2, 255]);
    },
  },
  {
    name: "a body that is there has its length",
    run: async (host) => {
      for (const [target, length] of [
        ["/text", "7"],
        ["/empty", "0"],
        ["/bytes", "256"],
        ["/constant", "8"],
      ] as const) {
        const answer = await send(host, target);
        await answer.bytes();
        expect([target, answer.headers.get("content-length")]).toEqual([target, length]);
      }
    },
  },
  {
    name: "several set-cookie stay several",
    run: async (host) => {
      const answer = await send(host, "/fetch");
      await answer.bytes();
      const [first, ...others] = answer.headers.getSetCookie();
      expect([first, ...others]).toEqual(["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2", "layer=1"]);
    },
  },
  {
    name: "5 MB arrive byte by byte",
    run: async (host) => {
      expect(Buffer.compare(await (await send(host, "/large")).bytes(), large())).toBe(0);
    },
  },
  {
    name: "HEAD has the status and type of GET, and no body",
    run: async (host) => {
      for (const target of ["/text", "/stream", "/json", "/none", "/throw", "/304", "/endless"]) {
        const got = target === "/endless" ? await send(host, "/stream") : await send(host, target);
        const headed = await send(host, target, { method: "HEAD" });
        expect([target, headed.status, await headed.text()]).toEqual([target, got.status, ""]);
        for (const name of ["content-type", "x-layer"]) {
          expect([target, name, headed.headers.get(name)]).toEqual([target, name, got.headers.get(name)]);
        }
        await got.bytes();
      }
    },
  },
  {
    name: "HEAD has the length of GET",
    run: async (host) => {
      const headed = await send(host, "/text", { method: "HEAD" });
      expect([headed.headers.get("content-length"), await headed.text()]).toEqual(["7", ""]);
    },
  },
];
