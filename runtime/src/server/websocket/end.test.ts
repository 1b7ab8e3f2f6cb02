import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { closeFrame, frame, op, Peer } from "./peer.fixture.ts";
import { SocketClosedError } from "./socket.ts";
import type { ServerWebSocket, WebSocketHandler, WebSocketMessage } from "./types.ts";
import { holding, host, longest, settled } from "./host.fixture.ts";

describe("the end of a socket", () => {
  test.each<[what: string, handler: WebSocketHandler, code: number, logged: number]>([
    ["the handler returns", () => undefined, 1000, 0],
    ["the handler's promise resolves", async () => sleep(5), 1000, 0],
    ["the handler closes", (socket) => socket.close(4000, "enough"), 4000, 0],
    [
      "the handler closes twice: the first time counts",
      (socket) => {
        socket.close(4000);
        socket.close(4001);
      },
      4000,
      0,
    ],
    [
      "the handler throws",
      () => {
        throw new Error("broken");
      },
      1011,
      1,
    ],
    ["the handler's promise rejects", () => Promise.reject(new Error("broken")), 1011, 1],
    [
      "the handler fails when it has closed",
      (socket) => {
        socket.close(4000);
        throw new Error("broken");
      },
      4000,
      1,
    ],
  ])("%s: %i", async (_what, handler, code, logged) => {
    const error = vi.fn();
    const peer = await Peer.open(await host(handler, {}, { logger: { error } }));
    await vi.waitUntil(() => peer.closeCode !== undefined, longest);
    peer.send(closeFrame(code));
    expect(await peer.ended()).toBe(code);
    await sleep(20);
    expect(error).toHaveBeenCalledTimes(logged);
    if (logged === 0) return;
    const record = expect.objectContaining({
      message: "Error: broken",
      route: "/ws",
      method: "GET",
    }) as unknown;
    expect(error).toHaveBeenCalledWith(record, "request failed");
  });

  test.each<[what: string, part: (peer: Peer) => unknown, code: number, reason: string]>([
    ["closes", (peer) => peer.send(closeFrame(1001, "bye")), 1001, "bye"],
    ["closes without a code", (peer) => peer.send(frame(op.close)), 1005, ""],
    ["ends the connection without a word", (peer) => peer.socket.end(), 1006, ""],
    ["breaks the connection", (peer) => peer.socket.resetAndDestroy(), 1006, ""],
  ])("the peer %s: the messages end, the signal is aborted", async (_what, part, code, reason) => {
    const ended = Promise.withResolvers<unknown>();
    const server = await host(async (socket, cx) => {
      for await (const _message of socket) void 0;
      const close = await socket.closed;
      await vi.waitUntil(() => socket.signal.aborted, longest);
      ended.resolve({ ...close, aborted: cx.signal.aborted, send: await settled(socket.send("x")) });
    });
    const peer = await Peer.open(server);
    await sleep(20);
    part(peer);
    expect(await ended.promise).toEqual({ code, reason, aborted: true, send: "SocketClosedError" });
  });

  test.each<[what: string, logged: string[], fail: (socket: ServerWebSocket) => Promise<void>]>([
    ["because it sends", [], (socket) => socket.send("x")],
    ["because its signal was aborted", [], (socket) => Promise.reject(socket.signal.reason as Error)],
    ["because of another socket", [], () => Promise.reject(new SocketClosedError())],
    ["for another reason", ["Error: cleaning up"], () => Promise.reject(new Error("cleaning up"))],
  ])("a handler that fails %s when the peer has gone: the log has %j", async (_what, logged, fail) => {
    const messages: string[] = [];
    const done = vi.fn();
    const server = await host(
      async (socket) => {
        await socket.closed;
        await vi.waitUntil(() => socket.signal.aborted, longest);
        setTimeout(done, 20);
        await fail(socket);
      },
      {},
      { logger: { error: ({ message }) => messages.push(message) } },
    );
    (await Peer.open(server)).socket.end();
    await vi.waitUntil(() => done.mock.calls.length > 0, longest);
    expect(messages).toEqual(logged);
  });

  test("another socket's end is a failure of a handler whose own socket is open", async () => {
    const error = vi.fn();
    const server = await host(() => Promise.reject(new SocketClosedError()), {}, { logger: { error } });
    const peer = await Peer.open(server);
    await vi.waitUntil(() => peer.closeCode === 1011, longest);
    expect(error).toHaveBeenCalledOnce();
  });

  test("a peer that does not answer the close is cut off after closeTimeout", async () => {
    const peer = await Peer.open(await host(() => undefined, { closeTimeout: 50 }));
    expect(await peer.ended()).toBe(1000);
  });

  test("messages that came before the close can be read, later ones are dropped", async () => {
    const [seen, ended] = [[] as WebSocketMessage[], vi.fn()];
    const server = await host(async (socket) => {
      await sleep(100);
      socket.close();
      for await (const message of socket) seen.push(message);
      ended();
    });
    const peer = await Peer.open(server);
    peer.send(frame(op.text, "before"));
    await vi.waitUntil(() => peer.closeCode !== undefined, longest);
    peer.send(frame(op.text, "after"), closeFrame(1000));
    await peer.ended();
    expect(ended).toHaveBeenCalledOnce();
    expect(seen).toEqual(["before"]);
  });

  test.each<[number, string]>([
    [1004, ""],
    [1005, ""],
    [1006, ""],
    [1015, ""],
    [999, ""],
    [2999, ""],
    [5000, ""],
    [1000.5, ""],
    [Number.NaN, ""],
    [1000, "ä".repeat(62)],
  ])("close(%d, %j) is refused, and the socket stays open", async (code, reason) => {
    const { handler, socket } = holding();
    const peer = await Peer.open(await host(handler));
    const opened = await socket();
    expect(() => opened.close(code, reason)).toThrow(RangeError);
    await opened.send("still open");
    await vi.waitUntil(() => peer.texts.length > 0, longest);
  });
});
