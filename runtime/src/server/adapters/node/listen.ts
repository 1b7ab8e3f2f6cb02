import { createServer, Server as NetServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { ServeOptions } from "../../serve.ts";
import { bind } from "./bind.ts";
import type { NodeHost } from "./host.ts";
import { Http1Protocol } from "./http1-server.ts";
import { checkServeOptions } from "../shared/options.ts";
import type { Protocol } from "../shared/options.ts";
import { firstByteTime } from "./protocol.ts";
import type { ProtocolServer } from "./protocol.ts";
import type { TlsAcceptor } from "./tls-server.ts";

/** What accepts connections, whatever they speak. */
export interface Listening {
  /** The port it really listens on; 0 on a Unix socket. */
  readonly port: number;
  readonly url: string;
  /** How many connections it has accepted so far. */
  readonly accepted: number;
  /** Accepts no more connections and tells peers; resolves when the last one is gone. */
  stop(): Promise<void>;
  /** Closes connections on which nothing is going on. */
  closeIdle(): void;
  /** Cuts off what is left. */
  destroyAll(): void;
  /**
   * Reads the certificates again, for connections that begin from now on.
   * @throws {Error} (the promise rejects) when one cannot be read or is wrong: then the old ones stay; and when there are none
   */
  reloadCertificates(): Promise<void>;
}

/**
 * Opens a listener for a host's requests.
 * @throws {TypeError | RangeError} when options make no sense
 * @throws {Error} when the address is not to be had, or a certificate is wrong
 */
export async function listen(host: NodeHost, options: ServeOptions): Promise<Listening> {
  checkServeOptions(options);
  const { listener } = options;
  const entrance = await open(host, options);
  const own = listener instanceof NetServer ? undefined : entrance.server;
  const acceptor = own ?? handOver(listener as NetServer, entrance.server);
  acceptor.maxConnections = host.limits.maxConnections;
  const listening = new NodeListening(acceptor, entrance);
  if (own !== undefined) await bind(own, options);
  listening.locate(options);
  return listening;
}

/** Where raw connections go in. */
interface Entrance {
  readonly server: NetServer;
  readonly tls: TlsAcceptor | undefined;
  readonly protocols: readonly ProtocolServer[];
}

async function open(host: NodeHost, options: ServeOptions): Promise<Entrance> {
  const { tls } = options;
  if (tls !== undefined) (await import("../shared/check-tls.ts")).checkTls(tls);
  const names = options.protocols ?? (tls === undefined ? plainProtocols : secureProtocols);
  const http1 = names.includes("http/1.1") ? new Http1Protocol(host) : undefined;
  // Loaded when they are needed: a plain server starts without them.
  const http2 = names.includes("h2")
    ? new (await import("./http2-server.ts")).Http2Protocol(host)
    : undefined;
  const protocols = [http1, http2].filter((protocol) => protocol !== undefined);
  const accept = (socket: Socket, protocol: Protocol): void => {
    (protocol === "h2" ? http2 : http1)?.accept(socket);
  };
  if (tls !== undefined) {
    const { TlsAcceptor } = await import("./tls-server.ts");
    const acceptor = await TlsAcceptor.open(tls, names, host.limits.handshakeTimeout, accept);
    return { server: acceptor.server, tls: acceptor, protocols };
  }
  if (http1 !== undefined && http2 === undefined) return { server: http1.server, tls: undefined, protocols };
  const { sniff } = await import("./sniff.ts");
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (http1 === undefined) accept(socket, "h2");
    else sniff(socket, host.limits.headersTimeout, (protocol) => accept(socket, protocol));
  });
  return { server, tls: undefined, protocols };
}

const plainProtocols: readonly Protocol[] = ["http/1.1"];
const secureProtocols: readonly Protocol[] = ["h2", "http/1.1"];

/** Lets connections of a listener that is there already go in. */
function handOver(listener: NetServer, entrance: NetServer): NetServer {
  // What Node would have done if the entrance had listened by itself.
  entrance.emit("listening");
  listener.on("connection", (socket) => {
    socket.allowHalfOpen = true;
    socket.setNoDelay(true);
    entrance.emit("connection", socket);
  });
  return listener;
}

class NodeListening implements Listening {
  port: number = 0;
  url: string = "";
  accepted: number = 0;
  private readonly acceptor: NetServer;
  private readonly entrance: Entrance;
  /** Open connections, with the time of their beginning. */
  private readonly sockets: Map<Socket, number> = new Map();

  constructor(acceptor: NetServer, entrance: Entrance) {
    this.acceptor = acceptor;
    this.entrance = entrance;
    acceptor.on("connection", (socket) => {
      this.accepted += 1;
      this.sockets.set(socket, performance.now());
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  locate(options: ServeOptions): void {
    const address = this.acceptor.address();
    const scheme = this.entrance.tls === undefined ? "http" : "https";
    this.port = isAddress(address) ? address.port : 0;
    this.url = isAddress(address)
      ? `${scheme}://${urlHost(options.hostname ?? "localhost")}:${this.port}`
      : `${scheme}+unix://${encodeURIComponent(address ?? "")}`;
  }

  async stop(): Promise<void> {
    const { acceptor, entrance } = this;
    // Only the listener: servers of node:http would also end connections that are about to have their first request.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(acceptor, () => resolve()));
    for (const protocol of entrance.protocols) protocol.stop();
    await closed;
    for (const protocol of entrance.protocols) protocol.dispose();
  }

  closeIdle(): void {
    for (const protocol of this.entrance.protocols) protocol.closeIdle();
    // Those that have not come as far as a protocol.
    const before = performance.now() - firstByteTime;
    for (const [socket, since] of this.sockets) {
      if (socket.bytesRead === 0 && since < before) socket.destroy();
    }
  }

  destroyAll(): void {
    for (const socket of this.sockets.keys()) socket.destroy();
  }

  reloadCertificates(): Promise<void> {
    const { tls } = this.entrance;
    return tls?.reload() ?? Promise.reject(new Error("The server has no certificates."));
  }
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function urlHost(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "localhost";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
