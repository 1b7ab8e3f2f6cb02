import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { ServeOptions } from "../../serve.ts";
import type { NodeHost } from "./host.ts";
import { refuse } from "./refuse.ts";

/** What accepts connections, whatever they speak. */
export interface Listening {
  /** The port it really listens on; 0 on a Unix socket. */
  readonly port: number;
  readonly url: string;
  /** Accepts no more connections and tells peers; resolves when the last one is gone. */
  stop(): Promise<void>;
  /** Closes connections on which nothing is going on. */
  closeIdle(): void;
  /** Cuts off what is left. */
  destroyAll(): void;
}

/** Opens a listener for a host's requests. */
export async function listen(host: NodeHost, options: ServeOptions): Promise<Listening> {
  const { limits } = host;
  const server = createServer(
    {
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      keepAliveTimeout: limits.keepAliveTimeout,
      connectionsCheckingInterval: limits.connectionsCheckingInterval,
      maxHeaderSize: limits.maxHeaderSize,
      // The host looks at it anyway, and its refusal has a body.
      requireHostHeader: false,
      // Also when the process was started with --insecure-http-parser.
      insecureHTTPParser: false,
    },
    (message, response) => host.handle(message, response),
  );
  // Node would drop the fields beyond the count; the host refuses the request.
  server.maxHeadersCount = 0;
  server.on("clientError", refuse);
  const listening = new HttpListening(server);
  await bind(server, options);
  listening.locate(options);
  return listening;
}

function bind(server: HttpServer, options: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = (): void => {
      server.off("error", reject);
      resolve();
    };
    if (options.path !== undefined) server.listen({ path: options.path }, listening);
    else if (options.hostname === undefined) server.listen({ port: options.port ?? 0 }, listening);
    else server.listen({ port: options.port ?? 0, host: options.hostname }, listening);
  });
}

class HttpListening implements Listening {
  port: number = 0;
  url: string = "";
  private readonly server: HttpServer;
  private readonly sockets: Set<Socket> = new Set();

  constructor(server: HttpServer) {
    this.server = server;
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  locate(options: ServeOptions): void {
    const address = this.server.address();
    this.port = isAddress(address) ? address.port : 0;
    this.url = isAddress(address)
      ? `http://${urlHost(options.hostname ?? "localhost")}:${this.port}`
      : `http+unix://${encodeURIComponent(options.path ?? "")}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  closeIdle(): void {
    this.server.closeIdleConnections();
    // Node takes a connection without any request yet for one that is about to have one.
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  destroyAll(): void {
    this.server.closeAllConnections();
  }
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function urlHost(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "localhost";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
