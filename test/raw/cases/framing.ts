import { chunked, request, withBody } from "../case.ts";
import type { RawCase } from "../case.ts";

const post = "POST /bytes";
const type = "Content-Type: text/plain";
const second = request("GET /echo");

/** Messages whose length two parsers could see differently (RFC 9112 §6, §11.2), and what comes after them. */
const table: readonly RawCase[] = [
  {
    name: "a length and chunks",
    send: [
      ...request(post, [type, "Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
      ...second,
    ],
    statuses: [400],
  },
  {
    name: "chunks and a length",
    send: [
      ...request(post, [type, "Transfer-Encoding: chunked", "Content-Length: 5"], "0\r\n\r\n"),
      ...second,
    ],
    statuses: [400],
  },
  {
    name: "two lengths that differ",
    send: request(post, [type, "Content-Length: 1", "Content-Length: 2"], "ab"),
    statuses: [400],
  },
  {
    name: "two lengths that agree",
    send: request(post, [type, "Content-Length: 2", "Content-Length: 2"], "ab"),
    statuses: [400],
  },
  { name: "a list of lengths", send: request(post, [type, "Content-Length: 2, 2"], "ab"), statuses: [400] },
  { name: "a length with a sign", send: request(post, [type, "Content-Length: +2"], "ab"), statuses: [400] },
  { name: "a negative length", send: request(post, [type, "Content-Length: -1"], ""), statuses: [400] },
  { name: "a hexadecimal length", send: request(post, [type, "Content-Length: 0x2"], "ab"), statuses: [400] },
  {
    name: "a length with a point",
    send: request(post, [type, "Content-Length: 2.0"], "ab"),
    statuses: [400],
  },
  {
    name: "a length with an underscore",
    send: request(post, [type, "Content-Length: 1_0"], "ab"),
    statuses: [400],
  },
  { name: "an empty length", send: request(post, [type, "Content-Length:"], ""), statuses: [400] },
  {
    name: "a length that overflows",
    send: request(post, [type, `Content-Length: ${"9".repeat(30)}`], "ab"),
    statuses: [400],
  },
  {
    name: "a length just above 2^64",
    send: request(post, [type, "Content-Length: 18446744073709551617"], "a"),
    statuses: [400],
  },
  { name: "a length in quotes", send: request(post, [type, 'Content-Length: "2"'], "ab"), statuses: [400] },
  {
    name: "a blank before the colon of the length",
    send: request(post, [type, "Content-Length : 2"], "ab"),
    statuses: [400],
  },
  {
    name: "a blank before the colon of the coding",
    send: request(post, [type, "Transfer-Encoding : chunked"], "0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a coding that is unknown",
    send: request(post, [type, "Transfer-Encoding: identity"], ""),
    statuses: [400],
  },
  {
    name: "a coding after chunked",
    send: request(post, [type, "Transfer-Encoding: chunked, gzip"], "0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "chunked twice",
    send: request(post, [type, "Transfer-Encoding: chunked, chunked"], "0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "chunked in two fields",
    send: request(post, [type, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a coding that only looks like chunked",
    send: request(post, [type, "Transfer-Encoding: xchunked"], "0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a coding behind a vertical tab",
    send: request(post, [type, "Transfer-Encoding: \u000bchunked"], "0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "CHUNKED in capitals is chunked",
    send: request(post, [type, "Transfer-Encoding: CHUNKED"], "2\r\nab\r\n0\r\n\r\n"),
    statuses: [200],
    body: "2",
  },
  {
    name: "a field that is folded",
    send: request(post, [type, "Content-Length: 2\r\n 3"], "ab"),
    statuses: [400],
  },
  { name: "lines that end in LF alone", send: ["GET / HTTP/1.1\nHost: a\n\n"], statuses: [400] },
  {
    name: "a field that ends in LF alone",
    send: ["GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n"],
    statuses: [400],
  },
  {
    name: "a field that ends in CR alone",
    send: ["GET / HTTP/1.1\r\nHost: a\rX: 1\r\n\r\n"],
    statuses: [400],
  },
  { name: "a CR inside a value", send: request("GET /", ["X: a\rb"]), statuses: [400] },
  { name: "a NUL inside a value", send: request("GET /", ["X: a\0b"]), statuses: [400] },
  { name: "a NUL inside a name", send: request("GET /", ["X\0: a"]), statuses: [400] },
  { name: "a name with a blank", send: request("GET /", ["X Y: a"]), statuses: [400] },
  { name: "a name with a colon and nothing else", send: request("GET /", [": a"]), statuses: [400] },
  { name: "a line without a colon", send: request("GET /", ["nothing"]), statuses: [400] },
  {
    name: "a chunk without a size",
    send: request(post, [type, "Transfer-Encoding: chunked"], "\r\nab\r\n0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a chunk whose size is no number",
    send: request(post, [type, "Transfer-Encoding: chunked"], "zz\r\nab\r\n0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a chunk whose size has a sign",
    send: request(post, [type, "Transfer-Encoding: chunked"], "+2\r\nab\r\n0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a chunk whose size has a prefix",
    send: request(post, [type, "Transfer-Encoding: chunked"], "0x2\r\nab\r\n0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a chunk whose size overflows",
    send: request(post, [type, "Transfer-Encoding: chunked"], `${"f".repeat(17)}\r\nab\r\n0\r\n\r\n`),
    statuses: [400],
  },
  {
    name: "a chunk that is longer than it says",
    send: request(post, [type, "Transfer-Encoding: chunked"], "1\r\nab\r\n0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a chunk that ends in LF alone",
    send: request(post, [type, "Transfer-Encoding: chunked"], "2\nab\n0\n\n"),
    statuses: [400],
  },
  {
    name: "a chunk extension with an LF",
    send: request(post, [type, "Transfer-Encoding: chunked"], "2;a\nb\r\nab\r\n0\r\n\r\n"),
    statuses: [400],
  },
  {
    name: "a chunk extension is ignored",
    send: request(post, [type, "Transfer-Encoding: chunked"], '2;a="b"\r\nab\r\n0\r\n\r\n'),
    statuses: [200],
    body: "2",
  },
  {
    name: "20 kB of chunk extensions",
    send: request(post, [type, "Transfer-Encoding: chunked"], `2;${"a".repeat(20_000)}\r\nab\r\n0\r\n\r\n`),
    statuses: [413],
  },
  {
    name: "trailers do not become headers",
    send: [...request("GET /header?", ["Transfer-Encoding: chunked"], "0\r\nX-N: 1\r\n\r\n")],
    statuses: [400],
    body: "x-n",
  },
  {
    name: "a body that a GET announces is not the next request",
    send: [...request("GET /", ["Content-Length: 38"], "DELETE /items/1 HTTP/1.1\r\nHost: a\r\n\r\n")],
    statuses: [200],
  },
  {
    name: "requests in one packet have one reply each",
    send: [...request("GET /echo"), ...withBody(post, "text/plain", "abc"), ...request("PUT /echo")],
    statuses: [200, 200, 200],
    body: "PUT",
  },
  {
    name: "an empty line before a request",
    send: ["\r\n", ...request("GET /echo")],
    statuses: [200],
    body: "GET",
  },
  {
    name: "chunks one byte at a time",
    send: chunked(post, "text/plain", ["h", "e", "l", "l", "o"]),
    statuses: [200],
    body: "5",
  },
  {
    name: "a bad chunk after the answer",
    send: [
      ...request("POST /unread", [type, "Transfer-Encoding: chunked"], "2\r\nab\r\n"),
      50,
      "zz\r\n",
      ...second,
    ],
    statuses: [200],
    closes: true,
  },
  {
    name: "a request after a body that nobody read",
    send: [
      ...request("POST /unread", [type, "Content-Length: 100"], "a".repeat(50)),
      50,
      "a".repeat(50),
      ...second,
    ],
    statuses: [200],
    closes: true,
  },
  {
    name: "a request after a body that nobody wanted",
    send: [
      ...request("POST /none", [type, "Content-Length: 100"], "a".repeat(50)),
      50,
      "a".repeat(50),
      ...second,
    ],
    statuses: [404],
    closes: true,
  },
  {
    name: "a body that breaks off",
    send: [...request(post, [type, "Content-Length: 10"], "abc"), 2_800],
    statuses: [408],
    closes: true,
  },
  {
    name: "headers that break off",
    send: ["GET / HTTP/1.1\r\nHost: a\r\nX: ", 1_900],
    statuses: [408],
    closes: true,
  },
  {
    name: "TLS on a plain port",
    send: [new Uint8Array([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, 3, 13, 10, 13, 10])],
    statuses: [400],
  },
  {
    name: "an upgrade to h2c is not taken",
    send: request("GET /echo", [
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    ]),
    statuses: [200],
    body: "GET",
  },
  {
    name: "an upgrade with a body that is a request",
    send: [
      ...request(
        "POST /echo",
        ["Connection: Upgrade", "Upgrade: websocket", "Content-Length: 36"],
        "GET /items/2 HTTP/1.1\r\nHost: a\r\n\r\n\r\n",
      ),
    ],
    statuses: [200],
    body: "POST",
  },
  { name: "the preface of HTTP/2", send: ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], statuses: [400] },
];

/** A message whose end is not certain takes its connection with it. */
export const framing: readonly RawCase[] = table.map((row) =>
  row.statuses.includes(200) ? row : { closes: true, ...row },
);
