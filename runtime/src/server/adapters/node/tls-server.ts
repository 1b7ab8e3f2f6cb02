import { createServer } from "node:tls";
import type { Server as TlsServer, TLSSocket } from "node:tls";
import { contextFor, loadCertificates } from "./certificates.ts";
import type { Certificates } from "./certificates.ts";
import type { Protocol } from "../shared/options.ts";
import type { TlsOptions } from "../shared/tls-options.ts";

/** Speaks TLS with callers and agrees with each on a protocol. */
export class TlsAcceptor {
  readonly server: TlsServer;
  private readonly options: TlsOptions;
  private certificates: Certificates;

  private constructor(
    options: TlsOptions,
    certificates: Certificates,
    protocols: readonly Protocol[],
    handshakeTimeout: number,
  ) {
    const { requestCert = false, rejectUnauthorized = requestCert } = options;
    this.options = options;
    this.certificates = certificates;
    this.server = createServer({
      ...options.native,
      ...certificates.main,
      requestCert,
      rejectUnauthorized,
      handshakeTimeout,
      // In the order in which the server prefers them.
      ALPNProtocols: ["h2", "http/1.1"].filter((name) => protocols.includes(name as Protocol)),
      SNICallback: (host, done) => done(null, contextFor(this.certificates, host)),
      // Callers of HTTP/1 may end their side after the request and still wait for the reply.
      allowHalfOpen: true,
      noDelay: true,
    });
  }

  /** @throws {Error} when a certificate or key cannot be read, or is none */
  static async open(
    options: TlsOptions,
    protocols: readonly Protocol[],
    handshakeTimeout: number,
    accept: (socket: TLSSocket, protocol: Protocol) => void,
  ): Promise<TlsAcceptor> {
    const acceptor = new TlsAcceptor(options, await loadCertificates(options), protocols, handshakeTimeout);
    // Also when the handshake takes too long: Node tells, and leaves the connection open.
    acceptor.server.on("tlsClientError", (_error, socket) => socket.destroy());
    acceptor.server.on("secureConnection", (socket) => {
      // Who does not negotiate speaks HTTP/1 (RFC 9113 §3.2), or is at the wrong door.
      const protocol = socket.alpnProtocol === "h2" ? "h2" : "http/1.1";
      if (protocols.includes(protocol)) accept(socket, protocol);
      else socket.destroy();
    });
    return acceptor;
  }

  /** Reads the certificates again, for connections that begin from now on; keeps the old ones when one of them is wrong. */
  async reload(): Promise<void> {
    const certificates = await loadCertificates(this.options);
    this.server.setSecureContext(certificates.main);
    this.certificates = certificates;
  }
}
