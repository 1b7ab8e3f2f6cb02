import type { Operation, Server } from "../ir/index.ts";

/** A URL with the defaults of its variables, without a slash at its end. */
export function serverUrl(server: Server): string {
  const url = server.variables.reduce(
    (text, { name, default: value }) => text.replaceAll(`{${name}}`, value),
    server.url,
  );
  return url.replace(/\/+$/, "");
}

/** The URL that clients call when nobody says another: the first that is more than a relative path. */
export function defaultUrl(servers: readonly Server[]): string | undefined {
  const [server] = servers;
  if (server === undefined) return undefined;
  const url = serverUrl(server);
  return /^(?:https?:\/\/|\/.)/i.test(url) ? url : undefined;
}

/** The path of the first server, below which a router may stand; "" when there is none. */
export function basePath(servers: readonly Server[]): string {
  const [server] = servers;
  if (server === undefined) return "";
  const url = serverUrl(server);
  const path = URL.canParse(url) ? new URL(url).pathname : url.startsWith("/") ? url : "";
  return path.replace(/\/+$/, "");
}

/** The operations that have servers of their own which a client can call. */
export function ownServers(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter((op) => defaultUrl(op.servers ?? []) !== undefined);
}
