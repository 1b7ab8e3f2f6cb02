import type { Drainable } from "../../lifecycle/shutdown.ts";
import type { NodeHost } from "./host.ts";
import type { Listening } from "./listen.ts";

/** Milliseconds between two looks for connections that have become idle. */
const sweepInterval = 100;

/** More than the connections that usually can wait to be accepted; new ones may come without an end. */
const mostTurns = 1_024;

/** How a server on Node closes. */
export class NodeDrain implements Drainable {
  private readonly host: NodeHost;
  private readonly listening: Listening;
  private destroyed: boolean = false;

  constructor(host: NodeHost, listening: Listening) {
    this.host = host;
    this.listening = listening;
  }

  drain(): void {
    this.host.closing = true;
  }

  async stop(): Promise<void> {
    const { listening } = this;
    await this.caughtUp();
    const stopped = listening.stop();
    listening.closeIdle();
    // A connection that was busy when the listener closed is idle later, when its reply had gone out as keep-alive.
    const sweeping = setInterval(() => listening.closeIdle(), sweepInterval);
    await stopped;
    clearInterval(sweeping);
    await this.handlersDone();
  }

  abort(reason: unknown): void {
    this.host.cancelAll(reason);
  }

  destroy(): void {
    this.destroyed = true;
    this.listening.destroyAll();
  }

  /** A handler whose caller has left runs on, and may need what is closed next. */
  private async handlersDone(): Promise<void> {
    const { inFlight, attended } = this.host;
    while (!this.destroyed && (!inFlight.isEmpty || attended.size > 0)) {
      await new Promise((resolve) => setTimeout(resolve, sweepInterval));
    }
  }

  /**
   * Waits until what has arrived so far is seen. Connections that wait to be accepted, and requests that wait to be read, are
   * reset when their socket is closed over them.
   */
  private async caughtUp(): Promise<void> {
    // A turn reads every request and accepts one connection. The first may belong to events that are being worked off.
    let quiet = 0;
    for (let turn = 0; quiet < 2 && turn < mostTurns; turn++) {
      const { accepted } = this.listening;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.listening.accepted === accepted ? quiet + 1 : 0;
    }
  }
}
