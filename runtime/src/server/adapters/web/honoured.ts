import { checkTls } from "../shared/check-tls.ts";
import type { ServeOptions } from "../../serve.ts";

/** Which options of {@link ServeOptions} a platform honours: true, or why it does not. */
export type Honoured = Readonly<Record<keyof ServeOptions, true | string>>;

/** Why an option is none of a platform that reads requests and writes replies by itself. */
const ownLimit = "it has a limit of its own, or none, which cannot be set";
const ownProtocol = "it speaks HTTP/2 by its own rules, if at all";

/** What all platforms but Node have in common. The compiler asks for a line when an option is added. */
export const honouredByPlatforms: Honoured = {
  allowedHosts: true,
  backlog: "it leaves the queue of connections to the system",
  bodyLimit: true,
  closeGrace: true,
  closeTimeout: true,
  connectionsCheckingInterval: ownLimit,
  development: true,
  exclusive: "it has no workers of node:cluster to share a port with",
  handlerTimeout: true,
  handshakeTimeout: ownLimit,
  headersTimeout: ownLimit,
  health: true,
  hostname: true,
  keepAliveTimeout: ownLimit,
  listener: "it opens its listener by itself",
  logger: true,
  maxConcurrentStreams: ownProtocol,
  maxConnections: ownLimit,
  maxHeaderSize: ownLimit,
  maxHeadersCount: true,
  maxSessionMemory: ownProtocol,
  maxTargetLength: true,
  onError: true,
  path: true,
  port: true,
  protocols: "it chooses the protocol by itself",
  requestTimeout: ownLimit,
  reusePort: true,
  serviceName: true,
  signals: true,
  spanProvider: true,
  streamResetBurst: ownProtocol,
  streamResetRate: ownProtocol,
  tls: true,
};

/**
 * Refuses what would have no effect.
 * @throws {TypeError} naming the option and the reason
 */
export function refuseIgnored(platform: string, options: ServeOptions, honoured: Honoured): void {
  for (const [name, honours] of Object.entries(honoured)) {
    if (options[name as keyof ServeOptions] === undefined || honours === true) continue;
    throw new TypeError(`${name} has no effect on ${platform}: ${honours}`);
  }
}

/** What of `tls` platforms other than Node can be given. */
const plainTls: ReadonlySet<string> = new Set(["cert", "key"]);

/** @throws {TypeError} when options of TLS make no sense, and as {@link refuseIgnored} does */
export function refuseIgnoredTls(platform: string, { tls }: ServeOptions): void {
  if (tls !== undefined) checkTls(tls);
  for (const [name, value] of Object.entries(tls ?? {})) {
    if (value === undefined || plainTls.has(name)) continue;
    throw new TypeError(`tls.${name} has no effect on ${platform}: it takes a certificate and a key`);
  }
}
