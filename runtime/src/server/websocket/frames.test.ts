import fc from "fast-check";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dial, start } from "../adapters/node/listen.fixture.ts";
import { get } from "../methods.ts";
import { Router } from "../router.ts";
import { serve } from "../serve.ts";
import type { Server } from "../serve.ts";
import type { WebSocketOptions } from "./options.ts";
import { closeFrame, frame, handshake, op, Peer } from "./peer.fixture.ts";
import type { Fields } from "./peer.fixture.ts";
import type { ServerWebSocket, WebSocketClose, WebSocketMessage } from "./types.ts";
import { webSocket } from "./web-socket.ts";

/** What a handler sees of a hostile peer. */
interface Outcome {
  readonly messages: WebSocketMessage[];
  close?: WebSocketClose;
}

interface Hosted {
  readonly server: Server;
  readonly outcomes: Outcome[];
  readonly error: ReturnType<typeof vi.fn>;
}

async function host(options: WebSocketOptions = {}): Promise<Hosted> {
  const outcomes: Outcome[] = [];
  const error = vi.fn();
  const service = webSocket(async (socket) => {
    const outcome: Outcome = { messages: [] };
    outcomes.push(outcome);
    for await (const message of socket) outcome.messages.push(message);
    outcome.close = await socket.closed;
  }, options);
  const server = await start(new Router().route("/ws", get(service)), { logger: { error } });
  return { server, outcomes, error };
}

const text = (payload: string | Uint8Array, fin = true, opcode: number = op.text): Buffer =>
  frame(opcode, payload, { fin });
const kib64 = Buffer.alloc(65_536);
const deflate: Fields = { "Sec-WebSocket-Extensions": "permessage-deflate" };
const bomb = (size: number): Buffer => deflateRawSync(Buffer.alloc(size), { finishFlush: 2 }).subarray(0, -4);

describe("a hostile frame closes the socket, and touches nothing else", () => {
  test.each<
    [what: string, code: number, frames: readonly Uint8Array[], options?: WebSocketOptions, fields?: Fields]
  >([
    ["without a mask", 1002, [frame(op.text, "x", { masked: false })]],
    ["with RSV1, which no extension has given a meaning", 1002, [frame(op.text, "x", { rsv: 4 })]],
    ["with RSV2", 1002, [frame(op.text, "x", { rsv: 2 })]],
    ["with RSV3", 1002, [frame(op.text, "x", { rsv: 1 })]],
    ["with RSV1 on a ping", 1002, [frame(op.ping, "x", { rsv: 4 })], { deflate: true }, deflate],
    ["of a reserved opcode for data", 1002, [frame(3, "x")]],
    ["of a reserved opcode for control", 1002, [frame(11, "x")]],
    ["that goes on with nothing", 1002, [frame(op.continuation, "x")]],
    ["of a message inside another", 1002, [text("x", false), text("y")]],
    ["that is a part of a ping", 1002, [frame(op.ping, "x", { fin: false })]],
    ["that is a part of a close", 1002, [frame(op.close, "", { fin: false })]],
    ["that is a ping of 126 bytes", 1002, [frame(op.ping, Buffer.alloc(126))]],
    ["that closes with one byte", 1002, [frame(op.close, "x")]],
    ["that closes with 1005", 1002, [closeFrame(1005)]],
    ["that closes with 1006", 1002, [closeFrame(1006)]],
    ["that closes with 999", 1002, [closeFrame(999)]],
    ["that closes with 2999", 1002, [closeFrame(2999)]],
    ["that closes with a reason that is not UTF-8", 1007, [closeFrame(1000, Buffer.from([0xff]))]],
    ["of text that is not UTF-8", 1007, [text(Buffer.from([0xc3, 0x28]))]],
    ["of text with a surrogate", 1007, [text(Buffer.from([0xed, 0xa0, 0x80]))]],
    [
      "of text that ends inside a character",
      1007,
      [text(Buffer.from([0xe2, 0x82]), false), text("", true, 0)],
    ],
    [
      "of 1 MiB and a byte, of which only the header is sent",
      1009,
      [frame(op.binary, "", { length: 1_048_577n })],
    ],
    ["of 2^63 bytes", 1009, [frame(op.binary, "", { length: 1n << 63n })]],
    [
      "that makes a message of parts too large",
      1009,
      [text(kib64, false, 2), ...Array.from({ length: 16 }, () => text(kib64, false, 0))],
    ],
    ["beyond a limit of its own", 1009, [text("12345")], { maxPayload: 4 }],
    [
      "that inflates to more than the limit",
      1009,
      [frame(op.binary, bomb(2_000_000), { rsv: 4 })],
      { deflate: true },
      deflate,
    ],
    [
      "that does not inflate",
      1007,
      [frame(op.binary, Buffer.alloc(9, 0xff), { rsv: 4 })],
      { deflate: true },
      deflate,
    ],
    [
      "of a message in 20,000 parts",
      1008,
      [text("", false), Buffer.concat(Array.from({ length: 20_000 }, () => text("", false, 0)))],
    ],
  ])("one %s: %i", async (_what, code, frames, options, fields) => {
    const { server, outcomes, error } = await host(options);
    const bystander = await Peer.open(server);
    const peer = await Peer.open(server, fields);
    expect(peer.status).toBe(101);
    peer.send(Buffer.concat(frames));
    expect(await peer.ended()).toBe(code);
    await vi.waitUntil(() => outcomes[1]?.close !== undefined);
    expect(outcomes[1]?.close?.code).toBe(1006);
    expect(error).not.toHaveBeenCalled();
    bystander.send(text("here"), closeFrame(1000));
    expect(await bystander.ended()).toBe(1000);
    await vi.waitUntil(() => outcomes[0]?.close !== undefined);
    expect(outcomes[0]).toMatchObject({ messages: ["here"], close: { code: 1000 } });
  });

  test("a message before it is delivered, one after it is not", async () => {
    const { server, outcomes } = await host();
    const peer = await Peer.open(server);
    peer.send(Buffer.concat([text("before"), frame(3), text("after")]));
    await peer.ended();
    await vi.waitUntil(() => outcomes[0]?.close !== undefined);
    expect(outcomes[0]?.messages).toEqual(["before"]);
  });
});

describe("frames that are unusual and allowed", () => {
  test.each<[string, readonly Uint8Array[], readonly WebSocketMessage[]]>([
    ["parts, with a ping between them", [text("a", false), frame(op.ping, "?"), text("b", true, 0)], ["ab"]],
    [
      "a character in two parts",
      [text(Buffer.from([0xe2]), false), text(Buffer.from([0x82, 0xac]), true, 0)],
      ["€"],
    ],
    ["empty messages", [text(""), frame(op.binary)], ["", Buffer.alloc(0)]],
    ["a pong that nobody asked for", [frame(op.pong, "x"), text("a")], ["a"]],
    ["text with NUL and a byte order mark", [text("\ufeff\0")], ["\ufeff\0"]],
    ["the largest message", [frame(op.binary, Buffer.alloc(1_048_576, 7))], [Buffer.alloc(1_048_576, 7)]],
  ])("%s", async (_what, frames, messages) => {
    const { server, outcomes } = await host();
    const peer = await Peer.open(server);
    peer.send(...frames, closeFrame(4001, "done"));
    expect(await peer.ended()).toBe(4001);
    await vi.waitUntil(() => outcomes[0]?.close !== undefined);
    expect(outcomes[0]).toEqual({ messages, close: { code: 4001, reason: "done" } });
  });

  test("one byte at a time", async () => {
    const { server, outcomes } = await host();
    const peer = await Peer.open(server);
    for (const byte of Buffer.concat([text("a".repeat(200)), closeFrame(1000)])) {
      peer.send(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await peer.ended();
    await vi.waitUntil(() => outcomes[0]?.close !== undefined);
    expect(outcomes[0]?.messages).toEqual(["a".repeat(200)]);
  });
});

describe("whatever follows the handshake", () => {
  let server: Server;
  const error = vi.fn();
  beforeAll(async () => {
    const echo = webSocket(async (socket) => {
      for await (const message of socket) await socket.send(message);
    });
    server = await serve(new Router().route("/ws", get(echo)), { hostname: "127.0.0.1", logger: { error } });
  });
  afterAll(() => server.close({ timeout: 0 }));

  test("the server lives on and logs nothing", async () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .record({
          opcode: fc.nat(15),
          payload: fc.uint8Array({ maxLength: 130 }),
          fin: fc.boolean(),
          rsv: fc.constantFrom(0, 0, 0, 1, 4),
          masked: fc.constantFrom(true, true, true, false),
        })
        .map(({ opcode, payload, ...options }) => frame(opcode, payload, options)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 8 }), async (chunks) => {
        const peer = await Peer.open(server);
        peer.send(Buffer.concat(chunks));
        peer.socket.end();
        await peer.ended();
      }),
      { numRuns: 60 },
    );
    const peer = await Peer.open(server);
    peer.send(text("alive"), closeFrame(1000));
    await peer.ended();
    expect(peer.texts).toEqual(["alive"]);
    expect(error).not.toHaveBeenCalled();
  });
});

test("a flood of pings whose answers nobody reads fills no memory, and the last one is answered", async () => {
  let socket: ServerWebSocket | undefined;
  const service = webSocket(async (opened) => {
    socket = opened;
    await opened.closed;
  });
  const peer = new Peer(await dial(await start(new Router().route("/ws", get(service)))));
  peer.send(handshake());
  await vi.waitUntil(() => peer.status === 101);
  peer.socket.pause();
  const flood = Buffer.concat(Array.from({ length: 10_000 }, () => frame(op.ping, "p".repeat(125))));
  let most = 0;
  for (let i = 0; i < 20; i++) {
    if (!peer.socket.write(flood)) await new Promise((resolve) => peer.socket.once("drain", resolve));
    most = Math.max(most, socket?.bufferedAmount ?? Infinity);
  }
  // 26 MB of pings; answers that nobody reads wait in the system, one at most here.
  expect(most).toBeLessThan(1_000);
  peer.send(frame(op.ping, "the last one"));
  peer.socket.resume();
  const last = (): string | undefined =>
    peer.frames.findLast(({ opcode }) => opcode === op.pong)?.payload.toString();
  await vi.waitFor(() => expect(last()).toBe("the last one"), { timeout: 15_000, interval: 200 });
});
