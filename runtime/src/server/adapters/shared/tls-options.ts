import type { TlsOptions as NodeTlsOptions } from "node:tls";

/** Certificates or a key as PEM (RFC 7468): its text, its bytes, or the file that holds it. */
export type PemSource = string | Uint8Array | { readonly file: string | URL };

/** A certificate with those that vouch for it, its own first, and its key. */
export interface CertificatePair {
  readonly cert: PemSource;
  readonly key: PemSource;
  /** Opens the key when it is encrypted. */
  readonly passphrase?: string | undefined;
}

/** Options of node:tls that {@link TlsOptions} has no word for. */
export type NativeTlsOptions = Pick<
  NodeTlsOptions,
  | "ciphers"
  | "crl"
  | "dhparam"
  | "ecdhCurve"
  | "enableTrace"
  | "honorCipherOrder"
  | "maxVersion"
  | "pskCallback"
  | "pskIdentityHint"
  | "secureOptions"
  | "sessionIdContext"
  | "sessionTimeout"
  | "sigalgs"
  | "ticketKeys"
>;

/** How a server proves who it is, and what it asks of callers. */
export interface TlsOptions extends CertificatePair {
  /** Authorities whose certificates are accepted of callers. */
  readonly ca?: PemSource | readonly PemSource[] | undefined;
  /**
   * Asks callers for a certificate, which handlers see as `cx.connection.peerCertificate`. Needs {@link ca}: otherwise everybody
   * who has bought a certificate anywhere would be let in. Default false.
   */
  readonly requestCert?: boolean | undefined;
  /** Whether callers without a certificate of {@link ca} are turned away; default: true when {@link requestCert} is. */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Oldest version of TLS; default "TLSv1.2", as older ones are broken (RFC 8996). */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
  /**
   * Certificates for callers that name a host in the handshake (RFC 6066 §3): `{ "a.example": …, "*.example": … }`. A name wins
   * over a pattern, which stands for one label; who names none of them sees the certificate above.
   */
  readonly sni?: Readonly<Record<string, CertificatePair>> | undefined;
  /** Passed to node:tls as it is. */
  readonly native?: NativeTlsOptions | undefined;
}
