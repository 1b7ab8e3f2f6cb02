import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { RequestStats, ServerContext } from "../../../http/context.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { HttpService } from "../../types.ts";
import { any } from "../../methods.ts";
import { Router } from "../../router.ts";
import { dial, gone, raw, start, statuses } from "./listen.fixture.ts";
import type { NodeTakenConnection } from "./upgrade-exchange.ts";

const handshake = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

/** Takes the connection, greets, and echoes. */
function taking(
  after: (taken: NodeTakenConnection, cx: ServerContext) => unknown = () => undefined,
): HttpService {
  return {
    call(cx) {
      const taken = cx.connection?.upgrade?.take() as NodeTakenConnection;
      const { socket, head } = taken;
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n\r\n<${String(head)}>`);
      socket.on("data", (chunk) => socket.write(chunk));
      after(taken, cx);
      return new HttpResponse(200, undefined, "never sent");
    },
  };
}

const router = new Router().route(
  "/ws",
  any((req, cx) => `${req.method} ${cx.connection?.upgrade?.protocol}`),
);

describe("a wish for another protocol", () => {
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  const next = "GET /ws HTTP/1.1\r\nHost: a\r\n\r\n";

  test.each<[string, string, string]>([
    ["for WebSocket", `GET /ws HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n`, "GET websocket"],
    [
      "in capitals",
      `GET /ws HTTP/1.1\r\nHost: a\r\nConnection: UPGRADE\r\nUPGRADE: WebSocket\r\n\r\n`,
      "GET websocket",
    ],
    [
      "with a length of nothing",
      `GET /ws HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n${upgrade}\r\n`,
      "GET websocket",
    ],
    [
      "for something else",
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
      "GET undefined",
    ],
    [
      "for several",
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket, h2c\r\n\r\n",
      "GET undefined",
    ],
    ["without Connection", "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", "GET undefined"],
    ["by POST", `POST /ws HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n`, "POST undefined"],
    ["in HTTP/1.0", `GET /ws HTTP/1.0\r\nHost: a\r\n${upgrade}\r\n`, "GET undefined"],
    [
      "with a body",
      `GET /ws HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n${upgrade}\r\nbody`,
      "GET undefined",
    ],
    [
      "with a body in chunks",
      `GET /ws HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n${upgrade}\r\n0\r\n\r\n`,
      "GET undefined",
    ],
  ])(
    "%s: the handler sees it or not, and the connection ends with its reply",
    async (_name, message, seen) => {
      const server = await start(router);
      const text = await raw(server, message + next, 3000);
      expect(statuses(text)).toEqual([200]);
      expect(text).toMatch(/^connection: close/im);
      expect(text.endsWith(seen)).toBe(true);
    },
  );

  test.each<[string, string, number]>([
    ["no route", "GET /none HTTP/1.1\r\nHost: a\r\n", 404],
    ["no Host", "GET /ws HTTP/1.1\r\n", 400],
    ["two Hosts", "GET /ws HTTP/1.1\r\nHost: a\r\nHost: a\r\n", 400],
  ])("%s: it is refused as any request", async (_name, start_, status) => {
    const text = await raw(await start(router), `${start_}${upgrade}\r\n`, 3000);
    expect(statuses(text)).toEqual([status]);
    expect(text).toContain("application/problem+json");
  });

  test("a reply may take its time, or be a stream", async () => {
    const slow: HttpService = {
      call: async () => {
        await sleep(30);
        return new HttpResponse(
          200,
          undefined,
          (async function* () {
            yield "one ";
            await sleep(10);
            yield "two";
          })(),
        );
      },
    };
    const text = await raw(await start(slow), handshake, 3000);
    expect(text).toContain("one");
    expect(text).toContain("two");
  });
});

describe("a connection that is taken", () => {
  test("has left HTTP: what came with the request is there, what the service answers is not sent", async () => {
    const server = await start(taking());
    const socket = await dial(server);
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.write(`${handshake}early`);
    await expect.poll(() => text).toBe("HTTP/1.1 101 Switching Protocols\r\n\r\n<early>");
    socket.write("echo");
    await expect.poll(() => text.endsWith("echo")).toBe(true);
    // Longer than an idle connection of HTTP lives.
    expect(text).not.toContain("never sent");
  });

  test("is not ended by the limits of HTTP", async () => {
    const server = await start(taking(), {
      keepAliveTimeout: 50,
      headersTimeout: 50,
      requestTimeout: 50,
      handlerTimeout: 50,
      connectionsCheckingInterval: 10,
    });
    const socket = await dial(server);
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.write(handshake);
    await sleep(400);
    socket.write("echo");
    await expect.poll(() => text.endsWith("echo")).toBe(true);
  });

  test("is not ended by the time for handlers when the service, or a layer around it, answers later", async () => {
    const aborted = vi.fn();
    const service = taking((_taken, cx) => cx.signal.addEventListener("abort", aborted));
    const server = await start(
      {
        async call(cx, req) {
          const reply = await service.call(cx, req);
          await sleep(1);
          return reply;
        },
      },
      { handlerTimeout: 50 },
    );
    const socket = await dial(server);
    socket.write(handshake);
    await sleep(300);
    expect(aborted).not.toHaveBeenCalled();
  });

  test("an error that a layer throws at once after that is logged as well", async () => {
    const error = vi.fn();
    const service = taking();
    const server = await start(
      {
        call(cx, req) {
          void service.call(cx, req);
          throw new Error("after");
        },
      },
      { logger: { error } },
    );
    await raw(server, handshake, 100);
    expect(error).toHaveBeenCalledTimes(1);
  });

  test("can be taken once, and not after an answer", async () => {
    const messages: string[] = [];
    const late = vi.fn();
    const server = await start(
      taking((_taken, cx) => {
        try {
          cx.connection?.upgrade?.take();
        } catch (error) {
          messages.push(String(error));
        }
      }),
    );
    const answering = await start({
      call(cx) {
        setTimeout(() => {
          try {
            cx.connection?.upgrade?.take();
          } catch (error) {
            late(String(error));
          }
        }, 20);
        return new HttpResponse(204);
      },
    });
    await raw(server, handshake, 100);
    await raw(answering, handshake, 1000);
    const message = "Error: The request was answered already: its connection cannot be taken.";
    expect(messages).toEqual([message]);
    await vi.waitFor(() => expect(late).toHaveBeenCalledWith(message));
  });

  test("an error of the service after that is logged, as nobody else hears of it", async () => {
    const error = vi.fn();
    const service = taking();
    const server = await start(
      {
        async call(cx, req) {
          await service.call(cx, req);
          throw new Error("after");
        },
      },
      { logger: { error } },
    );
    await raw(server, handshake, 100);
    expect(error).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ message: "Error: after" }),
      expect.anything(),
    );
  });

  test("the caller's leaving aborts the signal, and the end is told", async () => {
    const left = vi.fn();
    let stats: RequestStats | undefined;
    const server = await start(
      taking(({ socket }, cx) => {
        cx.onFinish((seen) => (stats = seen));
        cx.signal.addEventListener("abort", () => left(String(cx.signal.reason)));
        socket.on("end", () => socket.end());
      }),
    );
    const socket = await dial(server);
    socket.resume();
    socket.write(handshake);
    await sleep(50);
    expect(stats).toBeUndefined();
    socket.end();
    await vi.waitFor(() => expect(left).toHaveBeenCalledWith("AbortError: The caller went away."));
    expect(stats).toMatchObject({ status: 101, complete: true });
  });

  test("idle or not, it is left alone while the server drains, and told when the server stops", async () => {
    const told = vi.fn();
    const server = await start(
      taking(({ socket }, cx) => {
        cx.signal.addEventListener("abort", () => {
          told(String(cx.signal.reason));
          socket.write("goodbye");
        });
      }),
    );
    const socket = await dial(server);
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.write(handshake);
    await expect.poll(() => text).toContain("101");
    const closed = server.close({ grace: 200 });
    await sleep(50);
    expect(told).not.toHaveBeenCalled();
    await gone(socket);
    await closed;
    expect(told).toHaveBeenCalledWith("AbortError: The server closes.");
    expect(text.endsWith("goodbye")).toBe(true);
  });

  test("one that does not end by itself is cut off", async () => {
    const server = await start(taking());
    const socket = await dial(server);
    socket.allowHalfOpen = true;
    socket.resume();
    socket.write(handshake);
    await sleep(50);
    await expect(server.close({ timeout: 100 })).resolves.toBeUndefined();
  });
});
