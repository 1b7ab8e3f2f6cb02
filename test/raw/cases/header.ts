import { request } from "../case.ts";
import type { RawCase } from "../case.ts";

const methods = (method: string, path: string): RawCase["send"] => request(`${method} ${path}`);
const allow = "GET, HEAD, OPTIONS";

/** Methods (RFC 9110 §9) and what they give on every kind of path. */
export const methodCases: readonly RawCase[] = [
  {
    name: "HEAD has no body",
    send: methods("HEAD", "/"),
    statuses: [200],
    body: "",
    headers: { "content-length": "4" },
    heads: [true],
  },
  {
    name: "HEAD of nothing has no body",
    send: methods("HEAD", "/none"),
    statuses: [404],
    heads: [true],
    closes: false,
  },
  {
    name: "OPTIONS tells what is allowed",
    send: methods("OPTIONS", "/"),
    statuses: [204],
    headers: { allow },
  },
  { name: "OPTIONS *", send: methods("OPTIONS", "*"), statuses: [204], headers: { allow: /GET.*POST/ } },
  { name: "GET *", send: methods("GET", "*"), statuses: [400] },
  {
    name: "a method that the path does not have",
    send: methods("DELETE", "/"),
    statuses: [405],
    headers: { allow },
    closes: false,
  },
  {
    name: "a method that the path does not have, with several",
    send: methods("POST", "/items/1"),
    statuses: [405],
    headers: { allow: "GET, HEAD, DELETE, OPTIONS" },
    closes: false,
  },
  { name: "TRACE is off", send: methods("TRACE", "/"), statuses: [405], headers: { allow }, closes: false },
  { name: "CONNECT is off", send: request("CONNECT a:80"), statuses: [], closes: true },
  { name: "a method in small letters", send: methods("get", "/"), statuses: [400] },
  {
    name: "a method of the parser that no route has",
    send: methods("PROPFIND", "/"),
    statuses: [405],
    headers: { allow },
    closes: false,
  },
  { name: "a method that nobody knows", send: methods("BREW", "/"), statuses: [400] },
  { name: "a method that takes every one", send: methods("PATCH", "/echo"), statuses: [200], body: "PATCH" },
  {
    name: "QUERY where every method is taken",
    send: methods("QUERY", "/echo"),
    statuses: [200],
    body: "QUERY",
  },
  {
    name: "a method override is not obeyed",
    send: request("POST /items/1", ["X-HTTP-Method-Override: DELETE"]),
    statuses: [405],
    closes: false,
  },
  {
    name: "an unknown path is 404 whatever the method",
    send: methods("PUT", "/none"),
    statuses: [404],
    closes: false,
  },
];

/** Limits of headers (T35). */
export const headerCases: readonly RawCase[] = [
  { name: "20 kB in a header field", send: request("GET /", [`X: ${"a".repeat(20_000)}`]), statuses: [431] },
  {
    name: "20 kB in many header fields",
    send: request(
      "GET /",
      Array.from({ length: 90 }, (_, i) => `X-${i}: ${"a".repeat(230)}`),
    ),
    statuses: [431],
  },
  {
    name: "101 header fields",
    send: request(
      "GET /",
      Array.from({ length: 100 }, (_, i) => `X-${i}: 1`),
    ),
    statuses: [431],
    closes: false,
  },
  {
    name: "100 header fields",
    send: request(
      "GET /",
      Array.from({ length: 99 }, (_, i) => `X-${i}: 1`),
    ),
    statuses: [200],
  },
  {
    name: "a field named __proto__",
    send: request("GET /", ["__proto__: 1", "constructor: 2", "hasOwnProperty: 3"]),
    statuses: [200],
  },
  { name: "a field of bytes beyond ASCII", send: request("GET /", ["X: \u00e9\u00ff"]), statuses: [200] },
  {
    name: "an Expect that is met",
    send: [
      ...request("POST /bytes", ["Content-Type: text/plain", "Content-Length: 2", "Expect: 100-continue"]),
      100,
      "ab",
    ],
    statuses: [100, 200],
    body: "2",
  },
  {
    name: "an Expect that cannot be met",
    send: request("POST /bytes", ["Content-Type: text/plain", "Content-Length: 0", "Expect: 200-ok"]),
    statuses: [417],
    closes: false,
  },
  {
    name: "an Expect for a body that is too large",
    send: request("POST /bytes", [
      "Content-Type: text/plain",
      "Content-Length: 9999999",
      "Expect: 100-continue",
    ]),
    statuses: [413],
    closes: true,
  },
  {
    name: "Connection: close is obeyed",
    send: request("GET /", ["Connection: close"]),
    statuses: [200],
    closes: true,
  },
  { name: "HTTP/1.0 is closed", send: ["GET / HTTP/1.0\r\n\r\n"], statuses: [200], closes: true },
];
