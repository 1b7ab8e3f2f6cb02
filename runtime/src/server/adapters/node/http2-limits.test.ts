import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { get, post } from "../../methods.ts";
import { Router } from "../../router.ts";
import {
  block,
  endHeaders,
  endStream,
  frame,
  framesOf,
  frameTypes,
  opening,
  requestBlock,
  reset,
} from "./http2-frames.fixture.ts";
import type { Received } from "./http2-frames.fixture.ts";
import { ask, dial, gone, session, start } from "./listen.fixture.ts";

const called = vi.fn();
let release: () => void = () => undefined;
const router = new Router()
  .route(
    "/",
    get(() => {
      called();
      return "root";
    }).post(async (req) => [200, await req.body.bytes(1e6)]),
  )
  .route(
    "/slow",
    get(() => new Promise<string>((resolve) => (release = () => resolve("slow")))),
  )
  .route(
    "/big",
    get(() => "x".repeat(1_000_000)),
  )
  .route(
    "/both",
    post((req) => req.body.stream()),
  );

function last(frames: readonly Received[], type: keyof typeof frameTypes): Received | undefined {
  return frames.findLast((received) => received.type === frameTypes[type]);
}

describe("a peer of HTTP/2 that means ill", () => {
  test("resets thousands of requests: it is cut off, others live, few of them reach the service", async () => {
    called.mockClear();
    const server = await start(router, { protocols: ["h2"] });
    const other = await session(server.url);
    const socket = await dial(server);
    const frames = framesOf(socket);
    const closed = gone(socket);
    socket.write(opening());
    const flood = Array.from({ length: 5_000 }, (_, index) => [
      frame("headers", endHeaders | endStream, 2 * index + 1, requestBlock("/")),
      reset(2 * index + 1, 8),
    ]);
    socket.write(Buffer.concat(flood.flat()));
    await closed;
    expect(last(frames, "goaway")?.payload.readUInt32BE(4)).not.toBe(0);
    expect(called.mock.calls.length).toBeLessThan(1_000);
    expect((await ask(other, { ":path": "/" })).status).toBe(200);
  });

  test("a page that is left resets as many requests as it may have", async () => {
    const server = await start(router, { protocols: ["h2"] });
    const client = await session(server.url);
    const streams = Array.from({ length: 100 }, () =>
      client.request({ ":path": "/slow", ":authority": "a" }),
    );
    for (const stream of streams) stream.on("error", () => undefined);
    await sleep(50);
    for (const stream of streams) stream.close(8);
    expect((await ask(client, { ":path": "/" })).status).toBe(200);
  });

  test("opens more requests than it may: they are refused and may be sent again", async () => {
    const server = await start(router, { protocols: ["h2"], maxConcurrentStreams: 2 });
    const socket = await dial(server);
    const frames = framesOf(socket);
    socket.write(opening());
    for (const id of [1, 3, 5])
      socket.write(frame("headers", endHeaders | endStream, id, requestBlock("/slow")));
    const refusedStream = 7;
    await vi.waitFor(() =>
      expect(last(frames, "reset")).toMatchObject({
        stream: 5,
        payload: Buffer.from([0, 0, 0, refusedStream]),
      }),
    );
  });

  test("sends a header without an end: it is cut off, whatever else it sends", async () => {
    const server = await start(router, { protocols: ["h2"], headersTimeout: 150 });
    const socket = await dial(server);
    const closed = gone(socket);
    socket.write(opening());
    socket.write(frame("headers", 0, 1, requestBlock("/")));
    const dripping = setInterval(() => socket.write(frame("continuation", 0, 1, block({ x: "1" }))), 20);
    await expect(closed).resolves.toBeUndefined();
    clearInterval(dripping);
  });

  test("sends nothing but PINGs: it is told goodbye when it has been idle for long enough", async () => {
    const server = await start(router, { protocols: ["h2"], keepAliveTimeout: 150 });
    const socket = await dial(server);
    const frames = framesOf(socket);
    const closed = gone(socket);
    socket.write(opening());
    socket.write(frame("headers", endHeaders | endStream, 1, requestBlock("/")));
    const pinging = setInterval(() => socket.write(frame("ping", 0, 0, Buffer.alloc(8))), 20);
    await closed;
    clearInterval(pinging);
    expect(last(frames, "data")?.payload.toString()).toBe("root");
    expect(last(frames, "goaway")?.payload.readUInt32BE(4)).toBe(0);
  });

  test("floods with header fields in CONTINUATION: it is cut off", async () => {
    const server = await start(router, { protocols: ["h2"] });
    const socket = await dial(server);
    const frames = framesOf(socket);
    const closed = gone(socket);
    socket.write(opening());
    socket.write(frame("headers", 0, 1, requestBlock("/")));
    const more = frame(
      "continuation",
      0,
      1,
      Buffer.concat(Array.from({ length: 200 }, () => block({ x: "1" }))),
    );
    for (let i = 0; i < 2_000 && !socket.destroyed; i++) {
      if (!socket.write(more)) await Promise.race([once(socket, "drain"), closed]);
    }
    await closed;
    expect(last(frames, "data")).toBeUndefined();
  });
});

describe("a body that does not arrive in time over HTTP/2", () => {
  test("is answered with 408", async () => {
    const server = await start(router, { protocols: ["h2"], requestTimeout: 200 });
    const client = await session(server.url);
    const reply = await ask(client, { ":path": "/", ":method": "POST" }, "begin", false);
    expect([reply.status, JSON.parse(reply.body)]).toEqual([408, { title: "Request Timeout", status: 408 }]);
    expect((await ask(client, { ":path": "/" })).status).toBe(200);
  });

  test("breaks off a reply that has begun", async () => {
    const server = await start(router, { protocols: ["h2"], requestTimeout: 200 });
    const client = await session(server.url);
    const reply = await ask(client, { ":path": "/both", ":method": "POST" }, "begin", false);
    expect([reply.status, reply.body, reply.code]).toEqual([200, "begin", 2]);
  });

  test("has nothing to do with a handler that takes its time", async () => {
    const server = await start(router, { protocols: ["h2"], requestTimeout: 100 });
    const client = await session(server.url);
    const reply = ask(client, { ":path": "/slow" });
    await sleep(300);
    release();
    expect((await reply).body).toBe("slow");
  });
});

describe("closing a server of HTTP/2", () => {
  test("requests at work are finished, peers hear GOAWAY before, and their connections end", async () => {
    const server = await start(router, { protocols: ["h2"] });
    const idle = await session(server.url);
    const busy = await session(server.url);
    const told = Promise.all([once(idle, "goaway"), once(busy, "goaway")]);
    const ended = Promise.all([once(idle, "close"), once(busy, "close")]);
    const reply = ask(busy, { ":path": "/slow" });
    await sleep(50);
    const closed = server.close();
    await told;
    await once(idle, "close");
    release();
    expect((await reply).body).toBe("slow");
    await Promise.all([closed, ended]);
  });

  test("GOAWAY names the last request that is answered: what comes after it was not touched", async () => {
    const server = await start(router, { protocols: ["h2"] });
    const socket = await dial(server);
    const frames = framesOf(socket);
    socket.write(opening());
    socket.write(frame("headers", endHeaders | endStream, 1, requestBlock("/slow")));
    await sleep(50);
    const closed = server.close();
    await vi.waitFor(() => expect(last(frames, "goaway")).toBeDefined());
    expect(last(frames, "goaway")?.payload).toEqual(Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]));
    called.mockClear();
    socket.write(frame("headers", endHeaders | endStream, 3, requestBlock("/")));
    await sleep(50);
    release();
    await closed;
    expect(last(frames, "data")).toMatchObject({ stream: 1, payload: Buffer.from("slow") });
    expect(called).not.toHaveBeenCalled();
  });

  test("a peer that never closes its side is waited for as long as for an idle one", async () => {
    const server = await start(router, { protocols: ["h2"], keepAliveTimeout: 300 });
    const socket = await dial(server);
    socket.allowHalfOpen = true;
    const frames = framesOf(socket);
    socket.write(opening());
    socket.write(frame("headers", endHeaders | endStream, 1, requestBlock("/")));
    await vi.waitFor(() => expect(last(frames, "data")).toBeDefined());
    await server.close({ timeout: 60_000 });
  });

  test("the last reply arrives whole, however slowly it is read", async () => {
    const server = await start(router, { protocols: ["h2"] });
    const client = await session(server.url);
    const stream = client.request({ ":path": "/big", ":authority": "a" });
    await once(stream, "response");
    const closed = server.close();
    let length = 0;
    for await (const chunk of stream) {
      length += (chunk as Buffer).length;
      await sleep(2);
    }
    expect(length).toBe(1_000_000);
    await closed;
  });

  test("what is not done in time is cut off", async () => {
    const server = await start(router, { protocols: ["h2"] });
    const client = await session(server.url);
    const reply = ask(client, { ":path": "/slow" });
    await sleep(50);
    await server.close({ timeout: 50 });
    expect((await reply).status).toBeUndefined();
  });

  test("in the grace period a request is served, and its connection told to end", async () => {
    const server = await start(router, { protocols: ["h2"], keepAliveTimeout: 60_000 });
    const client = await session(server.url);
    const told = once(client, "goaway");
    const closed = server.close({ grace: 60_000 });
    expect((await ask(client, { ":path": "/" })).status).toBe(200);
    await told;
    await server.close({ grace: 0 });
    await closed;
  });
});
