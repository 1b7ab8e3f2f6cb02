import { flag, onlyKnown, text } from "./check.ts";
import type { CertificatePair, NativeTlsOptions, PemSource, TlsOptions } from "./tls-options.ts";

const pairMembers: Readonly<Record<keyof CertificatePair, true>> = {
  cert: true,
  key: true,
  passphrase: true,
};

const tlsMembers: Readonly<Record<keyof TlsOptions, true>> = {
  ...pairMembers,
  ca: true,
  minVersion: true,
  native: true,
  rejectUnauthorized: true,
  requestCert: true,
  sni: true,
};

const nativeMembers: Readonly<Record<keyof NativeTlsOptions, true>> = {
  ciphers: true,
  crl: true,
  dhparam: true,
  ecdhCurve: true,
  enableTrace: true,
  honorCipherOrder: true,
  maxVersion: true,
  pskCallback: true,
  pskIdentityHint: true,
  secureOptions: true,
  sessionIdContext: true,
  sessionTimeout: true,
  sigalgs: true,
  ticketKeys: true,
};

/**
 * Refuses options of TLS that do not exist, contradict each other or make no sense.
 * @throws {TypeError}
 */
export function checkTls(tls: TlsOptions): void {
  onlyKnown("tls", tls, tlsMembers);
  checkPair("tls", tls);
  const { ca, minVersion, native, requestCert, rejectUnauthorized, sni } = tls;
  flag("tls.requestCert", requestCert);
  flag("tls.rejectUnauthorized", rejectUnauthorized);
  if (minVersion !== undefined && minVersion !== "TLSv1.2" && minVersion !== "TLSv1.3") {
    throw new TypeError('tls.minVersion is "TLSv1.2" or "TLSv1.3"');
  }
  for (const source of Array.isArray(ca) ? ca : [ca ?? ""]) checkPem("tls.ca", source);
  if (requestCert === true && (ca === undefined || (Array.isArray(ca) && ca.length === 0))) {
    throw new TypeError("tls.requestCert needs tls.ca: otherwise any certificate of any authority would do");
  }
  if (rejectUnauthorized !== undefined && requestCert !== true) {
    throw new TypeError("tls.rejectUnauthorized means nothing without tls.requestCert");
  }
  if (native !== undefined) onlyKnown("tls.native", native, nativeMembers);
  for (const [host, pair] of Object.entries(sni ?? {})) {
    const name = `tls.sni[${JSON.stringify(host)}]`;
    if (!/^(?:\*\.)?[\w-]+(?:\.[\w-]+)*$/.test(host)) {
      throw new TypeError(
        `${name} is neither a host such as "example.org" nor a pattern such as "*.example.org"`,
      );
    }
    onlyKnown(name, pair, pairMembers);
    checkPair(name, pair);
  }
}

function checkPair(name: string, { cert, key, passphrase }: CertificatePair): void {
  checkPem(`${name}.cert`, cert);
  checkPem(`${name}.key`, key);
  text(`${name}.passphrase`, passphrase);
}

function checkPem(name: string, source: PemSource): void {
  if (typeof source === "string" || source instanceof Uint8Array) return;
  const file = (source as { file?: unknown } | null | undefined)?.file;
  if (typeof file === "string" || file instanceof URL) return;
  throw new TypeError(`${name} is text or bytes of PEM, or { file: … }`);
}
