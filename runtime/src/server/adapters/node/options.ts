import { Server as NetServer } from "node:net";
import { serverDefaults } from "../../defaults.ts";
import type { ServerLimits } from "../../defaults.ts";
import type { ServeOptions } from "../../serve.ts";
import type { CertificatePair, NativeTlsOptions, PemSource, TlsOptions } from "./tls-options.ts";

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

/** Options of node:http that people look for, and that no server here has. */
const dangerous: Readonly<Record<string, string>> = {
  insecureHTTPParser: "messages are always parsed strictly",
  httpValidation: "messages are always parsed strictly",
  requireHostHeader: "a Host is always required",
};

/**
 * Refuses options that do not exist, contradict each other or make no sense; limits are checked by their ranges.
 * @throws {TypeError} for what is no option, or of the wrong type
 * @throws {RangeError} for what is out of range, or excludes another one
 */
export function checkServeOptions(options: ServeOptions): void {
  onlyKnown("serve", options, { ...serveOptions, ...serverDefaults });
  const { port, path, hostname, backlog, listener, protocols, tls } = options;
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
  if (tls !== undefined) checkTls(tls);
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

function checkTls(tls: TlsOptions): void {
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

function onlyKnown(name: string, given: object, known: Readonly<Record<string, unknown>>): void {
  if (typeof given !== "object" || given === null) throw new TypeError(`${name} is an object of options`);
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined || Object.hasOwn(known, option)) continue;
    const why = Object.hasOwn(dangerous, option) ? `: ${dangerous[option]}` : "";
    throw new TypeError(`${name} has no option ${JSON.stringify(option)}${why}`);
  }
}

function exclude(options: ServeOptions, one: string, others: readonly (keyof ServeOptions)[]): void {
  for (const other of others) {
    if (options[other] !== undefined) throw new RangeError(`${other} and ${one} exclude each other`);
  }
}

function whole(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new RangeError(`${name} is a whole number from ${least} to ${most}, not ${value}`);
}

function text(name: string, value: string | undefined): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new TypeError(`${name} is a text that is not empty`);
}

function flag(name: string, value: boolean | undefined): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(`${name} is true or false`);
}
