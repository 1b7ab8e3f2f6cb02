import { lstat, unlink } from "node:fs/promises";
import { connect } from "node:net";
import type { ListenOptions, Server as NetServer } from "node:net";
import type { ServeOptions } from "../../serve.ts";
import { reasonOf } from "./reason.ts";

/**
 * Makes a server listen where options say. The file of a Unix socket whose server is dead is replaced.
 * @throws {Error} saying on which address it cannot, and why; with the `code` of the system
 */
export async function bind(server: NetServer, options: ServeOptions): Promise<void> {
  try {
    await listenOn(server, options);
  } catch (error) {
    const { path } = options;
    if (path === undefined || codeOf(error) !== "EADDRINUSE" || !(await isStale(path)))
      throw explain(error, options);
    await unlink(path).catch(() => undefined);
    await listenOn(server, options).catch((second: unknown) => {
      throw explain(second, options);
    });
  }
}

function listenOn(server: NetServer, options: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      server.off("listening", listening);
      reject(error);
    };
    const listening = (): void => {
      server.off("error", fail);
      resolve();
    };
    server.once("error", fail).once("listening", listening);
    server.listen(addressOf(options));
  });
}

function addressOf({
  port = 0,
  hostname,
  path,
  listener,
  backlog,
  exclusive,
  reusePort,
}: ServeOptions): ListenOptions & { fd?: number } {
  const how = {
    ...(backlog === undefined ? {} : { backlog }),
    ...(exclusive === undefined ? {} : { exclusive }),
    ...(reusePort === undefined ? {} : { reusePort }),
  };
  if (path !== undefined) return { path, ...how };
  if (listener !== undefined && "fd" in listener) return { fd: listener.fd, ...how };
  return hostname === undefined ? { port, ...how } : { port, host: hostname, ...how };
}

/** Whether a path is that of a socket on which nobody listens any more. */
async function isStale(path: string): Promise<boolean> {
  const file = await lstat(path).catch(() => undefined);
  if (file?.isSocket() !== true) return false;
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(false);
    });
    probe.once("error", (error) => resolve(codeOf(error) === "ECONNREFUSED"));
  });
}

function explain(cause: unknown, options: ServeOptions): Error {
  const error = new Error(`Cannot listen on ${nameOf(options)}: ${reasonOf(cause)}`, { cause });
  return Object.assign(error, { code: codeOf(cause) });
}

function nameOf({ port = 0, hostname, path, listener }: ServeOptions): string {
  if (path !== undefined) return path;
  if (listener !== undefined && "fd" in listener) return `the open file ${listener.fd}`;
  return hostname === undefined ? `port ${port}` : `${hostname}:${port}`;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
