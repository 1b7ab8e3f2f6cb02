import { once } from "node:events";
import { appendFile, readdir, readlink, rename, truncate } from "node:fs/promises";
import { get as httpGet } from "node:http";
import type { IncomingMessage } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ServerContext } from "../../http/context.ts";
import { requestOf } from "../kit.fixture.ts";
import { compression } from "../layers/compression/layer.ts";
import { Router } from "../router.ts";
import { serve } from "../serve.ts";
import type { Server } from "../serve.ts";
import { ask, changedAt, Folder } from "./files.fixture.ts";
import { staticFiles } from "./static-files.ts";

const size = 32 << 20;
const large = Buffer.alloc(size, "0123456789abcdef");
let folder: Folder;
let server: Server;

beforeAll(async () => {
  folder = await Folder.make();
});
afterAll(() => folder.remove());

beforeEach(async () => {
  await folder.write("large.bin", large);
  await folder.write("large.txt", large);
  const router = new Router()
    .nestService("/", staticFiles(folder.path))
    .nestService("/coded", compression({ codings: ["gzip"] }).layer(staticFiles(folder.path)));
  server = await serve(router, { hostname: "127.0.0.1", logger: { error: () => undefined } });
});
afterEach(() => server.close({ timeout: 0 }));

async function request(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const outgoing = httpGet(`${server.url}${path}`, { headers });
  outgoing.on("error", () => undefined);
  const [message] = (await once(outgoing, "response")) as [IncomingMessage];
  return message;
}

/** Files of the folder that this process has open. */
async function openFiles(): Promise<string[]> {
  const links = await Promise.all(
    (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
  );
  return links.filter((path) => path.startsWith(folder.path));
}

const onLinux = process.platform === "linux";

describe("a large file over a socket", () => {
  test("is complete, and as long as it says", async () => {
    const message = await request("/large.bin");
    expect(message.headers["content-length"]).toBe(String(size));
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).equals(large)).toBe(true);
    if (onLinux) await vi.waitFor(async () => expect(await openFiles()).toEqual([]), 5000);
  });

  test("that is cut short meanwhile breaks off", async () => {
    const message = await request("/large.bin");
    message.once("data", () => {
      message.pause();
      truncate(folder.at("large.bin"), 0).then(
        () => message.resume(),
        () => undefined,
      );
    });
    const [error] = (await once(message, "error")) as [Error];
    expect([error.message, message.complete]).toEqual(["aborted", false]);
    if (onLinux) expect(await openFiles()).toEqual([]);
  });

  test("that grows meanwhile is sent up to the length that was announced", async () => {
    const message = await request("/large.bin");
    let received = 0;
    message.once("data", () => void appendFile(folder.at("large.bin"), large));
    message.on("data", (chunk: Buffer) => (received += chunk.length));
    await once(message, "end");
    expect(received).toBe(size);
  });

  test("that is replaced meanwhile is sent as it was", async () => {
    await folder.write("next.bin", Buffer.alloc(size));
    const message = await request("/large.bin");
    const chunks: Buffer[] = [];
    message.once("data", () => void rename(folder.at("next.bin"), folder.at("large.bin")));
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(message, "end");
    expect(Buffer.concat(chunks).equals(large)).toBe(true);
  });

  test.runIf(onLinux).each(["/large.bin", "/coded/large.txt"])(
    "%s is closed when the caller goes away",
    async (path) => {
      const messages = await Promise.all(
        Array.from({ length: 20 }, () => request(path, { "accept-encoding": "gzip" })),
      );
      for (const message of messages) {
        message.pause();
        message.on("error", () => undefined);
      }
      await vi.waitFor(async () => expect((await openFiles()).length).toBeGreaterThan(0), 5000);
      for (const message of messages) message.destroy();
      await vi.waitFor(async () => expect(await openFiles()).toEqual([]), 5000);
    },
  );
});

describe("a reply that nobody reads", () => {
  test.runIf(onLinux)("holds no open file", async () => {
    const req = requestOf("GET", "/large.bin");
    await staticFiles(folder.path).call(new ServerContext(req), req);
    expect(await openFiles()).toEqual([]);
  });

  test("reads nothing when the file was replaced before it is read", async () => {
    const req = requestOf("GET", "/large.bin");
    const { body } = await staticFiles(folder.path).call(new ServerContext(req), req);
    await folder.write("next.bin", Buffer.alloc(size), changedAt);
    await rename(folder.at("next.bin"), folder.at("large.bin"));
    await expect(new Response(body as ReadableStream).arrayBuffer()).rejects.toThrow("being changed");
    if (onLinux) expect(await openFiles()).toEqual([]);
  });
});

test.runIf(onLinux)("a small file is read and closed before it is sent", async () => {
  await folder.write("small.txt", "small");
  expect((await ask(staticFiles(folder.path), "/small.txt")).text).toBe("small");
  expect(await openFiles()).toEqual([]);
});
