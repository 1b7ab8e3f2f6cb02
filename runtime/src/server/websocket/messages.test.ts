import { setTimeout as sleep } from "node:timers/promises";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import type { WebSocketOptions } from "./options.ts";
import { closeFrame, frame, op, Peer } from "./peer.fixture.ts";
import type { Fields } from "./peer.fixture.ts";
import type { WebSocketHandler, WebSocketMessage } from "./types.ts";
import { holding, host, longest, settled } from "./host.fixture.ts";

describe("messages that arrive", () => {
  test("several that iterate share them, each gets its own, and leaving a loop leaves the socket open", async () => {
    const seen: WebSocketMessage[] = [];
    const server = await host(async (socket) => {
      for await (const message of socket) {
        seen.push(message);
        break;
      }
      await Promise.all(
        [1, 2].map(async () => {
          for await (const message of socket) seen.push(message);
        }),
      );
    });
    const peer = await Peer.open(server);
    for (let i = 0; i < 5; i++) peer.send(frame(op.text, String(i)));
    peer.send(closeFrame(1000));
    await peer.ended();
    expect(seen).toEqual(["0", "1", "2", "3", "4"]);
  });

  test("a handler that does not read makes the peer wait: memory stays small, nothing is lost", async () => {
    const go = Promise.withResolvers<void>();
    let seen = 0;
    let last: WebSocketMessage = "";
    const server = await host(
      async (socket) => {
        await go.promise;
        for await (const message of socket) {
          seen += 1;
          last = message;
        }
      },
      // Who does not read does not hear either: that is no sign of death.
      { pingInterval: 20, pingTimeout: 20 },
    );
    const peer = await Peer.open(server);
    const messages = 2_000;
    const before = peer.socket.bytesWritten;
    for (let i = 0; i < messages; i++) peer.socket.write(frame(op.text, String(i).padEnd(32_768)));
    await sleep(500);
    const taken = peer.socket.bytesWritten - peer.socket.writableLength - before;
    // 64 MB want to go; what left the peer are the buffers of the system.
    expect(taken).toBeLessThan(32_000_000);
    expect(peer.over).toBe(false);
    const wait = setInterval(() => peer.send(frame(op.pong)), 5);
    go.resolve();
    await vi.waitUntil(() => seen === messages, longest);
    clearInterval(wait);
    expect(String(last).trim()).toBe(String(messages - 1));
  });

  test("what unfolds to far more than is read at once closes the socket of a handler that does not read", async () => {
    const { handler } = holding();
    const peer = await Peer.open(await host(handler, { deflate: true }), {
      "Sec-WebSocket-Extensions": "permessage-deflate",
    });
    const unfolding = deflateRawSync(Buffer.alloc(1_000_000), { finishFlush: 2 }).subarray(0, -4);
    const message = frame(op.binary, unfolding, { rsv: 4 });
    peer.send(Buffer.concat(Array.from({ length: 40 }, () => message)), closeFrame(1000));
    expect(await peer.ended()).toBe(1008);
  });
});

describe("messages that are sent", () => {
  const message = Buffer.alloc(100_000);

  test("arrive in order, as text and as bytes, however large", async () => {
    const server = await host(async (socket) => {
      await socket.send("a");
      await socket.send(new Uint8Array([1, 2]));
      void socket.send("");
      void socket.send("ä".repeat(100_000));
      await socket.send(new Uint8Array());
    });
    const peer = await Peer.open(server);
    await vi.waitUntil(() => peer.closeCode !== undefined, longest);
    const sent = peer.frames.slice(0, -1).map(({ opcode, payload }) => [opcode, payload.length]);
    expect(sent).toEqual([
      [op.text, 1],
      [op.binary, 2],
      [op.text, 0],
      [op.text, 200_000],
      [op.binary, 0],
    ]);
  });

  test("a sender that waits for each never has more than little in memory, however slow the reader", async () => {
    let [sent, most] = [0, 0];
    const server = await host(async (socket) => {
      for (; sent < 500; sent++) {
        await socket.send(message);
        most = Math.max(most, socket.bufferedAmount);
      }
    });
    const peer = await Peer.open(server);
    peer.socket.pause();
    await vi.waitUntil(() => sent > 10, longest);
    let before = -1;
    while (before !== sent) {
      before = sent;
      await sleep(100);
    }
    // 50 MB want to go.
    expect(sent).toBeLessThan(500);
    expect(most).toBeLessThan(65_536 + message.length);
    peer.socket.resume();
    await vi.waitUntil(() => peer.closeCode === 1000, longest);
    expect(peer.frames.filter(({ opcode }) => opcode === op.binary)).toHaveLength(500);
  });

  test.each<[WebSocketOptions, number]>([
    [{}, 1013],
    [{ slowConsumerCode: 1008 }, 1008],
    [{ maxBufferedAmount: 0 }, 1013],
  ])("one that does not wait closes a slow reader's socket: %j: %i", async (options, code) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { handler, socket } = holding();
    const error = vi.fn();
    const peer = await Peer.open(await host(handler, options, { logger: { error } }));
    peer.socket.pause();
    const opened = await socket();
    let most = 0;
    for (let i = 0; i < 600; i++) {
      // Nobody looks at the promise, as when a message goes to many.
      void opened.send(message);
      most = Math.max(most, opened.bufferedAmount);
      if (i % 10 === 0) await sleep(1);
    }
    expect(most).toBeLessThan((options.maxBufferedAmount ?? 1_048_576) + 2 * message.length);
    expect(await settled(opened.send("x"))).toBe("SocketClosedError");
    peer.socket.resume();
    expect(await peer.ended()).toBe(code);
    await sleep(10);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(error).not.toHaveBeenCalled();
  });

  test("what waits when the connection breaks is rejected", async () => {
    const { handler, socket } = holding();
    const peer = await Peer.open(await host(handler));
    peer.socket.pause();
    const opened = await socket();
    const waiting: Promise<string>[] = [];
    while (opened.bufferedAmount === 0) {
      waiting.push(settled(opened.send(Buffer.alloc(1_000_000))));
      await sleep(1);
    }
    peer.socket.resetAndDestroy();
    expect((await Promise.all(waiting)).at(-1)).toBe("SocketClosedError");
  });
});

describe("permessage-deflate", () => {
  const offer: Fields = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };
  const send: WebSocketHandler = async (socket) => {
    await socket.send("a".repeat(500));
    await socket.send("a".repeat(5_000));
  };

  test.each<[WebSocketOptions, Fields, extension: string | undefined, compressed: boolean[]]>([
    [{}, offer, undefined, [false, false]],
    [{ deflate: true }, {}, undefined, [false, false]],
    [
      { deflate: true },
      offer,
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
      [false, true],
    ],
    [{ deflate: { contextTakeover: true } }, offer, "permessage-deflate", [false, true]],
    [{ deflate: { contextTakeover: true, threshold: 0 } }, offer, "permessage-deflate", [true, true]],
  ])("%j, %j: %s", async (options, fields, extension, compressed) => {
    const peer = await Peer.open(await host(send, options), fields);
    await vi.waitUntil(() => peer.closeCode !== undefined, longest);
    expect(peer.field("sec-websocket-extensions")).toBe(extension);
    expect(peer.frames.slice(0, 2).map(({ rsv }) => rsv === 4)).toEqual(compressed);
  });

  test("parameters that cannot be met are refused by a reply", async () => {
    const peer = await Peer.open(await host(send, { deflate: true }), {
      "Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=99",
    });
    expect(peer.status).toBe(400);
  });
});
