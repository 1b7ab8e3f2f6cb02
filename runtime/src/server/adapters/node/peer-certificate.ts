import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { PeerCertificate } from "../../../http/context.ts";

/** The certificate of a peer that TLS has verified; undefined on plain connections and for peers that gave none. */
export function peerCertificateOf(socket: Socket): PeerCertificate | undefined {
  const { authorized, getPeerCertificate } = socket as Partial<TLSSocket>;
  if (authorized !== true || getPeerCertificate === undefined) return undefined;
  const found = getPeerCertificate.call(socket);
  // Without a certificate node gives an empty object.
  if (found.raw === undefined) return undefined;
  const { subjectaltname, fingerprint256, serialNumber, raw } = found;
  return {
    subject: attributes(found.subject),
    issuer: attributes(found.issuer),
    subjectAltName: subjectaltname,
    fingerprint256,
    serialNumber,
    raw,
  };
}

function attributes(name: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(name).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
  );
}
