import type { ServerContext } from "../../http/context.ts";
import type { ExtractedArguments, Extractor } from "../../extract/extractor.ts";
import type { Awaitable } from "../../service/service.ts";

/** Text is a string, binary messages are bytes. */
export type WebSocketMessage = string | Uint8Array;

/** How a socket was closed. */
export interface WebSocketClose {
  /**
   * What the peer's Close frame said; 1005 when it said nothing, 1006 when there was none (RFC 6455 §7.1.5).
   */
  readonly code: number;
  readonly reason: string;
}

/** A socket that is open, from the server's side. */
export interface ServerWebSocket extends AsyncIterable<WebSocketMessage> {
  /** The subprotocol that was agreed on; "" when there is none. */
  readonly protocol: string;
  /** Aborted when the connection is gone. It is the signal of the request. */
  readonly signal: AbortSignal;
  /** Resolves when the connection is gone. Never rejects. */
  readonly closed: Promise<WebSocketClose>;
  /** Bytes that were given to {@link send} and not handed to the system yet. */
  readonly bufferedAmount: number;
  /** The `WebSocket` of the package `ws`, for what is not offered here. */
  readonly raw: unknown;
  /**
   * Sends a message. The promise resolves at once as long as little waits to be sent, and otherwise when the message was handed
   * to the system: who awaits it never has more than that in memory. It need not be awaited, and then rejects for nobody.
   * Bytes are not copied: leave them as they are until the promise has resolved.
   * @throws {SocketClosedError} (the promise rejects) when the socket is closed, or closes before; and when more than
   *   `maxBufferedAmount` waits, which closes it
   */
  send(message: WebSocketMessage): Promise<void>;
  /**
   * Closes the socket: what was sent before arrives, what arrives after is dropped. A peer that does not answer within
   * `closeTimeout` is cut off. Does nothing when the socket is closed.
   * @param code default 1000, "normal closure"; 3000 to 4999 are the program's own
   * @param reason for the peer; at most 123 bytes of UTF-8
   * @throws {RangeError} for a code that nobody may send, and a reason that is too long
   */
  close(code?: number, reason?: string): void;
  /**
   * The messages, each once, however many iterate; ends when the socket is closed. What nobody has taken yet makes the
   * connection wait, not the memory grow.
   */
  [Symbol.asyncIterator](): AsyncGenerator<WebSocketMessage, void, void>;
}

/**
 * Talks with a peer. When it has returned, the socket is closed with 1000; when it fails, with 1011, and the server's log tells
 * why. One that works by events of `raw`, or only sends, waits for `socket.closed`.
 */
export type WebSocketHandler = (socket: ServerWebSocket, cx: ServerContext) => Awaitable<void>;

/** {@link WebSocketHandler} whose first arguments are taken from the request by extractors. */
export type ExtractingWebSocketHandler<E extends readonly Extractor<unknown>[]> = (
  ...args: ExtractedArguments<E, [socket: ServerWebSocket, cx: ServerContext]>
) => Awaitable<void>;
