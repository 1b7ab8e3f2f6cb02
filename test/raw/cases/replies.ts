import { request, withBody } from "../case.ts";
import type { RawCase } from "../case.ts";

const problem = { "content-type": "application/problem+json" };

/** What leaves the server: no secret, no field that a caller made up, nothing after a reply that broke off. */
export const replies: readonly RawCase[] = [
  {
    name: "a throw",
    send: request("GET /throw"),
    statuses: [500],
    headers: problem,
    body: '"traceId"',
    closes: false,
  },
  {
    name: "a rejection",
    send: request("GET /reject"),
    statuses: [500],
    headers: problem,
    body: '"traceId"',
    closes: false,
  },
  {
    name: "a stream that fails is broken off",
    send: request("GET /broken-stream"),
    statuses: [200],
    complete: false,
    closes: true,
  },
  {
    name: "a header with a line break",
    send: request("GET /header-from-query?v=a%0d%0aevil:1"),
    statuses: [500],
    headers: { evil: undefined, "x-v": undefined },
    closes: false,
  },
  {
    name: "a header with a NUL",
    send: request("GET /header-from-query?v=a%00"),
    statuses: [500],
    headers: { "x-v": undefined },
    closes: false,
  },
  {
    name: "a header with an emoji",
    send: request("GET /header-from-query?v=%F0%9F%98%80"),
    statuses: [500],
    headers: { "x-v": undefined },
    closes: false,
  },
  {
    name: "a cookie with an attribute of the caller's",
    send: request("GET /cookie-from-query?v=a;%20Domain=evil"),
    statuses: [500],
    headers: { "set-cookie": undefined },
    closes: false,
  },
  {
    name: "a location with a line break",
    send: request("GET /location-from-query?v=/%0d%0aset-cookie:a=1"),
    statuses: [500],
    headers: { location: undefined, "set-cookie": undefined },
    closes: false,
  },
  {
    name: "no X-Powered-By, no Server",
    send: request("GET /"),
    statuses: [200],
    headers: { "x-powered-by": undefined, server: undefined },
  },
];

const key = "X-API-Key: good";
const rex = '{"name":"Rex","animal":{"kind":"cat","indoor":true},"price":1}';
const newPet = (body: string, fields: readonly string[] = [key]): RawCase["send"] =>
  withBody("POST /shop/pets", "application/json", body, fields);

/** A contract's router: the order of refusal is 404, 405, 401, 415, 413, 400. */
export const contract: readonly RawCase[] = [
  { name: "a pet is made", send: newPet(rex), statuses: [201], headers: { location: "/pets/1" } },
  {
    name: "a property that is not declared goes nowhere",
    send: newPet(rex.replace("{", '{"passwordHash":"x",')),
    statuses: [201],
    without: "passwordHash",
  },
  { name: "no key", send: newPet(rex, []), statuses: [401] },
  { name: "a wrong key", send: newPet(rex, ["X-API-Key: bad"]), statuses: [401] },
  { name: "a key twice", send: newPet(rex, [key, "X-API-Key: bad"]), statuses: [401] },
  { name: "no key comes before a body that is wrong", send: newPet("{", []), statuses: [401] },
  {
    name: "no key comes before a type that is wrong",
    send: withBody("POST /shop/pets", "text/plain", "x"),
    statuses: [401],
  },
  {
    name: "no key for a path form that is not the route's",
    send: request("DELETE /shop//pets/1"),
    statuses: [404],
  },
  {
    name: "no key for an escaped path",
    send: request("DELETE /shop/p%65ts/1"),
    statuses: [404],
  },
  {
    name: "a wrong method comes before the key",
    send: request("PUT /shop/pets"),
    statuses: [405],
    headers: { allow: /GET/ },
  },
  {
    name: "a wrong type comes before a wrong body",
    send: withBody("POST /shop/pets", "text/plain", "{", [key]),
    statuses: [415],
  },
  {
    name: "all faults of a body",
    send: newPet('{"price":-1}'),
    statuses: [400],
    body: '"pointer":"/animal"',
  },
  { name: "a body that is no object", send: newPet("[]"), statuses: [400] },
  {
    name: "a prototype as a property",
    send: newPet(rex.replace("{", '{"__proto__":{"polluted":1},')),
    statuses: [201],
    without: "polluted",
  },
  {
    name: "a label named __proto__",
    send: newPet(rex.replace(/}$/, ',"labels":{"__proto__":"x"}}')),
    statuses: [201],
  },
  {
    name: "an integer that is none",
    send: newPet(rex.replace('"price":1', '"price":1.5')),
    statuses: [400],
  },
  {
    name: "an integer as a text",
    send: newPet(rex.replace('"price":1', '"price":"1"')),
    statuses: [400],
  },
  {
    name: "an integer beyond its format",
    send: newPet(rex.replace('"price":1', '"price":2147483648')),
    statuses: [400],
  },
  {
    name: "a date that rolls over",
    send: newPet(rex.replace(/}$/, ',"born":"2024-02-30"}')),
    statuses: [400],
    body: '"/born"',
  },
  {
    name: "a path parameter that is no number",
    send: request("GET /shop/pets/x"),
    statuses: [400],
    body: '"petId"',
  },
  {
    name: "a path parameter below its minimum",
    send: request("GET /shop/pets/0"),
    statuses: [400],
  },
  {
    name: "a query parameter beyond its maximum",
    send: request("GET /shop/pets?limit=101"),
    statuses: [400],
    body: '"limit"',
  },
  {
    name: "a query parameter twice",
    send: request("GET /shop/pets?limit=1&limit=2"),
    statuses: [400],
  },
  {
    name: "a list in a query",
    send: request("GET /shop/pets?status=sold&status=available"),
    statuses: [200],
    headers: { "x-total-count": "22" },
  },
  {
    name: "a list in a query with an element that is none",
    send: request("GET /shop/pets?status=gone"),
    statuses: [400],
  },
  {
    name: "an Accept that nothing meets",
    send: request("GET /shop/pets", ["Accept: image/png"]),
    statuses: [406],
  },
  {
    name: "a scheme that is another",
    send: request("GET /shop/store/orders", ["Authorization: Basic Z29vZA=="]),
    statuses: [401],
    headers: { "www-authenticate": /Bearer/ },
  },
  {
    name: "a token that is wrong",
    send: request("GET /shop/store/orders", ["Authorization: Bearer bad"]),
    statuses: [401],
  },
  {
    name: "an operation without a handler",
    send: request("GET /shop/store/inventory"),
    statuses: [501],
  },
  {
    name: "a header parameter that is too short",
    send: withBody("POST /shop/store/orders", "application/json", '{"petId":1}', [
      "Authorization: Bearer good",
      "Idempotency-Key: x",
    ]),
    statuses: [400],
    body: "Idempotency-Key",
  },
  {
    name: "a form where JSON is allowed as well",
    send: withBody("POST /shop/store/orders", "application/x-www-form-urlencoded", "petId=1", [
      "Authorization: Bearer good",
      "Idempotency-Key: 12345678",
    ]),
    statuses: [404],
  },
];
