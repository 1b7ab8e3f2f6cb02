import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { frame, op, Peer } from "./peer.fixture.ts";
import type { ServerWebSocket } from "./types.ts";
import { holding, host, longest } from "./host.fixture.ts";

describe("peers that are gone without a word", () => {
  const quick = { pingInterval: 40, pingTimeout: 40 };

  test("one that never answers a ping is cut off", async () => {
    const { handler, socket } = holding();
    const peer = await Peer.open(await host(handler, quick));
    expect(await peer.ended()).toBeUndefined();
    expect(peer.frames.map(({ opcode }) => opcode)).toEqual([op.ping]);
    expect(await (await socket()).closed).toEqual({ code: 1006, reason: "" });
  });

  test("one that reads nothing more, and to whom nothing gets, is cut off", async () => {
    const { handler, socket } = holding();
    const peer = await Peer.open(await host(handler, { ...quick, maxBufferedAmount: 2_000_000_000 }));
    peer.socket.pause();
    const opened = await socket();
    for (let i = 0; i < 40; i++) void opened.send(Buffer.alloc(1_000_000));
    expect((await opened.closed).code).toBe(1006);
  });

  test.each<[string, Uint8Array]>([
    ["answers", frame(op.pong)],
    ["sends messages", frame(op.text, "x")],
    ["is in the middle of a message that takes long", Buffer.of(0)],
  ])("one that %s lives", async (_what, bytes) => {
    const { handler } = holding();
    const peer = await Peer.open(await host(handler, { pingInterval: 800, pingTimeout: 800 }));
    if (bytes.length === 1) peer.send(frame(op.binary, "", { length: 1_000n }));
    const alive = setInterval(() => peer.send(bytes), 20);
    await vi.waitUntil(() => peer.frames.filter(({ opcode }) => opcode === op.ping).length >= 2, longest);
    clearInterval(alive);
    expect(peer.over).toBe(false);
  });

  test("pings can be switched off", async () => {
    const { handler } = holding();
    const peer = await Peer.open(await host(handler, { pingInterval: false }));
    await sleep(100);
    expect(peer.frames).toEqual([]);
  });

  test.each<[string, (socket: ServerWebSocket, peer: Peer) => unknown]>([
    ["from the server", (socket) => socket.send("x")],
    ["from the peer", (_socket, peer) => peer.send(frame(op.text, "x"))],
  ])(
    "idleTimeout closes a socket with 1001 when no message has come for long; one %s puts it off",
    async (_what, talk) => {
      const { handler, socket } = holding();
      const peer = await Peer.open(
        await host(handler, { idleTimeout: 1_500, pingInterval: 20, pingTimeout: 20 }),
      );
      const pongs = setInterval(() => peer.send(frame(op.pong)), 5);
      const opened = await socket();
      const started = performance.now();
      for (let i = 0; i < 5; i++) {
        await sleep(400);
        talk(opened, peer);
      }
      expect(peer.closeCode).toBeUndefined();
      await vi.waitUntil(() => peer.closeCode === 1001, longest);
      clearInterval(pongs);
      expect(performance.now() - started).toBeGreaterThan(3_000);
    },
  );
});
