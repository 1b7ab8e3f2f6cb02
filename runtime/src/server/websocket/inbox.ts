import type { WebSocketMessage } from "./types.ts";

/** What a message costs beside its bytes, so that empty ones count as well. */
const overhead = 64;

/** Where a socket stops to be read: as much as Node reads at once. */
const highWaterMark = 65_536;

/** Stops and goes on with what fills an {@link Inbox}. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** Messages that have arrived and nobody has taken yet. What is in it is kept small by reading no more. */
export class Inbox {
  private readonly flow: Flow;
  private readonly messages: { readonly message: WebSocketMessage; readonly cost: number }[] = [];
  private readonly waiting: ((message: WebSocketMessage | undefined) => void)[] = [];
  private paused: boolean = false;
  private ended: boolean = false;
  /** Bytes that are held. */
  size: number = 0;

  constructor(flow: Flow) {
    this.flow = flow;
  }

  /** @param bytes size of the message */
  add(message: WebSocketMessage, bytes: number): void {
    if (this.ended) return;
    const waiting = this.waiting.shift();
    if (waiting !== undefined) {
      waiting(message);
      return;
    }
    const cost = bytes + overhead;
    this.messages.push({ message, cost });
    this.size += cost;
    if (this.size < highWaterMark || this.paused) return;
    this.paused = true;
    this.flow.pause();
  }

  /** The next message; undefined when there will be none. Several takers get them in turn. */
  take(): Promise<WebSocketMessage | undefined> {
    const first = this.messages.shift();
    if (first === undefined) {
      return this.ended ? Promise.resolve(undefined) : new Promise((resolve) => this.waiting.push(resolve));
    }
    this.size -= first.cost;
    if (this.paused && this.size < highWaterMark / 2) {
      this.paused = false;
      this.flow.resume();
    }
    return Promise.resolve(first.message);
  }

  /** Takes in no more; what is there can still be taken. */
  end(): void {
    this.ended = true;
    for (const resolve of this.waiting.splice(0)) resolve(undefined);
  }
}
