import { Server as NetServer } from "node:net";
import { serverDefaults } from "../../defaults.ts";
import type { ServerLimits } from "../../defaults.ts";
import type { ServeOptions } from "../../serve.ts";
import { flag, onlyKnown, text, whole } from "./check.ts";

/** What a connection speaks, by its name in ALPN (RFC 7301). */
export type Protocol = "http/1.1" | "h2";

/** A listener that is there already: one that Node has opened, or an open file of the process, as service managers pass them. */
export type ExistingListener = NetServer | { readonly fd: number };

/** The compiler asks for a line when an option is added. */
const serveOptions: Readonly<Record<Exclude<keyof ServeOptions, keyof ServerLimits>, true>> = {
  allowedHosts: true,
  backlog: true,
  development: true,
  exclusive: true,
  health: true,
  hostname: true,
  listener: true,
  logger: true,
  onError: true,
  path: true,
  port: true,
  protocols: true,
  reusePort: true,
  serviceName: true,
  signals: true,
  spanProvider: true,
  tls: true,
};

/**
 * Refuses options that do not exist, contradict each other or make no sense; limits are checked by their ranges, and what is in
 * `tls` where it is used.
 * @throws {TypeError} for what is no option, or of the wrong type
 * @throws {RangeError} for what is out of range, or excludes another one
 */
export function checkServeOptions(options: ServeOptions): void {
  onlyKnown("serve", options, { ...serveOptions, ...serverDefaults });
  const { port, path, hostname, backlog, listener, protocols } = options;
  whole("port", port, 0, 65_535);
  whole("backlog", backlog, 1, 65_535);
  text("hostname", hostname);
  text("path", path);
  flag("development", options.development);
  flag("exclusive", options.exclusive);
  flag("reusePort", options.reusePort);
  if (path !== undefined) exclude(options, "path", ["port", "hostname", "reusePort"]);
  if (listener !== undefined) {
    exclude(options, "listener", ["port", "path", "hostname", "reusePort", "exclusive"]);
    checkListener(listener);
  }
  if (protocols !== undefined) checkProtocols(protocols);
}

function checkListener(listener: ExistingListener): void {
  if (!(listener instanceof NetServer)) {
    onlyKnown("listener", listener, { fd: true });
    whole("listener.fd", (listener as { fd?: number }).fd ?? Number.NaN, 0, 2_147_483_647);
    return;
  }
  if (!listener.listening) {
    throw new TypeError("listener does not listen: wait for its event `listening`");
  }
  if (listener.listenerCount("connection") > 0) {
    throw new TypeError(
      "listener has a listener of `connection` already: a server of node:http has one of its own",
    );
  }
}

function checkProtocols(protocols: readonly Protocol[]): void {
  const known = Array.isArray(protocols) && protocols.every((name) => name === "http/1.1" || name === "h2");
  if (!known || protocols.length === 0 || new Set(protocols).size < protocols.length) {
    throw new TypeError('protocols is a list of "http/1.1", "h2" or both');
  }
}

function exclude(options: ServeOptions, one: string, others: readonly (keyof ServeOptions)[]): void {
  for (const other of others) {
    if (options[other] !== undefined) throw new RangeError(`${other} and ${one} exclude each other`);
  }
}
