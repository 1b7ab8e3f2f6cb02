import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { start } from "../adapters/node/listen.fixture.ts";
import { get } from "../methods.ts";
import { Router } from "../router.ts";
import { host, longest } from "./host.fixture.ts";
import { closeFrame, frame, op, Peer } from "./peer.fixture.ts";
import type { WebSocketHandler } from "./types.ts";
import { webSocket } from "./web-socket.ts";

const reading: WebSocketHandler = async (socket) => {
  for await (const message of socket) await socket.send(message);
};

/** Answers the Close frame as peers do. */
async function answering(peer: Peer): Promise<void> {
  await vi.waitUntil(() => peer.closeCode !== undefined, longest);
  peer.send(closeFrame(peer.closeCode ?? 1000));
}

describe("when the server closes", () => {
  test("every socket is closed with 1001, whatever its handler does, and the server is closed when they are gone", async () => {
    const server = await host(async (socket, cx) => {
      if (cx.request.query === "waiting") await socket.closed;
      else if (cx.request.query === "deaf") await once(cx.signal, "abort");
      else await reading(socket, cx);
    });
    const peers = await Promise.all(
      ["reading", "waiting", "deaf"].map((query) => Peer.open(server, {}, `GET /ws?${query} HTTP/1.1`)),
    );
    const closed = server.close();
    await Promise.all(peers.map(answering));
    await closed;
    expect(await Promise.all(peers.map((peer) => peer.ended()))).toEqual([1001, 1001, 1001]);
    expect(server.state).toBe("closed");
  });

  test("the answer of a peer is found behind what the handler has not read", async () => {
    const close = Promise.withResolvers<unknown>();
    const server = await host(async (socket) => {
      close.resolve(await socket.closed);
    });
    const peer = await Peer.open(server);
    // More than is held, and more than is read at once.
    for (let i = 0; i < 10; i++) peer.send(frame(op.binary, Buffer.alloc(50_000)));
    await sleep(50);
    const closed = server.close();
    await answering(peer);
    await closed;
    expect(await close.promise).toEqual({ code: 1001, reason: "" });
  });

  test("it still serves sockets during the grace, and new ones as well", async () => {
    const server = await host(reading);
    const early = await Peer.open(server);
    const closed = server.close({ grace: 300 });
    const late = await Peer.open(server);
    for (const peer of [early, late]) {
      peer.send(frame(op.text, "hello"));
      await vi.waitUntil(() => peer.texts.includes("hello"), longest);
    }
    await Promise.all([early, late].map(answering));
    await closed;
    expect([early.closeCode, late.closeCode]).toEqual([1001, 1001]);
  });

  test("a handshake that is under way gets its socket, which is closed at once", async () => {
    const held = Promise.withResolvers<string>();
    const entered = vi.fn(() => held.promise);
    const service = webSocket([entered], (_value, socket) => socket.closed.then(() => undefined));
    const server = await start(new Router().route("/ws", get(service)));
    const opening = Peer.open(server);
    await vi.waitUntil(() => entered.mock.calls.length > 0, longest);
    const closed = server.close();
    await vi.waitUntil(() => server.state === "stopping", longest);
    await sleep(50);
    held.resolve("x");
    const peer = await opening;
    expect(peer.status).toBe(101);
    await answering(peer);
    await closed;
    expect(peer.closeCode).toBe(1001);
  });

  test("what was sent before arrives before, also when it is still being compressed", async () => {
    const server = await host(
      async (socket) => {
        for (let i = 0; i < 20; i++) void socket.send(String(i).repeat(20_000));
        await socket.closed;
      },
      { deflate: true },
    );
    const peer = await Peer.open(server, { "Sec-WebSocket-Extensions": "permessage-deflate" });
    const closed = server.close();
    await answering(peer);
    await closed;
    expect(peer.frames.map(({ opcode }) => opcode)).toEqual([
      ...Array.from({ length: 20 }, () => op.text),
      op.close,
    ]);
    expect(peer.closeCode).toBe(1001);
  });

  test("a handler finishes its work before the hooks that close what it works with", async () => {
    const order: string[] = [];
    const server = await host(async (socket) => {
      for await (const message of socket) order.push(String(message));
      await sleep(150);
      order.push("handler");
    });
    server.onClosed(() => order.push("hook"));
    const peer = await Peer.open(server);
    peer.send(frame(op.text, "message"));
    await vi.waitUntil(() => order.length > 0, longest);
    const closed = server.close();
    await answering(peer);
    await closed;
    expect(order).toEqual(["message", "handler", "hook"]);
  });

  test("a peer that does not answer is cut off by the deadline, and a handler that hangs is not waited for", async () => {
    const aborted = vi.fn();
    const server = await host(async (_socket, cx) => {
      cx.signal.addEventListener("abort", aborted);
      await new Promise(() => undefined);
    });
    const peer = await Peer.open(server);
    const started = performance.now();
    await server.close({ timeout: 200 });
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(await peer.ended()).toBe(1001);
    await vi.waitUntil(() => aborted.mock.calls.length > 0, longest);
  });

  test("closeTimeout is sooner than the deadline", async () => {
    const server = await host(reading, { closeTimeout: 50 });
    const peer = await Peer.open(server);
    await server.close({ timeout: 60_000 });
    expect(await peer.ended()).toBe(1001);
  });
});
