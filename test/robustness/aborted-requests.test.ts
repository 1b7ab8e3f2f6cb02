import { connect } from "node:net";
import type { Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { fromFn, get, Router, serve } from "volo-http";

/** Callers that leave while their handler works, and while their reply streams. */
const callers = 10_000;
const atOnce = 100;

/** Resources of this process that are open: sockets, timers and the like, by their kind. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;
}

test("10,000 callers that leave: each is heard, every stream is stopped, and nothing stays open", async () => {
  let [entered, aborted, stopped, finished] = [0, 0, 0, 0];
  const errors = vi.fn();
  const router = new Router()
    .layer(
      fromFn((_req, cx, next) => {
        cx.onFinish(({ complete }) => (finished += complete ? 0 : 1));
        return next();
      }),
    )
    .route(
      "/wait",
      get((_req, cx) => {
        entered++;
        return new Promise<string>((_resolve, reject) => {
          cx.signal.addEventListener("abort", () => {
            aborted++;
            reject(cx.signal.reason as Error);
          });
        });
      }),
    )
    .route(
      "/stream",
      get((_req, cx) => {
        entered++;
        cx.signal.addEventListener("abort", () => aborted++);
        return new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(new Uint8Array(1)),
          cancel: () => void stopped++,
        });
      }),
    );
  const server = await serve(router, { hostname: "127.0.0.1", logger: { error: errors } });
  const before = openSockets();
  for (let sent = 0; sent < callers; sent += atOnce) {
    const sockets: Socket[] = Array.from({ length: atOnce }, (_, i) => {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(`GET ${i % 2 === 0 ? "/wait" : "/stream"} HTTP/1.1\r\nHost: a\r\n\r\n`);
      return socket;
    });
    await vi.waitUntil(() => entered === sent + atOnce, { timeout: 20_000, interval: 2 });
    for (const [i, socket] of sockets.entries()) {
      // Half of them say goodbye, the others are torn away.
      if (i % 4 < 2) socket.destroy();
      else socket.resetAndDestroy();
    }
    await vi.waitUntil(() => aborted === sent + atOnce, { timeout: 20_000, interval: 2 });
  }
  await vi.waitFor(() => expect([stopped, finished]).toEqual([callers / 2, callers]), { timeout: 20_000 });
  await vi.waitFor(() => expect(openSockets()).toBeLessThanOrEqual(before), { timeout: 20_000 });
  expect(errors).not.toHaveBeenCalled();
  await server.close();
}, 180_000);
