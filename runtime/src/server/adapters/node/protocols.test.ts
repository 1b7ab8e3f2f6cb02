import { connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { connect as connectTls } from "node:tls";
import type { TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import type { Server } from "../../serve.ts";
import { Authority } from "./certificates.fixture.ts";
import { opening } from "./http2-frames.fixture.ts";
import { ask, closing, dial, gone, raw, session, start, statuses } from "./listen.fixture.ts";
import type { Protocol } from "../shared/options.ts";

const authority = new Authority();
const local = authority.issue("localhost");
afterAll(() => authority[Symbol.dispose]());

const router = new Router().route(
  "/",
  get((_req, cx) => `root ${cx.connection?.secure}`).post(async (req) => [200, await req.body.bytes()]),
);
const tls = { cert: local.cert, key: local.key };
const ca = authority.root.cert;

/** What a client of one protocol gets, or that it gets nothing. */
async function outcome(server: Server, secure: boolean, client: Protocol): Promise<string> {
  return client === "h2" ? overHttp2(server, secure) : overHttp1(server, secure);
}

async function overHttp1(server: Server, secure: boolean): Promise<string> {
  if (!secure) {
    const text = await raw(server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 3000);
    return statuses(text).includes(200) ? (text.split("\r\n\r\n")[1] ?? "") : "nothing";
  }
  return new Promise((resolve) => {
    // Not in the call itself, where @types/node does not know the option.
    const options = {
      port: server.port,
      host: "127.0.0.1",
      servername: "localhost",
      ca,
      ALPNProtocols: ["http/1.1"],
    };
    const asked = request(options, (response) => {
      response.setEncoding("utf8").on("data", resolve);
    });
    asked.on("error", () => resolve("nothing")).end();
  });
}

async function overHttp2(server: Server, secure: boolean): Promise<string> {
  const scheme = secure ? "https" : "http";
  const client = connectHttp2(`${scheme}://127.0.0.1:${server.port}`, { ca, servername: "localhost" });
  closing(() => client.destroy());
  return new Promise((resolve) => {
    client.on("error", () => resolve("nothing")).on("close", () => resolve("nothing"));
    client.once("remoteSettings", () => {
      void ask(client, { ":path": "/" }).then((reply) => resolve(reply.body || "nothing"));
    });
  });
}

describe.each<[protocols: readonly Protocol[] | undefined, secure: boolean, http1: boolean, http2: boolean]>([
  [undefined, false, true, false],
  [["http/1.1"], false, true, false],
  [["h2"], false, false, true],
  [["http/1.1", "h2"], false, true, true],
  [undefined, true, true, true],
  [["http/1.1"], true, true, false],
  [["h2"], true, false, true],
  [["h2", "http/1.1"], true, true, true],
])("protocols %j, with TLS: %j", (protocols, secure, http1, http2) => {
  test.each<[Protocol, boolean]>([
    ["http/1.1", http1],
    ["h2", http2],
  ])("a client of %s is served: %j", async (client, served) => {
    const server = await start(router, { protocols, ...(secure ? { tls } : {}) });
    expect(server.url).toMatch(secure ? /^https:/ : /^http:/);
    expect(await outcome(server, secure, client)).toBe(served ? `root ${secure}` : "nothing");
  });
});

test("over TLS who does not agree to HTTP/2 is turned away where there is nothing else", async () => {
  const server = await start(router, { protocols: ["h2"], tls });
  const socket = connectTls({ port: server.port, host: "127.0.0.1", servername: "localhost", ca });
  closing(() => socket.destroy());
  socket.on("error", () => undefined).resume();
  await expect(gone(socket)).resolves.toBeUndefined();
});

describe("two protocols on a plain port", () => {
  const both = { protocols: ["http/1.1", "h2"] } as const;

  test("a request in pieces of one byte, and one that begins as the preface does", async () => {
    const server = await start(router, both);
    for (const text of ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/1.1\r\nHost: a\r\n\r\n"]) {
      const socket = await dial(server);
      let reply = "";
      socket.on("data", (chunk) => (reply += String(chunk)));
      for (const byte of text) {
        socket.write(byte);
        await sleep(1);
      }
      await expect.poll(() => statuses(reply)).toEqual([text.startsWith("GET") ? 200 : 400]);
    }
  });

  test("a body that came with the header is not lost, nor is the next request", async () => {
    const server = await start(router, both);
    const message = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
    const text = await raw(server, message + message, 300);
    expect(statuses(text)).toEqual([200, 200]);
    expect(text.split("body")).toHaveLength(3);
  });

  test("the preface in pieces, with what follows it", async () => {
    const server = await start(router, both);
    const socket = await dial(server);
    let received = 0;
    socket.on("data", (chunk: Buffer) => (received += chunk.length));
    for (const byte of opening()) {
      socket.write(Uint8Array.of(byte));
      await sleep(1);
    }
    // Settings of the server, and that it has seen the client's.
    await expect.poll(() => received).toBeGreaterThanOrEqual(18);
  });

  test("who says nothing, or stops in the middle of the preface, is refused in time", async () => {
    const server = await start(router, { ...both, headersTimeout: 200, connectionsCheckingInterval: 20 });
    expect(statuses(await raw(server, "", 5000))).toEqual([408]);
    expect(statuses(await raw(server, "PRI * HT", 5000))).toEqual([408]);
  });

  test("slow headers and bodies of HTTP/1 are ended, too", async () => {
    const times = { headersTimeout: 200, requestTimeout: 300, connectionsCheckingInterval: 20 };
    const server = await start(router, { ...both, ...times });
    expect(statuses(await raw(server, "GET / HTTP/1.1\r\nHost", 5000))).toEqual([408]);
    const body = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nbegin";
    expect(statuses(await raw(server, body, 5000))).toEqual([408]);
  });

  test("closing ends connections of both, and those that have not spoken", async () => {
    const server = await start(router, both);
    const silent = await dial(server);
    const http1 = await dial(server);
    const http2 = await session(server.url);
    const ended = [gone(silent), gone(http1), new Promise((resolve) => http2.once("close", resolve))];
    http1.resume();
    http1.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await sleep(50);
    await server.close();
    await expect(Promise.all(ended)).resolves.toHaveLength(3);
  });
});

describe("HTTP/1 over TLS", () => {
  /** A connection over TLS on which a test may say anything. */
  async function secured(server: Server): Promise<TLSSocket> {
    const socket = connectTls({ port: server.port, host: "127.0.0.1", servername: "localhost", ca });
    socket.on("error", () => undefined);
    closing(() => socket.destroy());
    await new Promise((resolve) => socket.once("secureConnect", resolve));
    return socket;
  }

  test("slow headers and idle connections are ended", async () => {
    const server = await start(router, {
      tls,
      headersTimeout: 200,
      keepAliveTimeout: 200,
      connectionsCheckingInterval: 20,
    });
    const slow = await secured(server);
    slow.write("GET / HTTP/1.1\r\n");
    slow.resume();
    const idle = await secured(server);
    idle.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    idle.resume();
    await expect(Promise.all([gone(slow), gone(idle)])).resolves.toHaveLength(2);
  });

  test("who ends its side after the request still gets the reply", async () => {
    const server = await start(router, { tls });
    const socket = await secured(server);
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.end("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await gone(socket);
    expect(statuses(text)).toEqual([200]);
  });

  test("closing ends idle connections", async () => {
    const server = await start(router, { tls });
    const socket = await secured(server);
    socket.resume();
    const closed = server.close();
    await expect(Promise.all([closed, gone(socket)])).resolves.toHaveLength(2);
  });
});
