import { lstat, unlink } from "node:fs/promises";
import { connect } from "node:net";
import type { ServeOptions } from "../../serve.ts";
import { reasonOf } from "./reason.ts";

/** Removes the file of a Unix socket that a dead server has left, if that is why listening failed; tells whether it did. */
export async function removeStale(error: unknown, { path }: ServeOptions): Promise<boolean> {
  if (path === undefined || codeOf(error) !== "EADDRINUSE" || !(await isStale(path))) return false;
  await unlink(path).catch(() => undefined);
  return true;
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

/** An error that says on which address a server cannot listen, and why; with the `code` of the system. */
export function explain(cause: unknown, options: ServeOptions): Error {
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
