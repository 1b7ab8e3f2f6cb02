import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { get, post } from "../../methods.ts";
import { Router } from "../../router.ts";
import { serve } from "../../serve.ts";
import type { Server } from "../../serve.ts";

const open: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(open.splice(0).map((server) => server.close({ grace: 0, timeout: 0 })));
});

async function start(router: Router): Promise<Server> {
  const server = await serve(router, { hostname: "127.0.0.1", logger: { error: () => undefined } });
  open.push(server);
  return server;
}

/** A connection and all that has come over it. */
class Client {
  readonly socket: Socket;
  text: string = "";
  ended: string = "";

  constructor(server: Server) {
    this.socket = connect(server.port, "127.0.0.1");
    sockets.push(this.socket);
    this.socket.on("data", (chunk) => (this.text += chunk.toString("latin1")));
    this.socket.on("error", (error) => (this.ended = error.message));
    this.socket.on("end", () => (this.ended ||= "FIN"));
  }

  /** Waits for a text; tells whether it came. */
  sees(text: RegExp): Promise<boolean> {
    return until(() => text.test(this.text));
  }

  /** Waits for the end of the connection; tells how it came: `FIN`, or an error. */
  async end(): Promise<string> {
    await until(() => this.ended !== "");
    return this.ended;
  }
}

async function until(condition: () => boolean): Promise<boolean> {
  const end = performance.now() + 5000;
  while (!condition() && performance.now() < end) await sleep(5);
  return condition();
}

const hello = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const router = new Router().route(
  "/",
  get(() => "hello"),
);

describe("what has reached the system before the server closes is answered", () => {
  test("a request on an idle connection that was not read yet", async () => {
    const server = await start(router);
    const client = new Client(server);
    client.socket.write(hello);
    expect(await client.sees(/hello/)).toBe(true);
    client.text = "";
    // It is in the buffer of the server's socket when the next line runs: the write is done at once.
    client.socket.write(hello);
    const closed = server.close();
    expect(await client.sees(/200 OK[\s\S]*connection: close[\s\S]*hello/i)).toBe(true);
    expect(await client.end()).toBe("FIN");
    await closed;
  });

  test("connections that were not accepted yet", async () => {
    const server = await start(router);
    const clients = Array.from({ length: 30 }, () => new Client(server));
    for (const client of clients) client.socket.write(hello);
    // Connecting begins in the next tick, and the kernel is done with it before the server looks.
    await new Promise((resolve) => process.nextTick(resolve));
    const closed = server.close();
    for (const client of clients) {
      expect(await client.sees(/200 OK[\s\S]*connection: close[\s\S]*hello/i)).toBe(true);
      expect(await client.end()).toBe("FIN");
    }
    await closed;
  });

  test("a connection that was accepted and has sent nothing so far", async () => {
    const server = await start(router);
    const client = new Client(server);
    await once(client.socket, "connect");
    await sleep(50);
    const closed = server.close();
    await vi.waitFor(() => expect(server.state).toBe("stopping"));
    await sleep(100);
    client.socket.write(hello);
    expect(await client.sees(/200 OK[\s\S]*connection: close[\s\S]*hello/i)).toBe(true);
    await closed;
  });
});

describe("what is idle is closed", () => {
  test("a kept connection at once, one that never sends anything after a while, both without a reset", async () => {
    const server = await start(router);
    const kept = new Client(server);
    kept.socket.write(hello);
    expect(await kept.sees(/hello/)).toBe(true);
    const silent = new Client(server);
    await once(silent.socket, "connect");
    await sleep(50);
    await server.close();
    expect(await kept.end()).toBe("FIN");
    expect(await silent.end()).toBe("FIN");
  });

  test("in the grace neither, and the next reply of each says so", async () => {
    const server = await start(router);
    const clients = [new Client(server), new Client(server)];
    clients[0]?.socket.write(hello);
    expect(await clients[0]?.sees(/hello/)).toBe(true);
    const closed = server.close({ grace: 60_000 });
    await sleep(300);
    for (const client of clients) {
      expect(client.ended).toBe("");
      client.text = "";
      client.socket.write(hello);
      expect(await client.sees(/connection: close/i)).toBe(true);
      expect(await client.end()).toBe("FIN");
    }
    void server.close({ grace: 0 });
    await closed;
  });

  test("one whose reply had begun as a kept one, when that reply is over", async () => {
    const more = Promise.withResolvers<void>();
    const server = await start(
      new Router().route(
        "/",
        get(() =>
          (async function* () {
            yield "first ";
            await more.promise;
            yield "last";
          })(),
        ),
      ),
    );
    const client = new Client(server);
    client.socket.write(hello);
    expect(await client.sees(/first/)).toBe(true);
    const closed = server.close();
    await vi.waitFor(() => expect(server.state).toBe("stopping"));
    expect(client.ended).toBe("");
    more.resolve();
    expect(await client.sees(/last/)).toBe(true);
    expect(await client.end()).toBe("FIN");
    await closed;
    expect(client.text).not.toMatch(/connection: close/i);
  });
});

test("hooks of onClosed wait for a handler whose caller has left", async () => {
  const left = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const events: string[] = [];
  const server = await start(
    new Router().route(
      "/",
      post(async (_req, cx) => {
        cx.signal.addEventListener("abort", () => left.resolve());
        await finish.promise;
        events.push("written");
        return "written";
      }),
    ),
  );
  server.onClosed(() => events.push("pool closed"));
  const client = new Client(server);
  client.socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  await sleep(50);
  client.socket.destroy();
  await left.promise;
  const closed = server.close();
  await sleep(150);
  expect([server.state, ...events]).toEqual(["stopping"]);
  finish.resolve();
  await closed;
  expect(events).toEqual(["written", "pool closed"]);
});
