import type { ServerLimits } from "./defaults.ts";
import type { ErrorOptions } from "./error-handler.ts";
import type { HttpService } from "./types.ts";

/** Where and how to serve. */
export interface ServeOptions extends ErrorOptions, Partial<ServerLimits> {
  /** TCP port; 0 (default) takes a free one. */
  port?: number;
  /** Address to listen on; every one by default. */
  hostname?: string;
  /** Unix socket or Windows pipe, instead of a port. */
  path?: string;
}

export interface CloseOptions {
  /**
   * Milliseconds to go on accepting requests, so that balancers can notice; every reply ends its connection meanwhile.
   * Default 0.
   */
  grace?: number;
  /** Milliseconds for requests at work to finish before they are aborted; default: the server's `closeTimeout`. */
  timeout?: number;
}

/** A server that listens. */
export interface Server extends AsyncDisposable {
  /** The port it really listens on; 0 on a Unix socket. */
  readonly port: number;
  readonly url: string;
  /** Whether {@link close} was called: what a readiness probe reports. */
  readonly closing: boolean;
  /**
   * Stops: replies end their connections, idle connections are closed, requests at work are finished; what is not done in
   * time sees its signal aborted and is cut off. Resolves when all is over; calling again gives the same promise.
   */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Serves a router, or any service, over HTTP/1.1.
 *
 * ```ts
 * const server = await serve(router, { port: 8080 });
 * await server.close();
 * ```
 * @throws {RangeError} when a limit or the port makes no sense
 */
export async function serve(service: HttpService, options: ServeOptions = {}): Promise<Server> {
  const { port, path } = options;
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new RangeError(`port is a whole number from 0 to 65535, not ${port}`);
  }
  if (port !== undefined && path !== undefined) throw new RangeError("port and path exclude each other");
  // Bun and Deno offer node:http as well; runtimes without it never load the adapter.
  const { serveNode } = await import("./adapters/node/server.ts");
  return serveNode(service, options);
}
