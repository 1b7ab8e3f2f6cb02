import { createSecureContext } from "node:tls";
import type { SecureContext, SecureContextOptions } from "node:tls";
import { loadCertificate, loadPair } from "../shared/pem.ts";
import { reasonOf } from "./reason.ts";
import type { PemSource, TlsOptions } from "../shared/tls-options.ts";

/** Certificates of a server as they were read last. */
export interface Certificates {
  /** For callers that name no host, or one that has no certificate of its own. */
  readonly main: SecureContextOptions;
  /** By host or pattern, in lower case. */
  readonly byHost: ReadonlyMap<string, SecureContext>;
}

/**
 * Reads and checks everything that options name.
 * @throws {Error} saying which part is wrong
 */
export async function loadCertificates(options: TlsOptions): Promise<Certificates> {
  const { native, minVersion = "TLSv1.2" } = options;
  const ca = await Promise.all(
    authorities(options.ca).map(([name, source]) => loadCertificate(name, source)),
  );
  const shared: SecureContextOptions = { ...native, minVersion, ...(ca.length === 0 ? {} : { ca }) };
  const main = contextOptions(shared, await loadPair("tls", options));
  contextOf("tls", main);
  const hosts = Object.entries(options.sni ?? {}).map(async ([host, pair]) => {
    const name = `tls.sni[${JSON.stringify(host)}]`;
    return [host.toLowerCase(), contextOf(name, contextOptions(shared, await loadPair(name, pair)))] as const;
  });
  return { main, byHost: new Map(await Promise.all(hosts)) };
}

/** The certificate for a host that a caller names. */
export function contextFor({ byHost }: Certificates, host: string): SecureContext | undefined {
  const name = host.toLowerCase().replace(/\.$/, "");
  return byHost.get(name) ?? byHost.get(name.replace(/^[^.]+/, "*"));
}

function authorities(ca: TlsOptions["ca"]): [name: string, source: PemSource][] {
  if (ca === undefined) return [];
  return isList(ca) ? ca.map((source, index) => [`tls.ca[${index}]`, source]) : [["tls.ca", ca]];
}

function isList(ca: PemSource | readonly PemSource[]): ca is readonly PemSource[] {
  return Array.isArray(ca);
}

function contextOptions(
  shared: SecureContextOptions,
  { cert, key, passphrase }: { cert: string; key: string; passphrase: string | undefined },
): SecureContextOptions {
  return { ...shared, cert, key, ...(passphrase === undefined ? {} : { passphrase }) };
}

function contextOf(name: string, options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (cause) {
    throw new Error(`${name} does not make a context of TLS: ${reasonOf(cause)}`, { cause });
  }
}
