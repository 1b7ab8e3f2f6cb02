import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import type { ClientHttp2Session, ClientSessionOptions, SecureClientSessionOptions } from "node:http2";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach } from "vitest";
import { serve } from "../../serve.ts";
import type { ServeOptions, Server } from "../../serve.ts";
import type { HttpService } from "../../types.ts";

const open: { close(): unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

/** Closes something when the test is over. */
export function closing(close: () => unknown): void {
  open.push({ close });
}

/** Serves until the test is over. */
export async function start(service: HttpService, options: ServeOptions = {}): Promise<Server> {
  const here = options.path === undefined && options.listener === undefined ? { hostname: "127.0.0.1" } : {};
  const server = await serve(service, { ...here, logger: { error: () => undefined }, ...options });
  closing(() => server.close({ timeout: 0 }));
  return server;
}

/** A server, a port, or the path of a Unix socket. */
export type Target = Server | number | string;

/** Opens a plain connection that the test may do with as it likes. */
export async function dial(target: Target): Promise<Socket> {
  const socket =
    typeof target === "string"
      ? connect(target)
      : connect(typeof target === "number" ? target : target.port, "127.0.0.1");
  socket.on("error", () => undefined);
  closing(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Waits for a connection to be over, however it ends. */
export function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

/** Everything that comes back until the connection closes, or for `patience` milliseconds. Parts are sent one after the other. */
export async function raw(
  target: Target,
  request: string | readonly (string | Uint8Array)[],
  patience = 1000,
): Promise<string> {
  const socket = await dial(target);
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  const closed = gone(socket);
  const [first = "", ...more] = typeof request === "string" ? [request] : request;
  socket.write(first);
  for (const part of more) {
    await sleep(20);
    socket.write(part);
  }
  await Promise.race([closed, sleep(patience)]);
  socket.destroy();
  return text;
}

export function statuses(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}

/** A session of HTTP/2 whose errors are of no interest by themselves. */
export async function session(
  url: string,
  options: ClientSessionOptions | SecureClientSessionOptions = {},
): Promise<ClientHttp2Session> {
  const client = connectHttp2(url, options);
  client.on("error", () => undefined);
  closing(() => client.destroy());
  await once(client, "remoteSettings");
  return client;
}

/** A reply over HTTP/2. */
export interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** Code of RST_STREAM; 0 when the stream ended as it should. */
  readonly code: number;
}

/** Sends a request over HTTP/2. `end: false` leaves its body open. */
export async function ask(
  client: ClientHttp2Session,
  headers: Record<string, string | string[]>,
  body?: string | Uint8Array,
  end = true,
): Promise<Reply> {
  const stream = client.request({ ":authority": "a", ...headers }, { endStream: end && body === undefined });
  stream.on("error", () => undefined);
  if (body !== undefined) stream.write(body);
  if (end && body !== undefined) stream.end();
  let reply: Record<string, unknown> = {};
  let text = "";
  stream.on("response", (received) => (reply = { ...received }));
  stream.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  await new Promise((resolve) => stream.once("close", resolve));
  return {
    status: reply[":status"] as number | undefined,
    headers: reply,
    body: text,
    code: stream.rstCode ?? 0,
  };
}
