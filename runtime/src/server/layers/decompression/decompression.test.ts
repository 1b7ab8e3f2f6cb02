import { setTimeout as sleep } from "node:timers/promises";
import zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Exchange } from "../../../codegen/exchange.ts";
import { bytesBody, jsonBody, streamBody, textBody } from "../../../extract/body.ts";
import { BytesBody, StreamBody } from "../../../http/body.ts";
import { ServerContext } from "../../../http/context.ts";
import { HeaderMap } from "../../../http/header-map.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import { json } from "../../../respond/into-response.ts";
import { post } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { HttpService } from "../../types.ts";
import type { Coding } from "../compression/codings.ts";
import { usableCodings } from "./decoders.ts";
import { decompression } from "./layer.ts";
import type { DecompressionOptions } from "./layer.ts";

const encoders: Readonly<Record<Coding, (bytes: string | Uint8Array) => Buffer>> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes),
  zstd: (bytes) => zlib.zstdCompressSync(bytes),
};
const codings = usableCodings();
const accepted = codings.join(", ");

const router = new Router()
  .route(
    "/json",
    post([jsonBody()], (value) => json(value)),
  )
  .route(
    "/text",
    post([textBody()], (text) => text),
  )
  .route(
    "/bytes",
    post([bytesBody()], (bytes) => bytes),
  )
  .route(
    "/stream",
    post([streamBody()], (stream) => stream),
  )
  .route(
    "/large",
    post([textBody({ limit: 8_388_608 })], (text) => String(text.length)),
  )
  .route(
    "/small",
    post([textBody({ limit: 10 })], (text) => text),
  )
  .route(
    "/headers",
    post((req) => json([...req.headers, req.headers.getAll("x-a")])),
  )
  .route(
    "/length",
    post((req) => json([req.body.length ?? null, req.headers.get("Content-Length") ?? null])),
  )
  .route(
    "/ignore",
    post(() => "ignored"),
  );

interface Outcome {
  readonly status: number;
  readonly text: string;
  readonly error?: HttpError;
}

type Content = Uint8Array | readonly Uint8Array[];

function bodyOf(content: Content): RequestBody {
  return content instanceof Uint8Array
    ? new BytesBody(content)
    : new StreamBody(ReadableStream.from(content) as ReadableStream<Uint8Array>);
}

async function send(
  service: HttpService,
  path: string,
  coding: string | undefined,
  content: Content,
  fields: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const headers = { "content-type": "application/json", "x-a": "1", ...fields };
  const req: HttpRequest = {
    method: "POST",
    target: path,
    path,
    query: "",
    headers: HeaderMap.from(coding === undefined ? headers : { ...headers, "content-encoding": coding }),
    body: bodyOf(content),
  };
  try {
    const reply = await service.call(new ServerContext(req), req);
    return { status: reply.status, text: await new Response(reply.body as string).text() };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { status: error.status, text: error.message, error };
  }
}

function layered(options?: DecompressionOptions): HttpService {
  return new Router().merge(router).layer(decompression(options));
}

const split = (bytes: Uint8Array): Uint8Array[] => [...bytes].map((byte) => Uint8Array.of(byte));

describe.each(codings)("%s", (coding) => {
  const encode = encoders[coding];
  const whole = encode('{"a":[1,2,3]}');

  test.each([
    ["/json", '{"a":[1,2,3]}'],
    ["/text", '{"a":[1,2,3]}'],
    ["/bytes", '{"a":[1,2,3]}'],
    ["/stream", '{"a":[1,2,3]}'],
  ])("%s reads what was encoded", async (path, text) => {
    expect(await send(layered(), path, coding, whole)).toEqual({ status: 200, text });
    expect(await send(layered(), path, coding.toUpperCase(), split(whole))).toEqual({ status: 200, text });
  });

  const empty = new Uint8Array();
  test.each<[string, Content, RegExp]>([
    ["what was never encoded", Buffer.from('{"a":1}'), /not valid/],
    ["what breaks off", whole.subarray(0, -1), /not valid/],
    ["what breaks off in the middle", whole.subarray(0, whole.length >> 1), /not valid/],
    ["what breaks off at once", whole.subarray(0, 1), /not valid/],
    ["chunks without a byte", [empty], /not valid/],
    ["garbage behind it", Buffer.concat([whole, Buffer.from("garbage")]), /not valid|something behind/],
    ["garbage in a chunk of its own", [whole, Buffer.from("garbage")], /not valid|something behind/],
    ["zeros behind it", Buffer.concat([whole, Buffer.alloc(8)]), /not valid|something behind/],
    ["zeros in a chunk of their own", [whole, empty, Buffer.alloc(8)], /not valid|something behind/],
    ["one byte behind it", [whole, Buffer.alloc(1)], /not valid|something behind/],
  ])("%s is refused with 400", async (_name, content, message) => {
    for (const path of ["/bytes", "/text", "/stream"]) {
      const { status, text } = await send(layered(), path, coding, content);
      expect([status, text]).toEqual([400, expect.stringMatching(message)]);
    }
  });

  test("garbage that comes when everything is decoded is refused with 400", async () => {
    async function* late(): AsyncGenerator<Uint8Array> {
      yield whole;
      await sleep(50);
      yield empty;
      yield Buffer.from("garbage");
    }
    const service = decompression().layer(router);
    const headers = HeaderMap.from({ "content-encoding": coding });
    const body = new StreamBody(ReadableStream.from(late()) as ReadableStream<Uint8Array>);
    const req = { method: "POST", target: "/bytes", path: "/bytes", query: "", headers, body };
    await expect(service.call(new ServerContext(req), req)).rejects.toMatchObject({ status: 400 });
  });

  test("endless garbage is not read", async () => {
    let garbage = 0;
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(whole),
      pull: (controller) => {
        garbage += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const req = {
      method: "POST",
      target: "/bytes",
      path: "/bytes",
      query: "",
      headers: HeaderMap.from({ "content-encoding": coding }),
      body: new StreamBody(source, undefined, 1e9),
    };
    const service = decompression().layer(router);
    await expect(service.call(new ServerContext(req), req)).rejects.toMatchObject({ status: 400 });
    expect(garbage).toBeLessThan(20);
  });

  test("a changed byte is refused, or shows", async () => {
    const text = JSON.stringify(Array.from({ length: 50 }, (_, i) => ({ id: i, name: `name ${i * 7919}` })));
    const good = encode(text);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ change;
        const outcome = await send(layered(), "/text", coding, bad, { "content-type": "text/plain" });
        // Only gzip has a checksum of the content in any case, and bits of its header mean nothing.
        if (outcome.status === 200 && coding === "gzip") expect(outcome.text).toBe(text);
        else expect([200, 400, 413]).toContain(outcome.status);
      }),
    );
  });

  test("the limit is that of the decoded bytes", async () => {
    const mebibyte = encode("x".repeat(1_048_576));
    expect((await send(layered(), "/text", coding, mebibyte)).status).toBe(200);
    const more = await send(layered({ maxRatio: Infinity }), "/text", coding, encode("x".repeat(1_048_577)));
    expect([more.status, more.text]).toEqual([413, "The body has more than 1048576 bytes."]);
    expect((await send(layered(), "/small", coding, encode("x".repeat(10)))).status).toBe(200);
    expect((await send(layered(), "/small", coding, encode("x".repeat(11)))).status).toBe(413);
    expect((await send(layered({ limit: 100 }), "/text", coding, encode("x".repeat(101)))).status).toBe(413);
    expect((await send(layered({ limit: 100 }), "/text", coding, encode("x".repeat(100)))).status).toBe(200);
  });

  test("what does not shrink may be as large as the limit", async () => {
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)).map((byte) => byte & 0x7f));
    const service = layered({ limit: 60_000 });
    expect((await send(service, "/bytes", coding, encode(noise))).status).toBe(200);
  });

  test("a body that has grown too much is refused where the limit would let it in", async () => {
    const zeros = encode(new Uint8Array(4_194_304));
    const refused = await send(layered(), "/large", coding, zeros);
    expect([refused.status, refused.text]).toEqual([413, expect.stringContaining("100 times")]);
    expect((await send(layered({ maxRatio: Infinity }), "/large", coding, zeros)).text).toBe("4194304");
    const small = encode(new Uint8Array(1_000_000));
    expect((await send(layered(), "/large", coding, small)).text).toBe("1000000");
  });

  test("any text in any chunks is read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: "grapheme" }), fc.nat(20), async (text, at) => {
        const bytes = encode(text);
        const chunks = [bytes.subarray(0, at), bytes.subarray(at)];
        const { text: found } = await send(layered(), "/stream", coding, chunks);
        expect(found).toBe(text);
      }),
    );
  });
});

describe("what is left alone", () => {
  test.each([
    ["no coding", undefined],
    ["identity", "identity"],
    ["IDENTITY", "IDENTITY"],
  ])("a body with %s", async (_name, coding) => {
    expect(await send(layered(), "/json", coding, Buffer.from("[1]"))).toEqual({ status: 200, text: "[1]" });
  });

  test("a request without a body", async () => {
    expect((await send(layered(), "/ignore", "gzip", new Uint8Array())).text).toBe("ignored");
    expect((await send(layered(), "/bytes", "compress", new Uint8Array())).status).toBe(200);
  });

  test("a body that nobody reads", async () => {
    expect((await send(layered(), "/ignore", "gzip", Buffer.from("no gzip"))).text).toBe("ignored");
  });
});

describe("refusals", () => {
  test.each(["deflate", "compress", "gzip, gzip", "gzip, br", "identity, gzip", "gzip, identity", "gz", "*"])(
    "content-encoding: %s is 415 with accept-encoding",
    async (coding) => {
      for (const path of ["/json", "/ignore"]) {
        const { status, error } = await send(layered(), path, coding, encoders.gzip("[1]"));
        expect([status, error?.headers]).toEqual([415, { "accept-encoding": accepted }]);
      }
    },
  );

  test("a coding that the layer leaves out is 415", async () => {
    const { status, error } = await send(layered({ codings: ["br"] }), "/json", "gzip", encoders.gzip("[1]"));
    expect([status, error?.headers]).toEqual([415, { "accept-encoding": "br" }]);
  });

  test.each(["/json", "/text", "/bytes", "/stream"])(
    "without the layer %s refuses a coding",
    async (path) => {
      for (const coding of ["gzip", "br", "compress", "gzip, identity"]) {
        const { status, error } = await send(router, path, coding, encoders.gzip("[1]"));
        expect([status, error?.headers]).toEqual([415, { "accept-encoding": "identity" }]);
      }
      expect((await send(router, path, "identity", Buffer.from("[1]"))).text).toBe("[1]");
    },
  );
});

test("without the layer an operation of a contract refuses a coding before it looks at the type", () => {
  const exchange = (coding: string, content: Content): Exchange => {
    const headers = HeaderMap.from({ "content-type": "text/odd", "content-encoding": coding });
    const req = { method: "POST", target: "/", path: "/", query: "", headers, body: bodyOf(content) };
    return new Exchange(new ServerContext(req), req);
  };
  const refusal = expect.objectContaining({ status: 415, headers: { "accept-encoding": "identity" } });
  expect(() => exchange("gzip", encoders.gzip("[1]")).consumes("text/odd")).toThrow(refusal);
  expect(() => exchange("gzip", encoders.gzip("[1]")).consumes("application/json")).toThrow(refusal);
  expect(exchange("identity", Buffer.from("[1]")).consumes("text/odd")).toBe("text/odd");
  expect(exchange("gzip", new Uint8Array()).consumes("text/odd")).toBe(undefined);
});

describe("what is inside", () => {
  test("sees neither the coding nor the length of what was sent", async () => {
    const body = encoders.gzip("[1]");
    const fields = { "content-length": String(body.length) };
    expect((await send(layered(), "/headers", "gzip", body, fields)).text).toBe(
      JSON.stringify([["content-type", "application/json"], ["x-a", "1"], ["1"]]),
    );
    expect((await send(layered(), "/length", "gzip", body, fields)).text).toBe("[null,null]");
  });

  test("can read once", async () => {
    const service = decompression().layer(
      new Router().route(
        "/",
        post(async (req) => {
          const used = [req.body.used];
          await req.body.bytes();
          used.push(req.body.used);
          const again = await req.body.bytes().catch((error: Error) => error.message);
          return json([used, again]);
        }),
      ),
    );
    expect((await send(service, "/", "gzip", encoders.gzip("x"))).text).toBe(
      '[[false,true],"The body was read already; a body can be read once."]',
    );
  });

  test("lets go of the source when it gives up", async () => {
    let cancelled = false;
    const noise = crypto.getRandomValues(new Uint8Array(65_536));
    const encoded = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(encoders.gzip(noise).subarray(0, 60_000)),
      cancel: () => {
        cancelled = true;
      },
    });
    const service = decompression().layer(
      new Router().route(
        "/",
        post(async (req) => {
          for await (const chunk of req.body.stream(1e9)) return json(chunk.length > 0);
          return json(false);
        }),
      ),
    );
    const req: HttpRequest = {
      method: "POST",
      target: "/",
      path: "/",
      query: "",
      headers: HeaderMap.from({ "content-encoding": "gzip" }),
      body: new StreamBody(encoded),
    };
    expect((await service.call(new ServerContext(req), req)).body).toBe("true");
    await expect.poll(() => cancelled).toBe(true);
  });
});

describe("bombs", () => {
  // Members of a gzip file follow each other (RFC 1952 §2.2).
  const member = zlib.gzipSync(Buffer.alloc(64 << 20));

  /** Reads a bomb whole, and gives the outcome with the most memory that was taken meanwhile. */
  async function explode(
    members: number,
    options: DecompressionOptions,
    limit?: number,
  ): Promise<[Outcome, number]> {
    let highest = 0;
    const before = process.memoryUsage.rss();
    const service = decompression(options).layer(
      new Router().route(
        "/",
        post(async (req) => {
          let size = 0;
          for await (const chunk of req.body.stream(limit)) {
            size += chunk.length;
            highest = Math.max(highest, process.memoryUsage.rss() - before);
          }
          return json(size);
        }),
      ),
    );
    const outcome = await send(
      service,
      "/",
      "gzip",
      Array.from({ length: members }, () => member),
    );
    return [outcome, Math.max(highest, process.memoryUsage.rss() - before)];
  }

  test.each<[string, DecompressionOptions, number | undefined]>([
    ["by its size", {}, undefined],
    ["by its ratio", {}, 2 ** 40],
  ])("10 GiB of zeros are refused %s within 64 MiB of memory", async (_name, options, limit) => {
    const [{ status }, growth] = await explode(160, options, limit);
    expect(status).toBe(413);
    expect(growth).toBeLessThan(64 << 20);
  });

  test(
    "zeros that are allowed are read in less memory than they would take",
    { timeout: 60_000 },
    async () => {
      const [{ text }, growth] = await explode(4, { maxRatio: Infinity }, 2 ** 40);
      expect(text).toBe(String(256 << 20));
      expect(growth).toBeLessThan(160 << 20);
    },
  );
});

describe("options", () => {
  test.each<[string, object]>([
    ["no coding", { codings: [] }],
    ["an unknown coding", { codings: ["deflate"] }],
    ["a coding twice", { codings: ["gzip", "gzip"] }],
    ["a negative limit", { limit: -1 }],
    ["a limit that is no number", { limit: Number.NaN }],
    ["a ratio below one", { maxRatio: 0.5 }],
    ["a ratio that is no number", { maxRatio: Number.NaN }],
  ])("%s is refused", (_name, options) => {
    expect(() => decompression(options)).toThrow(/codings|limit|maxRatio/);
  });
});
