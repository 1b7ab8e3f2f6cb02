import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { reasonPhrase } from "../../http/status.ts";
import { problemType } from "../../respond/problem.ts";
import type { CloseOptions, ServeOptions, Server } from "../serve.ts";
import type { HttpService } from "../types.ts";
import { NodeHost } from "./node.ts";

/** Starts a server of node:http; see {@link serve}. */
export async function serveNode(service: HttpService, options: ServeOptions): Promise<Server> {
  const host = new NodeHost(service, options);
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
  await listen(server, options);
  return new NodeServer(server, host, options);
}

function listen(server: HttpServer, options: ServeOptions): Promise<void> {
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

const parserStatus: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no request; only when nothing was sent for it yet, so that no request gets two replies. */
function refuse(error: Error & { code?: string }, socket: Duplex): void {
  const { _httpMessage: reply } = socket as Duplex & { _httpMessage?: { headersSent: boolean } | null };
  if (!socket.writable || error.code === "ECONNRESET" || reply?.headersSent === true) {
    socket.destroy();
    return;
  }
  const status = parserStatus[error.code ?? ""] ?? 400;
  const title = reasonPhrase(status);
  const body = JSON.stringify({ title, status });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: ${problemType}\r\ncontent-length: ${body.length}\r\n` +
      `date: ${new Date().toUTCString()}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

class NodeServer implements Server {
  readonly port: number;
  readonly url: string;
  private readonly server: HttpServer;
  private readonly host: NodeHost;
  private readonly sockets: Set<Socket> = new Set();
  private closed: Promise<void> | undefined = undefined;

  constructor(server: HttpServer, host: NodeHost, options: ServeOptions) {
    this.server = server;
    this.host = host;
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    const address = server.address();
    this.port = isAddress(address) ? address.port : 0;
    this.url = isAddress(address)
      ? `http://${urlHost(options.hostname ?? "localhost")}:${this.port}`
      : `http+unix://${encodeURIComponent(options.path ?? "")}`;
  }

  get closing(): boolean {
    return this.host.closing;
  }

  close(options: CloseOptions = {}): Promise<void> {
    return (this.closed ??= this.drain(options));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async drain({ grace = 0, timeout = this.host.limits.closeTimeout }: CloseOptions): Promise<void> {
    const { server, host } = this;
    host.closing = true;
    if (grace > 0) await new Promise((resolve) => setTimeout(resolve, grace));
    await new Promise<void>((resolve) => {
      // A connection that was busy when the listener closed is idle later, when its reply had gone out as keep-alive.
      const sweeping = setInterval(() => this.closeIdle(), 100);
      const deadline = setTimeout(() => {
        host.cancelAll(new DOMException("The server closes.", "AbortError"));
        // Handlers get a turn to answer the signal.
        setImmediate(() => server.closeAllConnections());
      }, timeout);
      server.close(() => {
        clearInterval(sweeping);
        clearTimeout(deadline);
        resolve();
      });
      this.closeIdle();
    });
  }

  private closeIdle(): void {
    this.server.closeIdleConnections();
    // Node takes a connection without any request yet for one that is about to have one.
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function urlHost(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "localhost";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
