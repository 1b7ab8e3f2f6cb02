import type { ListenerOptions } from "./adapters/node/host.ts";
import type { ExistingListener, Protocol } from "./adapters/shared/options.ts";
import type { TlsOptions } from "./adapters/shared/tls-options.ts";
import type { Health } from "./lifecycle/health.ts";
import type { ShutdownHook } from "./lifecycle/hooks.ts";
import type { ServerState } from "./lifecycle/shutdown.ts";
import type { ShutdownSignal } from "./lifecycle/signals.ts";
import type { HttpService } from "./types.ts";

/** Where and how to serve. */
export interface ServeOptions extends ListenerOptions {
  /** TCP port; 0 (default) takes a free one. */
  port?: number | undefined;
  /** Address to listen on; every one by default. */
  hostname?: string | undefined;
  /**
   * Unix socket or Windows pipe, instead of a port. The file of a socket that a dead server has left is replaced; one on which
   * somebody listens, and a file that is no socket, are not.
   */
  path?: string | undefined;
  /**
   * A listener that is there already, instead of an address: a `net.Server` that listens, which is closed with the server, or
   * `{ fd }`, as a service manager passes them.
   */
  listener?: ExistingListener | undefined;
  /** Most connections that wait to be accepted; default: Node's 511, which the system may lower. */
  backlog?: number | undefined;
  /** Does not share the port with other workers of node:cluster. Default false. */
  exclusive?: boolean | undefined;
  /** Lets several processes listen on one port, where the system spreads connections over them (`SO_REUSEPORT`). Default false. */
  reusePort?: boolean | undefined;
  /** Certificate and key; makes the server speak TLS, and nothing else, on its port. */
  tls?: TlsOptions | undefined;
  /**
   * What connections speak. Default: with {@link tls} both, agreed on by ALPN; otherwise `["http/1.1"]`. Both without TLS are told
   * apart by the first bytes of a connection (RFC 9113 §3.3, "prior knowledge").
   */
  protocols?: readonly Protocol[] | undefined;
  /** Told of the server: its readiness follows {@link Server.state}, which stays `starting` until `health.started()`. */
  health?: Health | undefined;
  /**
   * Signals of the process that close the server: true means SIGTERM and SIGINT, false (default) none. A second signal of the
   * same kind cuts everything off. The process ends by itself when nothing is left to do; it is never exited.
   */
  signals?: boolean | readonly ShutdownSignal[] | undefined;
}

/** How to close a server. */
export interface CloseOptions {
  /**
   * Milliseconds to go on serving after the hooks of {@link Server.onClosing}, so that balancers can notice; every reply ends
   * its connection meanwhile. Default: the server's `closeGrace`.
   */
  grace?: number;
  /** Milliseconds for everything else, requests at work and hooks; default: the server's `closeTimeout`. */
  timeout?: number;
}

/** A server that listens. */
export interface Server extends AsyncDisposable {
  /** The port it really listens on; 0 on a Unix socket. */
  readonly port: number;
  readonly url: string;
  readonly state: ServerState;
  /** Resolves when the state is no longer `starting`: the server is ready, or was closed before it was. */
  readonly started: Promise<void>;
  /** Whether {@link close} was called. */
  readonly closing: boolean;
  /**
   * Reads the certificates of `tls` again, for connections that begin from now on; those that are open live on.
   * @throws {Error} (the promise rejects) when one cannot be read or is wrong: then the old ones stay; and when there are none
   */
  reloadCertificates(): Promise<void>;
  /**
   * Closes in four phases; see docs/lifecycle.md.
   *
   * 1. `draining`: readiness goes off, hooks of {@link onClosing} run.
   * 2. For `grace` milliseconds everything is served, and every reply ends its connection.
   * 3. `stopping`: the listener and idle connections are closed, requests at work are finished.
   * 4. `timeout` milliseconds after the grace, what is not done sees its signal aborted and is cut off. Hooks of
   *    {@link onClosed} run, the server is `closed`.
   *
   * Resolves when all is over. Calling again gives the same promise, and may bring the end closer:
   * `close({ grace: 0, timeout: 0 })` cuts everything off.
   * @throws {RangeError} (the promise rejects, and nothing is closed) when a time makes no sense
   */
  close(options?: CloseOptions): Promise<void>;
  /**
   * Adds what is done first when the server closes, while it still serves, such as leaving a registry. The last hook added runs
   * first, each is awaited before the next; one that fails is logged and stops nothing. All of them together have half of the
   * timeout. A hook that is added after its moment is called at once and not awaited.
   */
  onClosing(hook: ShutdownHook): void;
  /**
   * Adds what is done when the last request is over, such as closing a pool; otherwise as {@link onClosing}. Hooks have what
   * requests left of the timeout. Those whose time is up are still called, and not waited for.
   */
  onClosed(hook: ShutdownHook): void;
}

/**
 * Serves a router, or any service, over HTTP/1.1 and HTTP/2; see docs/serving.md. On Bun and Deno it uses their servers, and refuses
 * options that they have nothing for; see docs/hosts.md.
 *
 * ```ts
 * const server = await serve(router, { port: 8080 });
 * await server.close();
 * ```
 * @throws {TypeError | RangeError} (the promise rejects) when an option does not exist or makes no sense
 * @throws {Error} (the promise rejects) when the address is not to be had, or a certificate is wrong; the message says which
 */
export async function serve(service: HttpService, options: ServeOptions = {}): Promise<Server> {
  const server = await start(service, options);
  if (options.development === true) (await import("./announce.ts")).announce(service, server);
  return server;
}

async function start(service: HttpService, options: ServeOptions): Promise<Server> {
  // Bun and Deno offer node:http as well, but servers of their own are better ones. Only what is used is loaded.
  if ("Bun" in globalThis) return (await import("./adapters/bun/server.ts")).serveBun(service, options);
  if ("Deno" in globalThis) return (await import("./adapters/deno/server.ts")).serveDeno(service, options);
  return (await import("./adapters/node/server.ts")).serveNode(service, options);
}
