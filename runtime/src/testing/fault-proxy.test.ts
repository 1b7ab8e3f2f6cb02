import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { get } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { serve } from "../server/serve.ts";
import { faultProxy } from "./fault-proxy.ts";
import type { FaultProxy, FaultProxyOptions } from "./fault-proxy.ts";

let server: Server;
let proxy: FaultProxy;
const ends: string[] = [];

/** Sends back what comes. */
beforeEach(async () => {
  ends.length = 0;
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", (error: NodeJS.ErrnoException) => ends.push(error.code ?? ""));
    socket.on("end", () => ends.push("end"));
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await proxy.close();
  server.close();
});

async function start(options: Partial<FaultProxyOptions> = {}): Promise<FaultProxy> {
  proxy = await faultProxy({ port: (server.address() as AddressInfo).port, ...options });
  return proxy;
}

interface Peer {
  readonly socket: Socket;
  readonly bytes: () => Buffer;
  /** Why the connection ended: "end", "close" or the code of an error. */
  readonly over: Promise<string>;
}

async function open(): Promise<Peer> {
  const socket = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  const over = new Promise<string>((resolve) => {
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    socket.on("end", () => resolve("end"));
    socket.on("close", () => resolve("close"));
  });
  await once(socket, "connect");
  return { socket, bytes: () => Buffer.concat(chunks), over };
}

async function echoed(peer: Peer, length: number): Promise<Buffer> {
  await expect.poll(() => peer.bytes().length, { timeout: 10_000 }).toBe(length);
  return peer.bytes();
}

describe("a fault proxy", () => {
  test("without faults passes everything in both directions, the end included", async () => {
    await start();
    const peer = await open();
    const sent = Buffer.alloc(1_000_000, "abcdefg");
    peer.socket.end(sent);
    expect((await echoed(peer, sent.length)).equals(sent)).toBe(true);
    expect(await peer.over).toBe("end");
    expect(proxy.connections).toBe(1);
  });

  test("latency makes each way longer, and pieces keep their order", async () => {
    await start({ upstream: { latency: 30, jitter: 20 }, downstream: { latency: 30 } });
    const peer = await open();
    const before = performance.now();
    for (const letter of "abc") {
      peer.socket.write(letter);
      await sleep(1);
    }
    expect((await echoed(peer, 3)).toString()).toBe("abc");
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  test("speed is limited", async () => {
    await start({ downstream: { bytesPerSecond: 100_000 } });
    const peer = await open();
    const before = performance.now();
    peer.socket.write(Buffer.alloc(20_000));
    await echoed(peer, 20_000);
    expect(performance.now() - before).toBeGreaterThanOrEqual(190);
  });

  test("one byte in so many is changed, wherever pieces begin", async () => {
    await start({ upstream: { corruptEvery: 5 } });
    const peer = await open();
    for (const piece of ["aaa", "aaaaaaa", "aa"]) {
      peer.socket.write(piece);
      await sleep(5);
    }
    expect((await echoed(peer, 12)).toString()).toBe("aaaa`aaaa`aa");
  });

  test("a connection is cut after so many bytes", async () => {
    await start({ downstream: { cutAfter: 4 } });
    const peer = await open();
    peer.socket.write("abcdefgh");
    expect(await peer.over).toBe("ECONNRESET");
    expect(peer.bytes().length).toBeLessThanOrEqual(4);
  });

  test("a black hole swallows without a word, and may open again", async () => {
    await start();
    const peer = await open();
    proxy.downstream.blackhole = true;
    peer.socket.write("lost");
    await sleep(50);
    expect(peer.bytes().length).toBe(0);
    expect(peer.socket.destroyed).toBe(false);
    proxy.downstream.blackhole = false;
    peer.socket.write("found");
    expect((await echoed(peer, 5)).toString()).toBe("found");
  });

  test("a reset reaches both sides as one", async () => {
    await start();
    const peer = await open();
    peer.socket.write("a");
    await echoed(peer, 1);
    proxy.reset();
    expect(await peer.over).toBe("ECONNRESET");
    await expect.poll(() => ends).toEqual(["ECONNRESET"]);
  });

  test("connections can be refused, and accepted again", async () => {
    await start();
    proxy.refuse = true;
    const refused = connect(proxy.port, "127.0.0.1");
    const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    proxy.refuse = false;
    const peer = await open();
    peer.socket.write("a");
    await echoed(peer, 1);
  });

  test("a server that is not there is a connection that ends", async () => {
    await start();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const socket = connect(proxy.port, "127.0.0.1");
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
  });

  test("stands between a client and a server of this package", async () => {
    const router = new Router().route(
      "/",
      get(() => "hello"),
    );
    await using real = await serve(router, { hostname: "127.0.0.1" });
    proxy = await faultProxy({ port: real.port });
    expect(await (await fetch(proxy.url)).text()).toBe("hello");
    proxy.downstream.cutAfter = 10;
    await expect(fetch(proxy.url, { headers: { connection: "close" } })).rejects.toThrow(TypeError);
  });
});
