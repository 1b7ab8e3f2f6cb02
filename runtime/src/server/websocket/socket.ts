import type { Socket as NetSocket } from "node:net";
import { checkClose } from "./close-code.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Inbox } from "./inbox.ts";
import type { Settings } from "./options.ts";
import { Pongs } from "./pongs.ts";
import type { ServerWebSocket, WebSocketClose, WebSocketMessage } from "./types.ts";
import { open } from "./ws.ts";
import type { WsSocket } from "./ws.ts";

/** A message was to be sent over a socket that is closed, or closing. */
export class SocketClosedError extends Error {
  constructor() {
    super("The socket is closed.");
  }

  override get name(): string {
    return "SocketClosedError";
  }
}

/** As long as no more bytes wait, senders do not. */
const promptly = 65_536;

/** How many messages of the largest size what is read at once may unfold to. */
const mostUnfolded = 16;

const sent: Promise<void> = Promise.resolve();

/** A {@link ServerWebSocket} over a socket of `ws`. */
export class Socket implements ServerWebSocket {
  readonly signal: AbortSignal;
  readonly closed: Promise<WebSocketClose>;
  private readonly ws: WsSocket;
  private readonly settings: Settings;
  private readonly inbox: Inbox;
  private readonly heartbeat: Heartbeat | undefined;
  private readonly idle: ReturnType<typeof setTimeout> | undefined;

  constructor(ws: WsSocket, socket: NetSocket, signal: AbortSignal, settings: Settings) {
    this.ws = ws;
    this.signal = signal;
    this.settings = settings;
    const { heartbeat, idleTimeout } = settings;
    this.heartbeat =
      heartbeat === undefined ? undefined : new Heartbeat(ws, socket, heartbeat, () => ws.terminate());
    this.idle =
      idleTimeout === false
        ? undefined
        : setTimeout(() => this.close(1001, "Nothing was said."), idleTimeout);
    this.inbox = new Inbox({
      pause: () => ws.pause(),
      resume: () => {
        ws.resume();
        this.heartbeat?.forgive();
      },
    });
    const pongs = new Pongs(ws);
    ws.on("ping", (data) => pongs.answer(data));
    ws.on("message", (data, isBinary) => this.receive(data, isBinary));
    // What the peer did wrong is in the Close frame that it gets; `close` follows.
    ws.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      ws.on("close", (code, reason) => {
        this.rest();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  get protocol(): string {
    return this.ws.protocol;
  }

  get bufferedAmount(): number {
    return this.ws.bufferedAmount;
  }

  get raw(): unknown {
    return this.ws;
  }

  /** Whether messages can be sent. */
  get isOpen(): boolean {
    return this.ws.readyState === open;
  }

  send(message: WebSocketMessage): Promise<void> {
    const { ws, settings } = this;
    const waiting = ws.bufferedAmount;
    if (this.isOpen && waiting > settings.maxBufferedAmount) {
      this.close(settings.slowConsumerCode, "The messages are not read fast enough.");
    }
    if (!this.isOpen) return rejected();
    this.idle?.refresh();
    const binary = typeof message !== "string";
    const size = message.length;
    const compress = size >= settings.compressFrom;
    if (waiting + size <= promptly) {
      ws.send(message, { binary, compress });
      return sent;
    }
    return quiet(
      new Promise((resolve, reject) => {
        ws.send(message, { binary, compress }, (error) => {
          if (error === undefined || error === null) resolve();
          else reject(new SocketClosedError());
        });
      }),
    );
  }

  close(code: number = 1000, reason: string = ""): void {
    checkClose(code, reason);
    if (!this.isOpen) return;
    this.rest();
    this.ws.close(code, reason);
    // The peer's answer may be behind what was left unread.
    this.ws.resume();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WebSocketMessage, void, void> {
    for (;;) {
      const message = await this.inbox.take();
      if (message === undefined) return;
      yield message;
    }
  }

  private receive(data: Buffer, isBinary: boolean): void {
    const { inbox, settings } = this;
    this.idle?.refresh();
    inbox.add(isBinary ? data : data.toString(), data.length);
    // Reading was stopped long before; what was read already still unfolds.
    if (inbox.size > mostUnfolded * settings.maxPayload) this.close(1008, "Too many messages at once.");
  }

  /** Nothing more is expected of the peer. */
  private rest(): void {
    this.heartbeat?.stop();
    clearTimeout(this.idle);
    this.inbox.end();
  }
}

function rejected(): Promise<void> {
  return quiet(Promise.reject(new SocketClosedError()));
}

/** A promise that need not be awaited: that a peer went away is no reason to end the process. */
function quiet(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
