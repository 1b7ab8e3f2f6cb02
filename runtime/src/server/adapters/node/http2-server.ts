import { createServer } from "node:http2";
import type { Http2Server, ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { ServerLimits } from "../../defaults.ts";
import type { NodeHost } from "./host.ts";
import { Http2Connection } from "./http2-connection.ts";
import { InFlight } from "./in-flight.ts";
import type { ProtocolServer } from "./protocol.ts";

/**
 * Bounds that nobody needs to change: each is what a peer that means well never comes near.
 * - settings in one frame: RFC 9113 knows six, extensions a few more
 * - frames that are refused, such as those of streams that are over: a peer that was told so may have had some on their way
 * - streams that are refused because there are too many: a peer learns the limit with the first bytes it gets
 */
const bounds = { maxSettings: 32, maxSessionInvalidFrames: 100, maxSessionRejectedStreams: 100 } as const;

/** Serves requests over HTTP/2. */
export class Http2Protocol implements ProtocolServer {
  private readonly host: NodeHost;
  /** Never listens: its `close()` would leave requests behind that are on their way. */
  private readonly server: Http2Server;
  /** Requests that have not arrived, of all connections. */
  private readonly receiving: InFlight;
  private readonly connections: Set<Http2Connection> = new Set();
  private stopping: boolean = false;

  constructor(host: NodeHost) {
    this.host = host;
    this.server = createServer(sessionOptions(host.limits));
    this.receiving = new InFlight(host.limits.requestTimeout);
  }

  accept(socket: Socket): void {
    // Node makes the session before it returns.
    this.server.once("session", (session) => this.onSession(session, socket));
    this.server.emit("connection", socket);
  }

  stop(): void {
    this.stopping = true;
    for (const connection of this.connections) connection.drain();
  }

  closeIdle(): void {
    for (const connection of this.connections) if (connection.isIdle) connection.drain();
  }

  dispose(): void {
    // Sessions and timers have ended with their connections.
  }

  private onSession(session: ServerHttp2Session, socket: Socket): void {
    const connection = new Http2Connection(this.host, session, socket, this.receiving);
    this.connections.add(connection);
    session.once("close", () => this.connections.delete(connection));
    if (this.stopping) connection.drain();
  }
}

function sessionOptions(limits: ServerLimits): Parameters<typeof createServer>[0] {
  return {
    ...bounds,
    // Node counts in megabytes.
    maxSessionMemory: Math.ceil(limits.maxSessionMemory / 1_000_000),
    // Node cuts off what goes beyond; in between a request is answered with 431.
    maxHeaderListPairs: 2 * limits.maxHeadersCount + pseudoFields,
    streamResetBurst: limits.streamResetBurst,
    streamResetRate: limits.streamResetRate,
    settings: {
      maxConcurrentStreams: limits.maxConcurrentStreams,
      maxHeaderListSize: 2 * limits.maxHeaderSize,
      enableConnectProtocol: false,
    },
  };
}

/** `:method`, `:scheme`, `:authority` and `:path`. */
const pseudoFields = 4;
