import type { ListenOptions, Server as NetServer } from "node:net";
import type { ServeOptions } from "../../serve.ts";

/**
 * Makes a server listen where options say. The file of a Unix socket whose server is dead is replaced.
 * @throws {Error} saying on which address it cannot, and why; with the `code` of the system
 */
export async function bind(server: NetServer, options: ServeOptions): Promise<void> {
  try {
    await listenOn(server, options);
  } catch (error) {
    // Loaded when something is wrong, which is rare.
    const { explain, removeStale } = await import("./bind-failure.ts");
    if (!(await removeStale(error, options))) throw explain(error, options);
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
