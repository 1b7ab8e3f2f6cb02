import { execFile } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { get, HttpError, path, Router } from "volo-http";
import type { ServeOptions, Server } from "volo-http";
import { webSocket } from "volo-http/websocket";
import type { ServerWebSocket, WebSocketOptions } from "volo-http/websocket";
import { WebSocket as WsClient } from "ws";
import { Authority } from "../../runtime/src/server/adapters/node/certificates.fixture.ts";
import { live } from "../../runtime/src/server/live.fixture.ts";

/** A room where everybody hears what anybody says. */
function chat(options: WebSocketOptions = {}): Router {
  const members = new Set<ServerWebSocket>();
  const service = webSocket(
    [path("room")],
    async (room, socket) => {
      members.add(socket);
      await socket.send(`welcome to ${room}${socket.protocol === "" ? "" : ` (${socket.protocol})`}`);
      try {
        for await (const message of socket) {
          if (message === "leave") return;
          if (message === "fail") throw new Error("broken");
          for (const member of members) void member.send(message);
        }
      } finally {
        members.delete(socket);
      }
    },
    options,
  );
  return new Router().route("/chat/{room}", get(service));
}

interface Client {
  readonly protocol: string;
  readonly extensions: string;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  received(count: number): Promise<unknown[]>;
  readonly closed: Promise<{ code: number; reason: string; clean: boolean }>;
}

type Connect = (url: string, protocols?: string[]) => Promise<Client>;

/** Both clients speak the interface of browsers. */
async function connect(socket: WebSocket): Promise<Client> {
  socket.binaryType = "arraybuffer";
  const messages: unknown[] = [];
  let arrived = Promise.withResolvers<void>();
  socket.addEventListener("message", ({ data }: MessageEvent) => {
    messages.push(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
    arrived.resolve();
    arrived = Promise.withResolvers();
  });
  const closed = new Promise<{ code: number; reason: string; clean: boolean }>((resolve) => {
    socket.addEventListener("close", ({ code, reason, wasClean }) =>
      resolve({ code, reason, clean: wasClean }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("refused")));
  });
  return {
    protocol: socket.protocol,
    extensions: socket.extensions,
    send: (data) => socket.send(data as Uint8Array<ArrayBuffer>),
    close: (code, reason) => socket.close(code, reason),
    closed,
    received: async (count) => {
      while (messages.length < count) await arrived.promise;
      return messages;
    },
  };
}

const address = (server: Server, route: string): string => server.url.replace(/^http/, "ws") + route;

describe.each<[name: string, connect: Connect]>([
  ["the client of ws", (url, protocols) => connect(new WsClient(url, protocols) as unknown as WebSocket)],
  ["the WebSocket of Node", (url, protocols) => connect(new WebSocket(url, protocols))],
])("%s", (_name, open) => {
  test("opens a socket, and text and bytes go both ways, to many", async () => {
    const server = await live(chat());
    const [one, two] = [
      await open(address(server, "/chat/a%20b")),
      await open(address(server, "/chat/a%20b")),
    ];
    await Promise.all([one.received(1), two.received(1)]);
    one.send("hello");
    one.send(new Uint8Array([1, 2, 255]));
    two.send("ä€😀".repeat(30_000));
    const expected = new Set<unknown>([
      "welcome to a b",
      "hello",
      new Uint8Array([1, 2, 255]),
      "ä€😀".repeat(30_000),
    ]);
    expect(new Set(await one.received(4))).toEqual(expected);
    expect(new Set(await two.received(4))).toEqual(expected);
    expect([one.protocol, one.extensions]).toEqual(["", ""]);
    one.close(4000, "enough");
    expect(await one.closed).toEqual({ code: 4000, reason: "enough", clean: true });
    two.send("leave");
    expect(await two.closed).toEqual({ code: 1000, reason: "", clean: true });
  });

  test("agrees on a subprotocol and on compression", async () => {
    const server = await live(chat({ protocols: ["chat.v2", "chat.v1"], deflate: { threshold: 0 } }));
    const client = await open(address(server, "/chat/a"), ["chat.v1", "chat.v2"]);
    expect(client.protocol).toBe("chat.v2");
    expect(client.extensions).toContain("permessage-deflate");
    client.send("x".repeat(100_000));
    expect(await client.received(2)).toEqual(["welcome to a (chat.v2)", "x".repeat(100_000)]);
    client.close();
    await client.closed;
  });

  test.each<[what: string, route: string, options: WebSocketOptions]>([
    ["no route", "/none", {}],
    ["a subprotocol that is required", "/chat/a", { protocols: ["x"], protocolRequired: true }],
  ])("is refused for %s", async (_what, route, options) => {
    const server = await live(chat(options));
    await expect(open(address(server, route))).rejects.toThrow("refused");
  });

  test.each<[what: string, message: string, options: WebSocketOptions, code: number]>([
    ["a message that is too large", "x".repeat(1_048_577), {}, 1009],
    ["a handler that fails", "fail", {}, 1011],
  ])("sees the code for %s", async (_what, message, options, code) => {
    const client = await open(address(await live(chat(options)), "/chat/a"));
    client.send(message);
    expect(await client.closed).toMatchObject({ code });
  });

  test("answers pings, and hears that the server closes", async () => {
    const server = await live(chat({ pingInterval: 100, pingTimeout: 100 }));
    const client = await open(address(server, "/chat/a"));
    await client.received(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    client.send("still here");
    await client.received(2);
    await server.close();
    expect(await client.closed).toEqual({ code: 1001, reason: "The server closes.", clean: true });
  });
});

describe("refusals are what fetch would show", () => {
  test.each<[status: number, what: string, headers: Record<string, string>]>([
    [403, "a page of another site", { origin: "https://evil.example" }],
    [401, "nobody known", { authorization: "Bearer wrong" }],
  ])("%i to %s", async (status, _what, headers) => {
    const known = (req: { headers: { get(name: string): string | undefined } }): string => {
      const given = req.headers.get("authorization");
      if (given !== undefined) throw new HttpError(401, "Who are you?");
      return "Sam";
    };
    const service = webSocket([known], () => undefined);
    const server = await live(new Router().route("/ws", get(service)));
    const client = new WsClient(address(server, "/ws"), { headers });
    client.on("error", () => undefined);
    const [, reply] = (await once(client, "unexpected-response")) as [unknown, IncomingMessage];
    const body = await text(reply);
    expect([reply.statusCode, JSON.parse(body)]).toEqual([status, expect.objectContaining({ status })]);
  });
});

describe("over TLS", () => {
  const authority = new Authority();
  const { cert, key } = authority.issue("localhost");
  afterAll(() => authority[Symbol.dispose]());
  const secure: ServeOptions = { hostname: "localhost", tls: { cert, key } };

  test("the client of ws opens a socket beside HTTP/2 on the same port; pages loaded without TLS do not", async () => {
    const server = await live(chat(), secure);
    const dial = (origin: string): WsClient => {
      return new WsClient(address(server, "/chat/a"), { ca: authority.root.cert, origin });
    };
    const [own, plain] = [dial(server.url), dial(server.url.replace("https:", "http:"))];
    const welcome = once(own, "message") as Promise<[Buffer]>;
    plain.on("error", () => undefined);
    const [, refusal] = (await once(plain, "unexpected-response")) as [unknown, { statusCode: number }];
    expect(refusal.statusCode).toBe(403);
    const [message] = await welcome;
    expect(message.toString()).toBe("welcome to a");
    own.close();
    await once(own, "close");
  });

  test("the WebSocket of Node does", async () => {
    const server = await live(chat(), secure);
    const script = `
      const socket = new WebSocket(${JSON.stringify(address(server, "/chat/a"))});
      socket.onmessage = ({ data }) => { console.log(data); socket.send("leave"); };
      socket.onclose = ({ code }) => console.log(code);
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], {
      cwd: fileURLToPath(new URL("./", import.meta.url)),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority.root.certFile },
    });
    expect(stdout).toBe("welcome to a\n1000\n");
  });
});
