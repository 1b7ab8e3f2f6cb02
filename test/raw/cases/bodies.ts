import { gzipSync } from "node:zlib";
import { chunked, request, withBody } from "../case.ts";
import type { RawCase } from "../case.ts";

const json = (body: string | Uint8Array, type = "application/json"): RawCase["send"] =>
  withBody("POST /json", type, body);

/** Media types, charsets and codings (RFC 9110 §8.3, §8.4): what a reader accepts is exactly what it says. */
export const mediaTypes: readonly RawCase[] = [
  { name: "JSON", send: json("{}"), statuses: [200], body: '{"got":{}}' },
  { name: "a type with the suffix +json", send: json("{}", "application/x.y+json"), statuses: [200] },
  { name: "a type in capitals", send: json("{}", "APPLICATION/JSON"), statuses: [200] },
  { name: "a charset of UTF-8", send: json("{}", 'application/json; charset="UTF-8"'), statuses: [200] },
  { name: "a semicolon and nothing else", send: json("{}", "application/json;"), statuses: [200] },
  {
    name: "a charset of UTF-7",
    send: json("{}", "application/json; charset=utf-7"),
    statuses: [415],
    headers: { accept: "application/json" },
  },
  {
    name: "a charset of UTF-16",
    send: json(new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), "application/json; charset=utf-16"),
    statuses: [415],
  },
  { name: "no type", send: withBody("POST /json", undefined, "{}"), statuses: [415] },
  { name: "an empty type", send: json("{}", ""), statuses: [415] },
  { name: "text that is JSON", send: json("{}", "text/plain"), statuses: [415] },
  { name: "a type that begins alike", send: json("{}", "application/jsonx"), statuses: [415] },
  { name: "a type behind a tab", send: json("{}", "application/json\tx"), statuses: [415] },
  {
    name: "two types",
    send: request(
      "POST /json",
      ["Content-Type: application/json", "Content-Type: text/plain", "Content-Length: 2"],
      "{}",
    ),
    statuses: [415],
  },
  {
    name: "a list of types",
    send: json("{}", "application/json, text/plain"),
    statuses: [415],
  },
  { name: "a type without a subtype", send: json("{}", "application"), statuses: [415] },
  {
    name: "a charset twice",
    send: json("{}", "application/json; charset=utf-8; charset=utf-7"),
    statuses: [415],
  },
  {
    name: "a coding that is not accepted",
    send: request(
      "POST /json",
      [
        "Content-Type: application/json",
        "Content-Encoding: gzip",
        `Content-Length: ${gzipSync("{}").length}`,
      ],
      gzipSync("{}"),
    ),
    statuses: [415],
    headers: { "accept-encoding": /identity/ },
  },
  {
    name: "a coding that nobody knows",
    send: withBody("POST /json", "application/json", "{}", ["Content-Encoding: rot13"]),
    statuses: [415],
  },
  {
    name: "the coding identity",
    send: withBody("POST /json", "application/json", "{}", ["Content-Encoding: identity"]),
    statuses: [200],
  },
  {
    name: "a form",
    send: withBody("POST /form", "application/x-www-form-urlencoded", "a=1&b=%20+"),
    statuses: [200],
    body: '[["a","1"],["b","  "]]',
  },
  {
    name: "a form of another type",
    send: withBody("POST /form", "multipart/form-data; boundary=x", "a=1"),
    statuses: [415],
  },
  {
    name: "a form with a malformed escape",
    send: withBody("POST /form", "application/x-www-form-urlencoded", "a=%zz"),
    statuses: [400],
  },
  {
    name: "a form of 1,001 fields",
    send: withBody("POST /form", "application/x-www-form-urlencoded", "a=1&".repeat(1_001)),
    statuses: [400],
  },
  {
    name: "text that is no UTF-8",
    send: withBody("POST /text", "text/plain", new Uint8Array([0xc3, 0x28])),
    statuses: [400],
  },
  {
    name: "text in Latin-1",
    send: withBody("POST /text", "text/plain; charset=iso-8859-1", "a"),
    statuses: [415],
  },
];

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** JSON that is meant to cost, to overflow or to pollute (T10–T12). */
export const jsonBombs: readonly RawCase[] = [
  { name: "64 levels", send: json(nested(64)), statuses: [200] },
  { name: "65 levels", send: json(nested(65)), statuses: [400] },
  { name: "100,000 levels", send: json(nested(100_000)), statuses: [400] },
  {
    name: "400,000 levels that are never closed",
    send: json("[".repeat(400_000)),
    statuses: [400],
  },
  { name: "100,000 levels of objects", send: json('{"a":'.repeat(100_000)), statuses: [400] },
  {
    name: "brackets inside a text are no levels",
    send: json(JSON.stringify("[".repeat(1_000))),
    statuses: [200],
  },
  { name: "an empty body", send: json(""), statuses: [400] },
  { name: "a body of blanks", send: json("   "), statuses: [400] },
  { name: "two values", send: json("{} {}"), statuses: [400] },
  { name: "a comma too many", send: json("[1,]"), statuses: [400] },
  { name: "a comment", send: json("{}//"), statuses: [400] },
  { name: "NaN", send: json("NaN"), statuses: [400] },
  { name: "a number beyond every number", send: json("1e999"), statuses: [400] },
  { name: "a number of 100,000 digits", send: json("1".repeat(100_000)), statuses: [400] },
  {
    name: "a name __proto__ is a name",
    send: json('{"__proto__":{"polluted":1}}'),
    statuses: [200],
    body: '{"got":{"__proto__":{"polluted":1}}}',
  },
  {
    name: "an escaped name __proto__ is a name",
    send: json('{"\\u005f_proto__":{"polluted":1}}'),
    statuses: [200],
    body: '"__proto__"',
  },
  {
    name: "a constructor's prototype is a name",
    send: json('{"constructor":{"prototype":{"polluted":1}}}'),
    statuses: [200],
  },
  {
    name: "a name twice: the last one counts",
    send: json('{"a":1,"a":2}'),
    statuses: [200],
    body: '{"got":{"a":2}}',
  },
  { name: "a byte order mark", send: json("\ufeff{}"), statuses: [200] },
  { name: "no UTF-8", send: json(new Uint8Array([0x22, 0xff, 0x22])), statuses: [400] },
  {
    name: "an overlong quote",
    send: json(new Uint8Array([0x22, 0xc0, 0xa2, 0x22])),
    statuses: [400],
  },
  {
    name: "half a surrogate",
    send: json(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])),
    statuses: [400],
  },
  { name: "a NUL in a text", send: json('"\0"'), statuses: [400] },
  { name: "1 MiB and a byte", send: json(`"${"a".repeat(1_048_575)}"`), statuses: [413] },
  {
    name: "1 MiB and a byte in chunks",
    send: chunked("POST /json", "application/json", [`"${"a".repeat(600_000)}`, `${"a".repeat(600_000)}"`]),
    statuses: [413],
    closes: true,
  },
  {
    name: "a length of 10 GB",
    send: request("POST /json", ["Content-Type: application/json", "Content-Length: 10000000000"], "{"),
    statuses: [413],
    closes: true,
  },
  {
    name: "a route's own limit",
    send: withBody("PUT /bytes", "text/plain", "a".repeat(11)),
    statuses: [413],
  },
  {
    name: "as much as a route's own limit",
    send: withBody("PUT /bytes", "text/plain", "a".repeat(10)),
    statuses: [200],
    body: "10",
  },
];
