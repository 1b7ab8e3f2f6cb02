import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { ServerContext } from "../../http/context.ts";
import { fromFn } from "../from-fn.ts";
import { accessLog } from "../layers/access-log/layer.ts";
import type { AccessRecord } from "../layers/access-log/layer.ts";
import { handlerTimeout } from "../layers/timeout/layer.ts";
import type { WebSocketOptions } from "./options.ts";
import { closeFrame, frame, op, Peer } from "./peer.fixture.ts";
import type { WebSocketHandler } from "./types.ts";
import { webSocket } from "./web-socket.ts";
import { holding, host, longest } from "./host.fixture.ts";

describe("the request of a socket", () => {
  test("is over when the socket is: one line in the access log, with 101", async () => {
    const lines: AccessRecord[] = [];
    const { handler, socket } = holding();
    const layers = [accessLog({ logger: { info: (record) => lines.push(record) } })];
    const peer = await Peer.open(await host(handler, {}, { layers }));
    await (await socket()).send("x");
    await sleep(50);
    expect(lines).toEqual([]);
    peer.send(closeFrame(1000));
    await peer.ended();
    await vi.waitUntil(() => lines.length > 0, longest);
    expect(lines).toMatchObject([{ method: "GET", path: "/ws", route: "/ws", status: 101, complete: true }]);
    expect(lines[0]?.duration).toBeGreaterThan(40);
  });

  test("tells layers around it that it answered 101, and when the handler began and ended", async () => {
    const statuses: number[] = [];
    let stats: ServerContext["stats"];
    const layer = fromFn(async (_req, cx, next) => {
      cx.onFinish((seen) => (stats = seen));
      const reply = await next();
      statuses.push(reply.status);
      return reply;
    });
    const peer = await Peer.open(await host(() => sleep(20), {}, { layers: [layer] }));
    await vi.waitUntil(() => peer.closeCode !== undefined, longest);
    peer.send(closeFrame(1000));
    await peer.ended();
    await vi.waitUntil(() => stats !== undefined, longest);
    expect(statuses).toEqual([101]);
    const [from, to] = [stats?.handlerStartedAt ?? NaN, stats?.handlerFinishedAt ?? NaN];
    expect(to - from).toBeGreaterThan(10);
  });

  test("outlives every limit of time for handlers, and its signal is the connection's", async () => {
    const aborted = vi.fn();
    const started = vi.fn();
    const handler: WebSocketHandler = async (socket, cx) => {
      cx.signal.addEventListener("abort", aborted);
      started(cx.signal === socket.signal, cx.route);
      for await (const message of socket) await socket.send(message);
    };
    const slow = fromFn(async (_req, _cx, next) => {
      const reply = await next();
      await sleep(1);
      return reply;
    });
    const server = await host(handler, {}, { layers: [slow, handlerTimeout(60)], handlerTimeout: 60 });
    const peer = await Peer.open(server);
    await sleep(300);
    peer.send(frame(op.text, "still here"));
    await vi.waitUntil(() => peer.texts.length > 0, longest);
    expect(started).toHaveBeenCalledExactlyOnceWith(true, "/ws");
    expect(aborted).not.toHaveBeenCalled();
    peer.socket.end();
    await vi.waitUntil(() => aborted.mock.calls.length > 0, longest);
  });
});

describe("options that make no sense are refused when the route is made", () => {
  test.each<[WebSocketOptions, new (message: string) => Error]>([
    [{ maxPayload: 0 }, RangeError],
    [{ maxPayload: 2 ** 31 }, RangeError],
    [{ maxPayload: 1.5 }, RangeError],
    [{ maxBufferedAmount: -1 }, RangeError],
    [{ maxBufferedAmount: Number.NaN }, RangeError],
    [{ slowConsumerCode: 1000 as 1008 }, RangeError],
    [{ pingInterval: 0 }, RangeError],
    [{ pingInterval: 1_000, pingTimeout: 1_001 }, RangeError],
    [{ pingInterval: false, pingTimeout: 1_000 }, RangeError],
    [{ pingTimeout: 30_001 }, RangeError],
    [{ idleTimeout: 0 }, RangeError],
    [{ closeTimeout: Infinity }, RangeError],
    [{ deflate: { threshold: -1 } }, RangeError],
    [{ protocols: ["a", "a"] }, TypeError],
    [{ protocols: ["a b"] }, TypeError],
    [{ protocols: [""] }, TypeError],
    [{ protocolRequired: true }, TypeError],
    [{ protocols: [], protocolRequired: true }, TypeError],
  ])("%j", (options, kind) => {
    expect(() => webSocket(() => undefined, options)).toThrow(kind);
  });

  test("an interval that is shorter than the usual timeout shortens that as well", () => {
    expect(() => webSocket(() => undefined, { pingInterval: 1_000 })).not.toThrow();
  });
});
