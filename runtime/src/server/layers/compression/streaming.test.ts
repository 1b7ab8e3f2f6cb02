import { once } from "node:events";
import { get as httpGet } from "node:http";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import zlib from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { HttpResponse } from "../../../http/response.ts";
import type { ResponseBody } from "../../../http/response.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import type { Server } from "../../serve.ts";
import { hasZstd } from "./codings.ts";
import { compression } from "./layer.ts";

const codings = ["gzip", "br", ...(hasZstd ? ["zstd"] : [])];
const open: Server[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close({ timeout: 0 })));
});

/** Serves a body over a socket and gives the reply's message. */
async function fetchCoded(type: string, body: ResponseBody, coding: string): Promise<IncomingMessage> {
  const router = new Router()
    .route(
      "/",
      get(() => new HttpResponse(200, ["content-type", type], body)),
    )
    .layer(compression());
  const server = await serve(router, { hostname: "127.0.0.1", logger: { error: () => undefined } });
  open.push(server);
  const request = httpGet(server.url, { headers: { "accept-encoding": coding } });
  const [message] = (await once(request, "response")) as [IncomingMessage];
  expect(message.headers["content-encoding"]).toBe(coding);
  return message;
}

function decoderOf(coding: string): zlib.Gunzip | zlib.BrotliDecompress | zlib.ZstdDecompress {
  if (coding === "gzip") return zlib.createGunzip();
  return coding === "br" ? zlib.createBrotliDecompress() : zlib.createZstdDecompress();
}

/** A source that gives chunks without end and counts them. */
class Endless {
  chunks: number = 0;
  cancelled: unknown = undefined;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(make: () => Uint8Array | Promise<Uint8Array>) {
    this.stream = new ReadableStream(
      {
        pull: async (controller) => {
          const chunk = await make();
          this.chunks += 1;
          controller.enqueue(chunk);
        },
        cancel: (reason) => {
          this.cancelled = reason ?? true;
        },
      },
      { highWaterMark: 0 },
    );
  }
}

const noise = (): Uint8Array => crypto.getRandomValues(new Uint8Array(65_536));

describe.each(codings)("%s over a socket", (coding) => {
  test("an event arrives while the next one is still to come", async () => {
    let release: (() => void) | undefined;
    async function* events(): AsyncGenerator<string> {
      for (let i = 0; i < 5; i++) {
        yield `data: event ${i}\n\n`;
        await new Promise<void>((resolve) => (release = resolve));
      }
    }
    const message = await fetchCoded("text/event-stream", events(), coding);
    const decoder = message.pipe(decoderOf(coding));
    let text = "";
    decoder.on("data", (chunk: Buffer) => (text += chunk.toString()));
    for (let i = 0; i < 5; i++) {
      // Without bringing it out it would come with the last one.
      await vi.waitFor(() => expect(text.endsWith(`data: event ${i}\n\n`)).toBe(true), 5000);
      release?.();
    }
    await once(decoder, "end");
    expect(text.match(/event/g)).toHaveLength(5);
  });

  test("a source is read no faster than the caller reads", async () => {
    const source = new Endless(noise);
    const message = await fetchCoded("text/plain", source.stream, coding);
    message.pause();
    let before = -1;
    // Buffers of the sockets, of node:http and of the coder fill up; then nothing more is read.
    await vi.waitFor(
      async () => {
        before = source.chunks;
        await sleep(200);
        expect(source.chunks).toBe(before);
      },
      { timeout: 20_000, interval: 10 },
    );
    expect(source.chunks).toBeGreaterThan(0);
    message.resume();
    await vi.waitFor(() => expect(source.chunks).toBeGreaterThan(before), 5000);
    message.destroy();
    await vi.waitFor(() => expect(source.cancelled).toBeDefined(), 5000);
  });

  test("the source is given up when the caller goes away while it waits", async () => {
    const source = new Endless(() => new Promise<Uint8Array>(() => undefined));
    const message = await fetchCoded("text/event-stream", source.stream, coding);
    message.destroy();
    await vi.waitFor(() => expect(source.cancelled).toBeDefined(), 5000);
  });

  test("the reply breaks off when the source fails", async () => {
    let count = 0;
    const source = new Endless(() => {
      count += 1;
      return count > 3 ? Promise.reject(new Error("no more")) : noise();
    });
    const message = await fetchCoded("text/plain", source.stream, coding);
    message.resume();
    const [error] = (await once(message, "error")) as [Error];
    expect(error.message).toBe("aborted");
    expect(message.complete).toBe(false);
  });
});
