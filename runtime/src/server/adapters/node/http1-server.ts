import { createServer, IncomingMessage } from "node:http";
import type { Server as HttpServer, ServerOptions } from "node:http";
import type { Socket } from "node:net";

import type { ServerLimits } from "../../defaults.ts";
import type { NodeHost } from "./host.ts";
import { firstByteTime } from "./protocol.ts";
import type { ProtocolServer } from "./protocol.ts";
import { refuse } from "./refuse.ts";
import { isWebSocketHandshake, TakenConnections, UpgradeExchange } from "./upgrade-exchange.ts";

/** Serves requests over HTTP/1. */
export class Http1Protocol implements ProtocolServer {
  readonly server: HttpServer;
  /** Open connections, with the time of their beginning. */
  private readonly sockets: Map<Socket, number> = new Map();
  /** Those that speak another protocol by now. */
  private readonly taken: TakenConnections = new TakenConnections();
  private tracking: boolean = false;

  constructor(host: NodeHost) {
    const server = createServer(messageOptions(host.limits), (message, response) =>
      host.handle(message, response),
    );
    // Node would drop the fields beyond the count; the host refuses the request.
    server.maxHeadersCount = 0;
    server.on("clientError", refuse);
    // Node would ask for every body, also for one that is refused.
    server.on("checkContinue", (message, response) => host.handleExpecting(message, response, true));
    server.on("checkExpectation", (message, response) => host.handleExpecting(message, response, false));
    server.on("upgrade", (message, socket, head) => {
      host.run(new UpgradeExchange(host, message, socket, head, this.taken));
    });
    server.on("connection", (socket) => {
      this.sockets.set(socket, performance.now());
      socket.once("close", () => this.sockets.delete(socket));
    });
    this.server = server;
  }

  accept(socket: Socket): void {
    if (!this.tracking) {
      this.tracking = true;
      // Node looks for connections that are too slow from the time its server listens, which this one never does by itself.
      this.server.emit("listening");
    }
    this.server.emit("connection", socket);
  }

  stop(): void {
    this.taken.close();
  }

  closeIdle(): void {
    const before = performance.now() - firstByteTime;
    let expected = false;
    for (const [socket, since] of this.sockets) {
      if (socket.bytesRead > 0) continue;
      if (since < before) socket.destroy();
      else expected = true;
    }
    // Node 26 takes a connection for idle that is about to have its first request; those that are wait for a moment.
    if (!expected) this.server.closeIdleConnections();
  }

  dispose(): void {
    // Nothing is left to be closed; this ends looking for connections that are too slow.
    this.server.close();
  }
}

function messageOptions(limits: ServerLimits): ServerOptions {
  const options: ServerOptions = {
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.connectionsCheckingInterval,
    maxHeaderSize: limits.maxHeaderSize,
    // The host looks at it anyway, and its refusal has a body.
    requireHostHeader: false,
    // Also when the process was started with --insecure-http-parser.
    insecureHTTPParser: false,
    shouldUpgradeCallback: isWebSocketHandshake,
  };
  // Node 22 before 22.21 and 24 before 24.9 take every wish for another protocol for one that is granted.
  return "shouldUpgradeCallback" in createServer()
    ? options
    : { ...options, IncomingMessage: SelectiveMessage };
}

/** A message that asks for another protocol only if that is WebSocket. */
class SelectiveMessage extends IncomingMessage {
  private asked: boolean = false;

  get upgrade(): boolean {
    return this.asked && (this.method === "CONNECT" || isWebSocketHandshake(this));
  }

  set upgrade(asked: boolean) {
    this.asked = asked;
  }
}
