import { ServerResponse } from "node:http";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TakenConnection, Upgrade } from "../../../http/context.ts";
import type { NodeHost } from "./host.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { NodeRequest } from "./request.ts";

/** What `cx.connection.upgrade.take()` gives on Node. */
export interface NodeTakenConnection extends TakenConnection {
  readonly message: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * Whether a request asks for WebSocket in the only way there is: by GET, without a body (RFC 6455 §4.1). Any other wish for
 * another protocol is ignored, as RFC 9110 §7.8 allows.
 */
export function isWebSocketHandshake({ method, httpVersionMinor, headers }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    httpVersionMinor > 0 &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["transfer-encoding"] === undefined &&
    (headers["content-length"] ?? "0") === "0"
  );
}

/** The connections of a server that were taken, each from then until it ends. */
export class TakenConnections {
  private readonly exchanges: Set<UpgradeExchange> = new Set();
  private closing: boolean = false;

  add(exchange: UpgradeExchange): void {
    this.exchanges.add(exchange);
    // Whoever takes it is to be ready before it is told.
    if (this.closing) setImmediate(() => exchange.end());
  }

  delete(exchange: UpgradeExchange): void {
    this.exchanges.delete(exchange);
  }

  has(exchange: UpgradeExchange): boolean {
    return this.exchanges.has(exchange);
  }

  /** Tells all of them that the server closes, and those that are taken later as well. */
  close(): void {
    this.closing = true;
    for (const exchange of this.exchanges) exchange.end();
  }
}

/** A request for another protocol. Whoever handles it takes the connection, or answers and the connection ends. */
export class UpgradeExchange extends Http1Exchange implements Upgrade {
  readonly protocol: string;
  private readonly socket: Duplex;
  private readonly head: Buffer;
  private readonly taken: TakenConnections;
  private onClosing: (() => void) | undefined = undefined;

  constructor(
    host: NodeHost,
    message: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    taken: TakenConnections,
  ) {
    super(host, new NodeRequest(message, host.limits.bodyLimit), new ServerResponse(message));
    this.protocol = message.headers.upgrade?.toLowerCase() ?? "";
    this.socket = socket;
    this.head = head;
    this.taken = taken;
    const { out } = this;
    socket.on("error", ignore);
    out.shouldKeepAlive = false;
    // Node hands over the socket as it came; only its type says less.
    out.assignSocket(socket as Socket);
    out.once("finish", () => (socket as Socket).destroySoon());
  }

  get upgrade(): Upgrade {
    return this;
  }

  take(onClosing?: () => void): NodeTakenConnection {
    const { socket, head, out, cx } = this;
    if (this.settled) throw new Error("The request was answered already: its connection cannot be taken.");
    if (socket.destroyed) throw new Error("The peer has gone away: there is no connection to be taken.");
    this.settle();
    out.detachSocket(socket as Socket);
    this.onClosing = onClosing;
    this.taken.add(this);
    const takenAt = performance.now();
    socket.once("close", () => {
      this.taken.delete(this);
      const { stats } = cx;
      if (stats !== undefined) {
        stats.status = 101;
        stats.answeredAt = takenAt;
        stats.headersSentAt = takenAt;
        stats.complete = true;
      }
      this.finish(stats);
    });
    return { message: this.request.message, socket, head };
  }

  attend(work: Promise<unknown>): void {
    const { host, cx } = this;
    const done: Promise<unknown> = work
      .catch((error: unknown) => host.errors.log(error, cx))
      .finally(() => host.attended.delete(done));
    host.attended.add(done);
  }

  override onDisconnect(cancel: (reason: unknown) => void): void {
    const { socket } = this;
    const leave = (): void => {
      if (!this.delivered) cancel(new DOMException("The caller went away.", "AbortError"));
    };
    if (socket.destroyed) leave();
    else socket.once("close", leave);
  }

  /** Tells whoever took the connection that the server closes; sends what that writes, and ends it if nobody else does. */
  end(): void {
    if (this.onClosing !== undefined) {
      this.onClosing();
      return;
    }
    this.cx.cancel(new DOMException("The server closes.", "AbortError"));
    setImmediate(() => this.socket.end());
  }

  /** Nobody else hears of an error when no reply will tell. */
  protected override failedLate(error: unknown): void {
    if (this.taken.has(this)) this.host.errors.log(error, this.cx);
  }
}

function ignore(): void {
  // The connection is gone; `close` follows and is heard.
}
