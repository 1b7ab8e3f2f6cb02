import type { PeerCertificate } from "./context.ts";

// `TYPE:value` with ", " between them; a value that holds a comma or a quote is written as a JSON string, so that no name
// can pass for two.
const alternative = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/y;

/**
 * The name by which a certificate introduces its owner: its first URI, as of SPIFFE, or else its first DNS name, or else the
 * common name of its subject; undefined when it has none.
 */
export function peerName(certificate: PeerCertificate): string | undefined {
  const { subjectAltName = "", subject } = certificate;
  let dns: string | undefined;
  for (alternative.lastIndex = 0; alternative.lastIndex < subjectAltName.length;) {
    const [, type, value = ""] = alternative.exec(subjectAltName) ?? [];
    if (type === undefined) break;
    // Names that need quotes are no names of services.
    if (value === "" || value.startsWith('"')) continue;
    if (type === "URI") return value;
    if (type === "DNS") dns ??= value;
  }
  return dns ?? subject["CN"];
}
