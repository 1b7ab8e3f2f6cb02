import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { PeerCertificate } from "../../../http/context.ts";
import type { NodeHost } from "./host.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import type { Peer } from "./http2-exchange.ts";
import { Http2Request } from "./http2-request.ts";
import type { InFlight, Pending } from "./in-flight.ts";
import { peerCertificateOf } from "./peer-certificate.ts";

/** Milliseconds for an idle peer to close its side, when it was told goodbye. */
const farewellTime = 1_000;

/** A connection of HTTP/2 and the streams that are open on it. */
export class Http2Connection implements Peer {
  readonly remoteAddress: string | undefined;
  readonly secure: boolean;
  readonly peerCertificate: PeerCertificate | undefined;
  private readonly host: NodeHost;
  private readonly session: ServerHttp2Session;
  private readonly socket: Socket;
  private readonly receiving: InFlight;
  private open: number = 0;
  /** Runs while no stream is open. PINGs and headers without an end do not keep a connection. */
  private idle: NodeJS.Timeout;
  private unused: boolean = true;

  /** @param receiving requests that have not arrived yet, for all connections */
  constructor(host: NodeHost, session: ServerHttp2Session, socket: Socket, receiving: InFlight) {
    this.host = host;
    this.session = session;
    this.socket = socket;
    this.receiving = receiving;
    // Asked now: a socket forgets when it is closed.
    this.remoteAddress = socket.remoteAddress;
    this.secure = session.encrypted === true;
    this.peerCertificate = peerCertificateOf(socket);
    this.idle = this.idleIn(host.limits.headersTimeout);
    session.on("stream", (stream, _headers, _flags, raw) =>
      this.onStream(stream, raw as unknown as string[]),
    );
    session.once("close", () => clearTimeout(this.idle));
  }

  get isIdle(): boolean {
    return this.open === 0 && !this.unused;
  }

  /**
   * Tells the peer which of its requests is the last one, and closes when those up to it are answered. One that is on its way
   * was not touched, and the peer may send it again elsewhere (RFC 9113 §6.8).
   */
  drain(): void {
    const { session } = this;
    if (session.closed || session.destroyed) return;
    session.close();
    // Requests that have just come in are made known in a moment.
    setImmediate(() => {
      if (this.open === 0) this.leave(this.host.limits.keepAliveTimeout);
    });
  }

  private onStream(stream: ServerHttp2Stream, raw: readonly string[]): void {
    // Its end would never be told: it was over before anybody could listen.
    if (stream.destroyed || stream.closed) return;
    const { host } = this;
    this.open += 1;
    stream.once("close", () => this.onStreamClosed());
    const exchange = new Http2Exchange(host, new Http2Request(stream, raw, host.limits.bodyLimit), this);
    if (exchange.request.hasBody) new Receiving(exchange, this.receiving).start();
    host.run(exchange);
  }

  private onStreamClosed(): void {
    this.open -= 1;
    if (this.host.closing) this.drain();
    if (this.open > 0) return;
    if (this.session.closed) {
      this.leave(this.host.limits.keepAliveTimeout);
    } else if (this.unused) {
      this.unused = false;
      clearTimeout(this.idle);
      this.idle = this.idleIn(this.host.limits.keepAliveTimeout);
    } else {
      this.idle.refresh();
    }
  }

  private idleIn(milliseconds: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      if (this.open > 0) return;
      this.session.close();
      this.leave(farewellTime);
    }, milliseconds);
    timer.unref();
    return timer;
  }

  /**
   * Nothing is left to be answered. Node closes the connection when the last bytes are out, but it waits for a header that is
   * half there, and for a peer that never closes.
   * @param patience milliseconds, in which the last bytes have to get out
   */
  private leave(patience: number): void {
    const { session, socket } = this;
    const timer = setTimeout(() => {
      session.destroy();
      socket.destroy();
    }, patience);
    timer.unref();
    socket.once("close", () => clearTimeout(timer));
  }
}

/** Watches over a request whose body has not arrived. */
class Receiving implements Pending {
  previous: Pending | undefined = undefined;
  next: Pending | undefined = undefined;
  deadline: number = 0;
  private readonly exchange: Http2Exchange;
  private readonly all: InFlight;
  private watched: boolean = true;

  constructor(exchange: Http2Exchange, all: InFlight) {
    this.exchange = exchange;
    this.all = all;
  }

  start(): void {
    this.all.add(this);
    this.exchange.request.stream.once("close", () => {
      if (this.watched) this.all.remove(this);
    });
  }

  expire(): void {
    this.watched = false;
    this.exchange.tooSlow();
  }
}
