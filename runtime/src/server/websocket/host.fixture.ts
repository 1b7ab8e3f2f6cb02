import { start } from "../adapters/node/listen.fixture.ts";
import { get } from "../methods.ts";
import { Router } from "../router.ts";
import type { Server, ServeOptions } from "../serve.ts";
import type { HttpLayer } from "../types.ts";
import type { WebSocketOptions } from "./options.ts";
import type { ServerWebSocket, WebSocketHandler } from "./types.ts";
import { webSocket } from "./web-socket.ts";

/** Patience with a busy machine. */
export const longest = { timeout: 15_000, interval: 10 };

/** Serves a handler at `/ws` for the time of a test. */
export function host(
  handler: WebSocketHandler,
  options?: WebSocketOptions,
  serving: ServeOptions & { layers?: readonly HttpLayer[] } = {},
): Promise<Server> {
  const { layers = [], ...rest } = serving;
  const router = new Router().route("/ws", get(webSocket(handler, options)));
  for (const layer of layers) router.layer(layer);
  return start(router, rest);
}

/** A handler that leaves its socket to the test. */
export function holding(): { handler: WebSocketHandler; socket: () => Promise<ServerWebSocket> } {
  const opened = Promise.withResolvers<ServerWebSocket>();
  return {
    handler: async (socket) => {
      opened.resolve(socket);
      await socket.closed;
    },
    socket: () => opened.promise,
  };
}

/** What became of a message. */
export const settled = async (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => "sent",
    (error: Error) => error.name,
  );
