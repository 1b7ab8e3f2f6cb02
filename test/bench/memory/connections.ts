import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { ServerProcess } from "../server-process.ts";

const request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** Opens connections, sends a request over each, leaves them idle, and asks what they cost and whether they still work. */
export async function idleConnections(
  server: ServerProcess,
  count: number,
): Promise<{ readonly bytesEach: number; readonly alive: number }> {
  // What the first requests need is not the connections'.
  const warm = await Promise.all(Array.from({ length: 100 }, () => open(server.port)));
  for (const socket of warm) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const before = await server.memory();
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const group = Math.min(200, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: group }, () => open(server.port)))));
  }
  const after = await server.memory();
  let alive = 0;
  for (const socket of sockets) {
    if (socket.destroyed) continue;
    await ask(socket);
    alive += 1;
  }
  for (const socket of sockets) socket.destroy();
  return { bytesEach: (after.rss - before.rss) / count, alive };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  await ask(socket);
  return socket;
}

async function ask(socket: Socket): Promise<void> {
  socket.write(request);
  const [reply] = (await once(socket, "data")) as [Buffer];
  if (!reply.toString("latin1").startsWith("HTTP/1.1 200 "))
    throw new Error(`answered ${reply.toString("latin1")}`);
}
