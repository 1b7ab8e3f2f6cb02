/**
 * What is used of Deno, by its own names.
 * @see https://docs.deno.com/api/deno/~/Deno.serve
 */
export interface Deno {
  serve(options: DenoServeOptions, handler: DenoHandler): DenoServer;
}

export interface DenoServeOptions {
  port?: number;
  hostname?: string;
  /** Unix socket. */
  path?: string;
  reusePort?: boolean;
  cert?: string;
  key?: string;
  /** Without it Deno writes the address to its output. */
  onListen(): void;
  onError(error: unknown): Response;
}

export type DenoHandler = (request: Request, info: DenoRequestInfo) => Response | Promise<Response>;

export interface DenoRequestInfo {
  /** There is no name on a Unix socket. */
  readonly remoteAddr: { readonly hostname?: string };
}

export interface DenoServer {
  readonly addr: { readonly port?: number };
  /** Resolves when no request is left; idle connections are closed at once. */
  shutdown(): Promise<void>;
  /** The process may end while it listens. */
  unref(): void;
}

/** Deno itself; undefined on other platforms. */
export function deno(): Deno | undefined {
  return (globalThis as { Deno?: Deno }).Deno;
}
