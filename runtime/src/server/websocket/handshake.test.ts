import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { header, path } from "../../extract/values.ts";
import type { ServerContext } from "../../http/context.ts";
import { HttpError } from "../../http/problem.ts";
import { testServer } from "../../testing/test-server.ts";
import { toFetch } from "../adapters/fetch.ts";
import { ask, dial, session, start } from "../adapters/node/listen.fixture.ts";
import { fromFn } from "../from-fn.ts";
import { any, get } from "../methods.ts";
import { Router } from "../router.ts";
import type { WebSocketOptions } from "./options.ts";
import { accept, frame, handshake, op, Peer } from "./peer.fixture.ts";
import type { Fields } from "./peer.fixture.ts";
import type { ServerWebSocket } from "./types.ts";
import { webSocket } from "./web-socket.ts";

async function echo(socket: ServerWebSocket): Promise<void> {
  for await (const message of socket) await socket.send(message);
}

function routes(options?: WebSocketOptions): Router {
  return new Router().route("/ws", get(webSocket(echo, options))).route("/any", any(webSocket(echo)));
}

describe("a handshake", () => {
  test("is answered as RFC 6455 §1.3 shows, and what came with it is the first frame", async () => {
    const server = await start(routes());
    const peer = await Peer.open(server);
    expect(peer.head).toBe(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\n`,
    );
    const early = new Peer(await dial(server));
    early.send(Buffer.concat([Buffer.from(handshake()), frame(op.text, "hello")]));
    await expect.poll(() => early.texts).toEqual(["hello"]);
  });

  test.each<[string, Fields]>([
    ["names in capitals", { Connection: undefined, CONNECTION: "UPGRADE", Upgrade: "WebSocket" }],
    ["other options of the connection", { Connection: "keep-alive, Upgrade" }],
    [
      "an extension that is not spoken",
      { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" },
    ],
  ])("with %s is accepted, without an extension", async (_what, fields) => {
    const peer = await Peer.open(await start(routes()), fields);
    expect(peer.status).toBe(101);
    expect(peer.field("sec-websocket-extensions")).toBeUndefined();
  });

  const line = (method: string, target = "/ws", version = "1.1"): string =>
    `${method} ${target} HTTP/${version}`;

  test.each<[what: string, fields: Fields, line: string | undefined, status: number, says: RegExp]>([
    ["by POST", {}, line("POST", "/any"), 405, /^allow: GET\r/im],
    ["by HEAD", {}, line("HEAD"), 405, /^allow: GET\r/im],
    ["without Upgrade", { Upgrade: undefined }, undefined, 426, /^upgrade: websocket\r/im],
    [
      "without Upgrade and Connection",
      { Upgrade: undefined, Connection: undefined },
      undefined,
      426,
      /^connection: upgrade\r/im,
    ],
    ["for another protocol", { Upgrade: "h2c" }, undefined, 426, /^upgrade: websocket\r/im],
    ["for several protocols", { Upgrade: "websocket, h2c" }, undefined, 426, /^upgrade: websocket\r/im],
    ["without the option upgrade", { Connection: "keep-alive" }, undefined, 426, /^upgrade: websocket\r/im],
    ["in HTTP/1.0", {}, line("GET", "/ws", "1.0"), 426, /cannot become a WebSocket/],
    [
      "of no version",
      { "Sec-WebSocket-Version": undefined },
      undefined,
      426,
      /^sec-websocket-version: 13\r/im,
    ],
    ["of a draft", { "Sec-WebSocket-Version": "8" }, undefined, 426, /^sec-websocket-version: 13\r/im],
    [
      "of a later version",
      { "Sec-WebSocket-Version": "14" },
      undefined,
      426,
      /^sec-websocket-version: 13\r/im,
    ],
    ["of two versions", { "sec-websocket-version": "13" }, undefined, 426, /^sec-websocket-version: 13\r/im],
    ["without a key", { "Sec-WebSocket-Key": undefined }, undefined, 400, /Sec-WebSocket-Key/],
    ["with an empty key", { "Sec-WebSocket-Key": "" }, undefined, 400, /Sec-WebSocket-Key/],
    ["with a short key", { "Sec-WebSocket-Key": "c2hvcnQ=" }, undefined, 400, /Sec-WebSocket-Key/],
    [
      "with a long key",
      { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZTE3" },
      undefined,
      400,
      /Sec-WebSocket-Key/,
    ],
    [
      "with a key of another alphabet",
      { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25j_-==" },
      undefined,
      400,
      /Sec-WebSocket-Key/,
    ],
    [
      "with two keys",
      { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" },
      undefined,
      400,
      /Sec-WebSocket-Key/,
    ],
    ["with a body", { "Content-Length": "4" }, undefined, 400, /no body/],
    [
      "with subprotocols that are none",
      { "Sec-WebSocket-Protocol": "a b" },
      undefined,
      400,
      /Sec-WebSocket-Protocol/,
    ],
    [
      "with an empty subprotocol",
      { "Sec-WebSocket-Protocol": "a,,b" },
      undefined,
      400,
      /Sec-WebSocket-Protocol/,
    ],
    [
      "with a subprotocol twice",
      { "Sec-WebSocket-Protocol": "a, b, a" },
      undefined,
      400,
      /Sec-WebSocket-Protocol/,
    ],
    [
      "with malformed extensions",
      { "Sec-WebSocket-Extensions": "a; =" },
      undefined,
      400,
      /Sec-WebSocket-Extensions/,
    ],
  ])("%s is refused by a reply, and nothing is upgraded", async (_what, fields, first, status, says) => {
    const onFailedUpgrade = vi.fn();
    const handler = vi.fn();
    const service = webSocket(handler, { onFailedUpgrade });
    const server = await start(new Router().route("/ws", get(service)).route("/any", any(service)));
    const peer = await Peer.open(server, fields, first);
    peer.socket.end(fields["Content-Length"] === undefined ? "" : "body");
    await peer.ended();
    expect(peer.status).toBe(status);
    expect(peer.head + peer.body).toMatch(says);
    if (first !== line("HEAD")) expect(JSON.parse(peer.body)).toMatchObject({ status });
    expect(handler).not.toHaveBeenCalled();
    expect(onFailedUpgrade).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ status }),
      expect.objectContaining({ request: expect.anything() as unknown }),
    );
  });

  test("over HTTP/2 is refused, without fields that HTTP/2 does not have", async () => {
    const server = await start(routes(), { protocols: ["h2"] });
    const reply = await ask(await session(server.url), { ":path": "/ws", "sec-websocket-version": "13" });
    expect(reply.status).toBe(426);
    expect(reply.headers).not.toHaveProperty("upgrade");
    expect(JSON.parse(reply.body)).toMatchObject({ detail: expect.stringContaining("HTTP/1.1") as string });
  });

  const fields = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const detail = expect.stringContaining("server that hands its connections over") as string;

  test("on hosts that hand no connection over is refused, and says why", async () => {
    const direct = await testServer(routes()).call("GET", "/ws", { headers: fields });
    expect([direct.status, direct.headers.get("upgrade"), direct.json]).toEqual([
      426,
      "websocket",
      expect.objectContaining({ detail }),
    ]);
    const response = await toFetch(routes())(new Request("http://a/ws", { headers: fields }));
    expect([response.status, await response.json()]).toEqual([426, expect.objectContaining({ detail })]);
  });
});

describe("what is around a socket runs before the upgrade", () => {
  test("a layer that knows nobody answers 401, and the connection stays HTTP", async () => {
    const handler = vi.fn();
    const router = new Router()
      .layer(
        fromFn((req, _cx, next) =>
          req.headers.get("authorization") === "Bearer good" ? next() : new HttpError(401, "Who are you?"),
        ),
      )
      .route("/ws", get(webSocket(handler)));
    const server = await start(router);
    const refused = await Peer.open(server);
    await refused.ended();
    expect([refused.status, refused.field("content-type")]).toEqual([401, "application/problem+json"]);
    expect(handler).not.toHaveBeenCalled();
    const admitted = await Peer.open(server, { Authorization: "Bearer good" });
    expect(admitted.status).toBe(101);
    expect(handler).toHaveBeenCalledOnce();
  });

  test("extractors give the handler its first arguments, async ones as well, and refuse by their own replies", async () => {
    const onFailedUpgrade = vi.fn();
    const user = async (_req: unknown, cx: ServerContext): Promise<string> => {
      await sleep(5);
      if (cx.request.query === "nobody") throw new HttpError(403, "Not you.");
      return "Sam";
    };
    const chat = webSocket(
      [path("room"), header("x-count", (text) => (/^\d+$/.test(text) ? Number(text) : undefined)), user],
      async (room, count, name, socket, cx) => {
        await socket.send(`${room} ${count + 1} ${name} ${cx.route}`);
      },
      { onFailedUpgrade },
    );
    const server = await start(new Router().route("/chat/{room}", get(chat)));
    const open = async (target: string, count: string): Promise<Peer> => {
      const peer = await Peer.open(server, { "x-count": count }, `GET ${target} HTTP/1.1`);
      await vi.waitUntil(() => peer.frames.length > 0 || peer.over);
      return peer;
    };
    expect((await open("/chat/a%20b", "1")).texts).toEqual(["a b 2 Sam /chat/{room}"]);
    expect(onFailedUpgrade).not.toHaveBeenCalled();
    expect((await open("/chat/a", "x")).status).toBe(400);
    expect((await open("/chat/a?nobody", "1")).status).toBe(403);
    expect(onFailedUpgrade.mock.calls.map(([error]) => (error as HttpError).status)).toEqual([400, 403]);
  });

  test("the fields that layers leave for the reply go with the 101, but none that would break it", async () => {
    const layer = fromFn((_req, cx, next) => {
      cx.responseHeaders.set("x-request-id", "7").append("set-cookie", "a=1").append("set-cookie", "b=2");
      cx.responseHeaders
        .set("upgrade", "h2c")
        .set("content-length", "3")
        .set("sec-websocket-protocol", "evil");
      return next();
    });
    const peer = await Peer.open(await start(routes().layer(layer)));
    expect(peer.status).toBe(101);
    expect([peer.field("x-request-id"), peer.field("set-cookie")]).toEqual(["7", "a=1, b=2"]);
    expect([peer.field("upgrade"), peer.field("content-length")]).toEqual(["websocket", undefined]);
    expect(peer.field("sec-websocket-protocol")).toBeUndefined();
  });

  test("a peer that leaves meanwhile is no socket: the callback is told, the handler and the log are not", async () => {
    const held = Promise.withResolvers<string>();
    const [onFailedUpgrade, handler, error, entered] = [vi.fn(), vi.fn(), vi.fn(), vi.fn(() => held.promise)];
    const finished = vi.fn();
    const layer = fromFn((_req, cx, next) => {
      cx.onFinish(({ status, complete }) => finished(status, complete));
      return next();
    });
    const service = webSocket([entered], handler, { onFailedUpgrade });
    const server = await start(new Router().layer(layer).route("/ws", get(service)), { logger: { error } });
    const socket = await dial(server);
    socket.write(handshake());
    await vi.waitUntil(() => entered.mock.calls.length > 0);
    socket.resetAndDestroy();
    await sleep(50);
    held.resolve("x");
    await vi.waitUntil(() => onFailedUpgrade.mock.calls.length > 0);
    expect(String(onFailedUpgrade.mock.calls[0]?.[0])).toContain("The peer has gone away");
    expect(finished).toHaveBeenCalledExactlyOnceWith(0, false);
    expect(handler).not.toHaveBeenCalled();
    expect(error).not.toHaveBeenCalled();
  });

  test("what the callback throws takes the place of the refusal", async () => {
    const onFailedUpgrade = (): never => {
      throw new HttpError(418);
    };
    const peer = await Peer.open(await start(routes({ onFailedUpgrade })), { "Sec-WebSocket-Key": "x" });
    expect(peer.status).toBe(418);
  });
});

describe("subprotocols", () => {
  const both = ["chat.v2", "chat.v1"];

  test.each<[string, WebSocketOptions, string | undefined, number, string | undefined]>([
    ["the server's preference decides", { protocols: both }, "chat.v1, chat.v2", 101, "chat.v2"],
    ["the only common one is chosen", { protocols: both }, "other, chat.v1", 101, "chat.v1"],
    ["names are compared with their case", { protocols: both }, "CHAT.V1", 101, undefined],
    ["no common one: none is chosen", { protocols: both }, "other", 101, undefined],
    ["none is offered: none is chosen", { protocols: both }, undefined, 101, undefined],
    ["none is spoken: none is chosen", {}, "chat.v1", 101, undefined],
    ["no common one, required", { protocols: both, protocolRequired: true }, "other", 400, undefined],
    ["none is offered, required", { protocols: both, protocolRequired: true }, undefined, 400, undefined],
    ["a common one, required", { protocols: both, protocolRequired: true }, "chat.v1", 101, "chat.v1"],
    ["a function chooses", { protocols: (offered) => offered.at(-1) }, "a, b", 101, "b"],
    ["a function chooses none", { protocols: () => undefined }, "a", 101, undefined],
    [
      "a function chooses none, required",
      { protocols: () => undefined, protocolRequired: true },
      "a",
      400,
      undefined,
    ],
    ["a function chooses what was not offered", { protocols: () => "c" }, "a, b", 500, undefined],
  ])("%s", async (_what, options, offered, status, chosen) => {
    const seen: string[] = [];
    const service = webSocket((socket) => void seen.push(socket.protocol), options);
    const server = await start(new Router().route("/ws", get(service)));
    const peer = await Peer.open(server, { "Sec-WebSocket-Protocol": offered });
    expect([peer.status, peer.field("sec-websocket-protocol")]).toEqual([status, chosen]);
    if (status === 101) expect(seen).toEqual([chosen ?? ""]);
    if (status === 400 && Array.isArray(options.protocols)) expect(peer.body).toContain("chat.v2, chat.v1");
  });
});
