import type { Socket } from "node:net";
import type { WsSocket } from "./ws.ts";

/** How often a peer is asked whether it is there, and how long it has to show it; milliseconds. */
export interface HeartbeatTimes {
  readonly pingInterval: number;
  readonly pingTimeout: number;
}

const nothing = new Uint8Array();

/**
 * Finds out when a peer is gone without a word. Whatever arrives after a ping is a sign of life, so that a message that takes
 * long does not look like death; and a peer that is slow to receive has until the ping is out.
 */
export class Heartbeat {
  private readonly ws: WsSocket;
  private readonly socket: Socket;
  private readonly timeout: number;
  private readonly dead: () => void;
  private readonly timer: ReturnType<typeof setInterval>;
  private deadline: ReturnType<typeof setTimeout> | undefined = undefined;
  private stopped: boolean = false;
  /** Bytes that were out when the ping was made that is not out yet. */
  private outBefore: number | undefined = undefined;

  /** @param dead called once, when nothing comes from the peer any more, or nothing gets to it */
  constructor(ws: WsSocket, socket: Socket, times: HeartbeatTimes, dead: () => void) {
    this.ws = ws;
    this.socket = socket;
    this.timeout = times.pingTimeout;
    this.dead = dead;
    this.timer = setInterval(() => this.beat(), times.pingInterval);
  }

  /** What is heard from now on says nothing of the last ping: nothing was read for a while. */
  forgive(): void {
    clearTimeout(this.deadline);
    this.deadline = undefined;
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    this.forgive();
  }

  private beat(): void {
    const { ws, socket } = this;
    if (this.deadline !== undefined) return;
    const out = bytesOut(socket);
    if (this.outBefore !== undefined) {
      if (this.outBefore === out) this.end();
      else this.outBefore = out;
      return;
    }
    this.outBefore = out;
    const heard = socket.bytesRead;
    ws.ping(nothing, false, () => {
      this.outBefore = undefined;
      if (this.stopped) return;
      // When the process itself was late, what has arrived meanwhile is read first.
      const deadline = setTimeout(() => setImmediate(() => this.judge(deadline, heard)), this.timeout);
      this.deadline = deadline;
    });
  }

  private judge(deadline: ReturnType<typeof setTimeout>, heard: number): void {
    if (this.deadline !== deadline) return;
    this.deadline = undefined;
    // Whoever does not read cannot hear.
    if (this.socket.bytesRead === heard && !this.ws.isPaused) this.end();
  }

  private end(): void {
    this.stop();
    this.dead();
  }
}

/** Bytes that were handed to the system. */
function bytesOut(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}
