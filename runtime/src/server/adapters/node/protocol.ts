import type { Socket } from "node:net";

/** A protocol, and the connections that speak it. */
export interface ProtocolServer {
  /** Takes a connection over; nothing was read from it, or what was read was put back. */
  accept(socket: Socket): void;
  /** Ends connections as soon as what is going on there is over, and tells peers so where the protocol can. */
  stop(): void;
  /** Closes connections on which nothing is going on. */
  closeIdle(): void;
  /** The last connection is gone. */
  dispose(): void;
}

/** Milliseconds after which a new connection counts as idle when nothing has arrived on it. */
export const firstByteTime = 1_000;
