/**
 * What is used of Bun, by its own names.
 * @see https://bun.sh/docs/api/http
 */
export interface Bun {
  serve(options: BunServeOptions): BunServer;
}

export interface BunServeOptions {
  port?: number;
  hostname?: string;
  unix?: string;
  reusePort?: boolean;
  tls?: { readonly cert: string; readonly key: string; readonly passphrase?: string };
  /** Seconds without a byte after which a connection is closed, 255 at most; not while a handler is at work. */
  idleTimeout: number;
  /** Bytes. */
  maxRequestBodySize: number;
  development: false;
  fetch(request: Request, server: BunServer): Response | Promise<Response>;
  error(error: unknown): Response;
}

export interface BunServer {
  /** Absent on a Unix socket. */
  readonly port?: number;
  /** Resolves when no request is left; idle connections are closed at once, others as well when `all` is set. */
  stop(all?: boolean): Promise<void>;
  requestIP(request: Request): { readonly address: string } | null;
  /** Seconds without a byte until the connection of a request is closed; it keeps them afterwards. 0: never. */
  timeout(request: Request, seconds: number): void;
}

/** Bun itself; undefined on other platforms. */
export function bun(): Bun | undefined {
  return (globalThis as { Bun?: Bun }).Bun;
}
