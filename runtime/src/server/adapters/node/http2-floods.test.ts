import { describe, expect, test, vi } from "vitest";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import {
  endHeaders,
  endStream,
  frame,
  framesOf,
  frameTypes,
  opening,
  requestBlock,
} from "./http2-frames.fixture.ts";
import { ask, dial, gone, session, start } from "./listen.fixture.ts";

const router = new Router().route(
  "/",
  get(() => "root"),
);
const kib64 = 65_536;

/** A setting as often as a frame may have it. */
function settings(count: number): Buffer {
  const one = Buffer.from([0, 4, 0, 0, 255, 255]);
  return frame("settings", 0, 0, Buffer.concat(Array.from({ length: count }, () => one)));
}

describe("a flood over HTTP/2 whose answers nobody reads", () => {
  test.each<[string, Buffer]>([
    ["SETTINGS", settings(1)],
    ["PING", frame("ping", 0, 0, Buffer.alloc(8))],
  ])("of %s: it is cut off, and others live", async (_what, one) => {
    const server = await start(router, { protocols: ["h2"] });
    const other = await session(server.url);
    const socket = await dial(server);
    socket.pause();
    const closed = gone(socket);
    socket.write(opening());
    const piece = Buffer.concat(Array.from({ length: Math.ceil(kib64 / one.length) }, () => one));
    // Answers pile up once the system takes no more of them.
    for (let sent = 0; sent < 2_000 && !socket.destroyed; sent++) {
      if (!socket.write(piece)) {
        await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
      }
    }
    await closed;
    expect((await ask(other, { ":path": "/" })).body).toBe("root");
  });
});

test("a frame of very many settings: it is cut off", async () => {
  const server = await start(router, { protocols: ["h2"] });
  const socket = await dial(server);
  const frames = framesOf(socket);
  const closed = gone(socket);
  socket.write(Buffer.concat([opening(), settings(2_000)]));
  await closed;
  expect(frames.some(({ type }) => type === frameTypes.goaway)).toBe(true);
});

test("settings that a client may change: it is served", async () => {
  const server = await start(router, { protocols: ["h2"] });
  const socket = await dial(server);
  const frames = framesOf(socket);
  socket.write(Buffer.concat([opening(), settings(1), settings(32)]));
  socket.write(frame("headers", endHeaders | endStream, 1, requestBlock("/")));
  await vi.waitFor(() => {
    expect(frames.find(({ type }) => type === frameTypes.data)?.payload.toString()).toBe("root");
  });
});
