import { setImmediate as turn } from "node:timers/promises";
import zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ServerContext } from "../../../http/context.ts";
import type { HeaderMap } from "../../../http/header-map.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { ResponseBody } from "../../../http/response.ts";
import { serviceFn } from "../../../service/service.ts";
import { requestOf } from "../../kit.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { HttpService } from "../../types.ts";
import { hasZstd } from "./codings.ts";
import { compression } from "./layer.ts";
import type { CompressionOptions } from "./layer.ts";

const text = "all work and no play makes jack a dull boy\n".repeat(50);
const long = "all work and no play makes jack a dull boy\n".repeat(5000);
const json = ["content-type", "application/json"];

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => zlib.gunzipSync(bytes),
  br: (bytes) => zlib.brotliDecompressSync(bytes),
  zstd: (bytes) => zlib.zstdDecompressSync(bytes),
};
const codings = Object.keys(decoders).filter((coding) => coding !== "zstd" || hasZstd);

interface Seen {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly bytes: Uint8Array;
  /** Decoded by `content-encoding`. */
  readonly text: string;
}

async function seen(reply: HttpResponse): Promise<Seen> {
  const bytes = await bytesOf(reply.body);
  const coding = reply.headers.get("content-encoding");
  const decode = coding === undefined ? undefined : decoders[coding];
  const plain = decode === undefined || bytes.length === 0 ? bytes : decode(bytes);
  return { status: reply.status, headers: reply.headers, bytes, text: new TextDecoder().decode(plain) };
}

async function bytesOf(body: ResponseBody): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array();
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

interface Ask {
  readonly method?: string;
  readonly options?: CompressionOptions;
  readonly headers?: Readonly<Record<string, string>>;
}

function answer(reply: HttpResponse, ask: Ask = {}): HttpResponse | Promise<HttpResponse> {
  const service = compression(ask.options).layer(serviceFn(() => reply));
  const req = requestOf(ask.method ?? "GET", "/", { headers: { "accept-encoding": "gzip", ...ask.headers } });
  return service.call(new ServerContext(req), req);
}

async function ask(reply: HttpResponse, how: Ask = {}): Promise<Seen> {
  return seen(await answer(reply, how));
}

async function* chunksOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const chunk of chunks) {
    await turn();
    yield chunk;
  }
}

describe("what is compressed", () => {
  const bytes = new TextEncoder().encode(text);
  test.each<[string, string, ResponseBody]>(
    codings.flatMap((coding): [string, string, ResponseBody][] => [
      [coding, "text", text],
      [coding, "long text", long],
      [coding, "bytes", bytes],
      [coding, "long bytes", new TextEncoder().encode(long)],
      [coding, "a stream", new Response(long).body ?? undefined],
      [coding, "an async iterable of text and bytes", chunksOf("", text, bytes, text)],
      [coding, "an empty stream", chunksOf()],
    ]),
  )("%s: %s is read back", async (coding, kind, body) => {
    const reply = new HttpResponse(200, json, body);
    const { headers, text: plain } = await ask(reply, { headers: { "accept-encoding": coding } });
    const whole = kind.includes("async") ? text + text + text : kind.includes("empty") ? "" : long;
    expect(plain).toBe(kind === "text" || kind === "bytes" ? text : whole);
    expect([...headers]).toEqual([
      ["content-type", "application/json"],
      ["vary", "accept-encoding"],
      ["content-encoding", coding],
    ]);
  });

  test.each<[string, readonly string[] | undefined, HttpResponse]>([
    ["a small body", undefined, new HttpResponse(200, json, "x".repeat(1023))],
    ["a small stream", undefined, new HttpResponse(200, [...json, "content-length", "9"], chunksOf("x"))],
    ["no body", undefined, new HttpResponse(200, json)],
    ["an empty body", undefined, new HttpResponse(200, json, "")],
    ["no content type", undefined, new HttpResponse(200, [], text)],
    ["a malformed content type", undefined, new HttpResponse(200, ["content-type", "json"], text)],
    ["a picture", undefined, new HttpResponse(200, ["content-type", "image/png"], text)],
    [
      "bytes of any kind",
      undefined,
      new HttpResponse(200, ["content-type", "application/octet-stream"], text),
    ],
    ["204", undefined, new HttpResponse(204, json, text)],
    ["205", undefined, new HttpResponse(205, json, text)],
    ["304", undefined, new HttpResponse(304, json, text)],
    ["206", undefined, new HttpResponse(206, json, text)],
    ["Content-Range", undefined, new HttpResponse(200, [...json, "content-range", "bytes 0-1/9"], text)],
    ["Content-Encoding", undefined, new HttpResponse(200, [...json, "content-encoding", "br"], text)],
    ["Content-Digest", undefined, new HttpResponse(200, [...json, "content-digest", "sha-256=:YQ==:"], text)],
    ["no-transform", undefined, new HttpResponse(200, [...json, "cache-control", "no-transform"], text)],
    [
      "no-transform in a list",
      undefined,
      new HttpResponse(200, [...json, "cache-control", "private,No-Transform, max-age=1"], text),
    ],
    ["a type that is not listed", ["text/*"], new HttpResponse(200, json, text)],
  ])("%s is left as it is", async (_name, types, reply) => {
    const before = [...reply.headers];
    const options = types === undefined ? {} : { types };
    expect(await answer(reply, { options })).toBe(reply);
    expect([...reply.headers]).toEqual(before);
  });

  test.each([
    "text/html; charset=utf-8",
    "text/event-stream",
    "TEXT/CSS",
    "application/json",
    "application/problem+json",
    "application/atom+xml",
    "application/xml",
    "application/wasm",
    "application/x-ndjson",
    "image/svg+xml",
    "text/javascript",
    "font/ttf",
  ])("%s is compressed", async (type) => {
    const { headers } = await ask(new HttpResponse(200, ["content-type", type], text));
    expect(headers.get("content-encoding")).toBe("gzip");
  });

  test("types and least size can be chosen", async () => {
    const options = { types: ["image/*"], minSize: 2 };
    const compressed = async (type: string, body: string): Promise<boolean> =>
      (await ask(new HttpResponse(200, ["content-type", type], body), { options })).headers.has(
        "content-encoding",
      );
    expect(await compressed("image/png", "xx")).toBe(true);
    expect(await compressed("image/png", "x")).toBe(false);
    expect(await compressed("text/html", text)).toBe(false);
  });

  test("a field that a layer left for the reply counts as well", async () => {
    const service = compression().layer(
      serviceFn((cx) => {
        cx.responseHeaders.set("cache-control", "no-transform");
        return new HttpResponse(200, json, text);
      }),
    );
    const req = requestOf("GET", "/", { headers: { "accept-encoding": "gzip" } });
    expect((await service.call(new ServerContext(req), req)).headers.has("content-encoding")).toBe(false);
  });

  test("a strong entity tag that a layer left is weakened too", async () => {
    const service = compression().layer(
      serviceFn((cx) => {
        cx.responseHeaders.set("etag", '"a"');
        return new HttpResponse(200, json, text);
      }),
    );
    const req = requestOf("GET", "/", { headers: { "accept-encoding": "gzip" } });
    const cx = new ServerContext(req);
    await service.call(cx, req);
    expect(cx.responseHeaders.get("etag")).toBe('W/"a"');
  });
});

describe("negotiation", () => {
  const usual = hasZstd ? "zstd" : "br";
  test.each<[string, string | undefined]>([
    ["", undefined],
    ["identity", undefined],
    ["gzip", "gzip"],
    ["gzip, br", "br"],
    ["gzip, deflate, br, zstd", usual],
    ["br;q=0.5, gzip", "gzip"],
    ["*", usual],
    ["deflate, compress", undefined],
    ["identity, gzip;q=0.5", undefined],
    // Refused is refused, but nothing is worse than a reply.
    ["identity;q=0, compress", undefined],
  ])("accept-encoding: %j gives %s", async (accept, coding) => {
    for (let again = 0; again < 2; again++) {
      const { headers, text: plain } = await ask(new HttpResponse(200, json, text), {
        headers: { "accept-encoding": accept },
      });
      expect(headers.get("content-encoding")).toBe(coding);
      expect(headers.get("vary")).toBe("accept-encoding");
      expect(plain).toBe(text);
    }
  });

  test("the server's order decides between equals", async () => {
    const options: CompressionOptions = { codings: ["gzip", "br"] };
    const headers = { "accept-encoding": "br, gzip, zstd" };
    expect(
      (await ask(new HttpResponse(200, json, text), { options, headers })).headers.get("content-encoding"),
    ).toBe("gzip");
  });

  test("a request without accept-encoding gets the reply as it is, which varies", async () => {
    const service = compression().layer(serviceFn(() => new HttpResponse(200, json, text)));
    const req = requestOf("GET", "/");
    const { headers, body } = await service.call(new ServerContext(req), req);
    expect([headers.get("content-encoding"), headers.get("vary"), body]).toEqual([
      undefined,
      "accept-encoding",
      text,
    ]);
  });

  test.each([
    ["a small body", json, "x"],
    ["a picture", ["content-type", "image/png"], text],
    ["no type", [], text],
  ])("a caller that refuses identity gets %s compressed", async (_name, fields, body) => {
    const reply = new HttpResponse(200, fields, body);
    const found = await ask(reply, { headers: { "accept-encoding": "gzip, identity;q=0" } });
    expect(found.headers.get("content-encoding")).toBe("gzip");
    expect(found.text).toBe(body);
  });
});

describe("header fields", () => {
  test.each([
    [undefined, "accept-encoding"],
    ["origin", "origin, accept-encoding"],
    ["Accept-Encoding", "Accept-Encoding"],
    ["a, accept-encoding,b", "a, accept-encoding,b"],
    ["x-accept-encoding", "x-accept-encoding, accept-encoding"],
    ["*", "*"],
  ])("vary: %s becomes %s", async (before, after) => {
    const fields = before === undefined ? json : [...json, "vary", before];
    for (const accept of ["gzip", "identity"]) {
      const { headers } = await ask(new HttpResponse(200, fields, text), {
        headers: { "accept-encoding": accept },
      });
      expect(headers.getAll("vary")).toEqual([after]);
    }
  });

  test("length and ranges of the source are left out, and the entity tag is weak", async () => {
    const fields = [...json, "content-length", "9999", "accept-ranges", "bytes", "etag", '"a"', "x", "y"];
    const { headers } = await ask(new HttpResponse(201, fields, chunksOf(text)));
    expect([...headers].toSorted()).toEqual([
      ["content-encoding", "gzip"],
      ["content-type", "application/json"],
      ["etag", 'W/"a"'],
      ["vary", "accept-encoding"],
      ["x", "y"],
    ]);
  });

  test("a reply that is not compressed keeps its entity tag and its length", async () => {
    const fields = [...json, "content-length", "9999", "etag", '"a"'];
    const { headers } = await ask(new HttpResponse(200, fields, chunksOf(text)), {
      headers: { "accept-encoding": "identity" },
    });
    expect([headers.get("etag"), headers.get("content-length")]).toEqual(['"a"', "9999"]);
  });

  test.each([
    ['W/"a"', 'W/"a"', "accept-encoding"],
    ['"b", W/"a"', 'W/"a"', "accept-encoding"],
    ['"a"', '"a"', undefined],
    ["*", '"a"', undefined],
  ])("304 for If-None-Match: %s has the tag %s", async (known, etag, vary) => {
    const reply = new HttpResponse(304, ["etag", '"a"']);
    const { headers } = await ask(reply, { headers: { "if-none-match": known } });
    expect([headers.get("etag"), headers.get("vary")]).toEqual([etag, vary]);
    expect(reply.headers.get("etag")).toBe('"a"');
  });

  test("a constant reply can be sent to everybody", async () => {
    const reply = new HttpResponse(200, [...json, "etag", '"a"'], text);
    for (const accept of ["gzip", "br", "identity", "gzip"]) {
      expect((await ask(reply, { headers: { "accept-encoding": accept } })).text).toBe(text);
    }
    expect([...reply.headers]).toEqual([
      ["content-type", "application/json"],
      ["etag", '"a"'],
    ]);
    expect(reply.body).toBe(text);
  });

  test.each<[string, () => ResponseBody, readonly string[]]>([
    ["a text", () => text, []],
    ["a stream", () => chunksOf(text), []],
    ["no body, but a length", () => undefined, ["content-length", "9999"]],
  ])("HEAD gets the fields of GET: %s", async (_name, body, fields) => {
    const make = (): HttpResponse =>
      new HttpResponse(200, [...json, "etag", '"a"', ...fields], body() ?? text);
    const forGet = await ask(make());
    const forHead = await ask(new HttpResponse(200, [...json, "etag", '"a"', ...fields], body()), {
      method: "HEAD",
    });
    expect([...forHead.headers]).toEqual([...forGet.headers]);
    expect(forHead.bytes).toHaveLength(0);
  });

  test("HEAD gives up a stream", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    await ask(new HttpResponse(200, json, body), { method: "HEAD" });
    expect(cancelled).toBe(true);
  });
});

describe("the way of a reply", () => {
  test("a small reply of a synchronous service is answered synchronously", () => {
    expect(answer(new HttpResponse(200, json, text))).toBeInstanceOf(HttpResponse);
    expect(answer(new HttpResponse(200, json, chunksOf(text)))).toBeInstanceOf(HttpResponse);
    expect(answer(new HttpResponse(200, json, long))).toBeInstanceOf(Promise);
  });

  test("errors are not replies yet, and pass", async () => {
    const failing: HttpService = new Router()
      .route(
        "/",
        get(() => Promise.reject(new RangeError("no"))),
      )
      .layer(compression());
    const req = requestOf("GET", "/", { headers: { "accept-encoding": "gzip" } });
    await expect(failing.call(new ServerContext(req), req)).rejects.toThrow("no");
  });

  test("any text in any chunks is read back", async () => {
    const coding = fc.constantFrom(...codings);
    await fc.assert(
      fc.asyncProperty(coding, fc.array(fc.string({ maxLength: 3000 })), async (accept, chunks) => {
        const { text: plain } = await ask(new HttpResponse(200, json, chunksOf(...chunks)), {
          headers: { "accept-encoding": accept },
        });
        expect(plain).toBe(chunks.join(""));
      }),
      { numRuns: 50 },
    );
  });
});

describe("options", () => {
  test.each<[string, object]>([
    ["a negative size", { minSize: -1 }],
    ["a size that is no number", { minSize: Number.NaN }],
    ["no coding", { codings: [] }],
    ["an unknown coding", { codings: ["deflate"] }],
    ["a coding named as members of objects are", { codings: ["constructor"] }],
    ["a coding twice", { codings: ["gzip", "gzip"] }],
    ["a level of an unknown coding", { levels: { deflate: 1 } }],
    ["a level that is too high", { levels: { gzip: 10 } }],
    ["a level that is too low", { levels: { gzip: 0 } }],
    ["a broken level", { levels: { br: 1.5 } }],
    ["a type that is none", { types: ["json"] }],
  ])("%s is refused", (_name, options) => {
    expect(() => compression(options)).toThrow(/codings|level|minSize|types/);
  });

  test("a level is used", async () => {
    const sizeAt = async (level: number): Promise<number> =>
      (
        await ask(
          new HttpResponse(200, json, JSON.stringify(Array.from({ length: 3000 }, (_, i) => i * i))),
          {
            options: { levels: { gzip: level } },
          },
        )
      ).bytes.length;
    expect(await sizeAt(9)).toBeLessThan(await sizeAt(1));
  });
});
