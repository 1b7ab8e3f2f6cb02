import { expect } from "vitest";
import { rows, send } from "../case.ts";
import type { Case } from "../case.ts";

const problem = { "content-type": "application/problem+json" };

export const requests: readonly Case[] = [
  ...rows(
    {
      target: "/none",
      status: 404,
      text: '{"title":"Not Found","status":404}',
      replyHeaders: { ...problem, "x-layer": "1" },
    },
    { name: "a path is compared with its slash and case", target: "/TEXT", status: 404 },
    { name: "a slash at the end is another path", target: "/text/", status: 404 },
    {
      name: "405 tells what is allowed",
      method: "POST",
      target: "/two",
      status: 405,
      text: '{"title":"Method Not Allowed","status":405}',
      replyHeaders: { ...problem, allow: "GET, HEAD, PUT, OPTIONS" },
    },
    {
      name: "OPTIONS tells what is allowed",
      method: "OPTIONS",
      target: "/two",
      status: 204,
      text: "",
      replyHeaders: { allow: "GET, HEAD, PUT, OPTIONS" },
    },
    { method: "PUT", target: "/two", status: 200, text: "put" },
    ...["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "POST"].map((method) => ({
      name: `the method ${method}`,
      method,
      target: "/method",
      status: 200,
      replyHeaders: { "x-method": method },
    })),
    ...["PROPFIND", "QUERY"].map((method) => ({
      name: `the method ${method}, which few know`,
      method,
      target: "/method",
      status: 200,
      replyHeaders: { "x-method": method },
    })),
    {
      name: "path parameters are decoded once, after they are told apart",
      target: "/params/a%2Fb%252F/%C3%BC%20+;=,",
      status: 200,
      text: '{"a":"a/b%2F","b":"ü +;=,","raw":["a%2Fb%252F","%C3%BC%20+;=,"]}',
    },
    { name: "an escape that is none: 400", target: "/params/%zz/b", status: 400, replyHeaders: problem },
    { name: "an escape that is no UTF-8: 400", target: "/params/%ff/b", status: 400, replyHeaders: problem },
    { name: "empty segments are segments", target: "/params//b", status: 404 },
    { name: "a rest of several segments", target: "/rest/a/b%2Fc/", status: 200, text: "a/b/c/" },
    { name: "two slashes at the start are part of the path", target: "//text", status: 404 },
    { name: "dot segments are left to the router", target: "/rest/a/../b", status: 200, text: "a/../b" },
    {
      name: "encoded dot segments are left to the router",
      target: "/params/%2e%2e/b",
      status: 200,
      text: '{"a":"..","b":"b","raw":["%2e%2e","b"]}',
    },
    {
      name: "the query is not touched",
      target: "/echo?a=%20b&c=1+2&a=%C3%BC&d",
      status: 200,
      replyHeaders: { "x-query": "a=%20b&c=1+2&a=%C3%BC&d" },
    },
    {
      name: "characters that URLs encode are not touched in a query",
      target: "/echo?a='[]",
      status: 200,
      replyHeaders: { "x-query": "a='[]" },
    },
    { name: "an empty query", target: "/echo?", status: 200, replyHeaders: { "x-query": "" } },
    { name: "a fragment: 400", target: "/text#a", status: 400, replyHeaders: problem },
    {
      name: "a target of 8193 characters: 414",
      target: `/${"a".repeat(8192)}`,
      status: 414,
      replyHeaders: problem,
    },
    {
      name: "a target of 8192 characters",
      target: `/rest/${"a".repeat(8186)}`,
      status: 200,
      text: "a".repeat(8186),
    },
    {
      name: "more than 100 header fields: 431",
      target: "/text",
      headers: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x-${i}`, "1"])),
      status: 431,
      replyHeaders: problem,
    },
    {
      name: "a header named as a property of every object",
      target: "/header/constructor",
      status: 200,
      text: "[null,[]]",
    },
    {
      name: "a header",
      target: "/header/x-a",
      headers: { "X-A": "1, 2" },
      status: 200,
      text: '["1, 2",["1, 2"]]',
    },
    {
      name: "cookies",
      target: "/header/cookie",
      headers: { cookie: "a=1; b=2" },
      status: 200,
      text: '["a=1; b=2",["a=1; b=2"]]',
    },
  ),
  {
    name: "a field that is sent twice is joined",
    run: async (host) => {
      const answer = await send(host, "/header/x-a", { headers: { "x-a": ["1", "2"] } });
      expect(((await answer.json()) as [string])[0]).toBe("1, 2");
    },
  },
  {
    name: "header fields have names in lower case",
    run: async (host) => {
      const answer = await send(host, "/headers", { headers: { "X-Mixed-Case": "A" } });
      expect(await answer.json()).toContainEqual(["x-mixed-case", "A"]);
    },
  },
  {
    name: "the address of the peer",
    run: async (host) => {
      const { address } = (await (await send(host, "/whoami")).json()) as { address: string };
      expect(address).toMatch(/^(?:::ffff:)?127\.0\.0\.1$/);
    },
  },
];
