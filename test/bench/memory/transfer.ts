import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerProcess } from "../server-process.ts";

/** What a transfer did to the memory of the server. */
export interface Watched {
  readonly before: number;
  readonly peak: number;
  readonly seconds: number;
}

/** Looks at a server's resident memory while something goes on. */
export async function watch(server: ServerProcess, transfer: () => Promise<void>): Promise<Watched> {
  const { rss: before } = await server.memory();
  const start = performance.now();
  let peak = before;
  let over = false;
  const done = transfer().finally(() => (over = true));
  while (!over) {
    // Without a collection in between: what counts is what the server holds, not what it could do without.
    peak = Math.max(peak, (await server.memory("memory")).rss);
    await Promise.race([done.catch(() => undefined), sleep(100)]);
  }
  await done;
  return { before, peak, seconds: (performance.now() - start) / 1000 };
}

/** Reads at 10 kB/s for five seconds, and then as fast as it comes, with a pause for every 16 MB. */
export async function download(port: number, bytes: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`GET /down/${bytes} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  const start = performance.now();
  let received = 0;
  let pause = 16 * 2 ** 20;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (performance.now() - start < 5_000) await sleep(chunk.length / 10);
    else if (received > pause) {
      pause += 16 * 2 ** 20;
      await sleep(50);
    }
  }
  if (received < bytes) throw new Error(`only ${received} of ${bytes} bytes arrived`);
}

/** Sends as fast as the server takes it. */
export async function upload(port: number, bytes: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\nConnection: close\r\n\r\n`);
  const chunk = Buffer.alloc(1_048_576, "a");
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (!socket.write(chunk.subarray(0, Math.min(chunk.length, bytes - sent)))) await once(socket, "drain");
  }
  let text = "";
  for await (const piece of socket as AsyncIterable<Buffer>) text += piece.toString("latin1");
  if (!text.endsWith(String(bytes))) throw new Error(`answered ${text}`);
}
