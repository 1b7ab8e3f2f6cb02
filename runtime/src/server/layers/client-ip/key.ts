import { key } from "../../../http/context.ts";
import type { ContextKey, ServerContext } from "../../../http/context.ts";

/** Who sent a request, and how it was sent before the first proxy that is trusted took it. */
export interface Client {
  /**
   * The address in its usual form: IPv6 as RFC 5952 writes it, IPv4 in IPv6 as IPv4. undefined when nobody knows: the peer has
   * none, or a trusted proxy said so, or said what cannot be understood.
   */
  readonly address: string | undefined;
  /** Scheme of the URL that the client called; undefined when nobody knows. */
  readonly scheme: "http" | "https" | undefined;
  /** Host and port of that URL, as the client sent them. */
  readonly host: string | undefined;
}

/** Where `clientIp` leaves what it found. */
export const clientKey: ContextKey<Client> = key("client");

/** Whether a request came over TLS all the way from its client, as far as anybody knows. */
export function cameOverTls(cx: ServerContext): boolean {
  const client = cx.get(clientKey);
  return client === undefined ? cx.connection?.secure === true : client.scheme === "https";
}
