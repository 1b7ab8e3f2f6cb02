import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { isDeepStrictEqual } from "node:util";
import type { Workload } from "./workloads.ts";

/**
 * Keep-alive connections that each send the next request when the reply to the last one is complete. Replies of one
 * workload all have the same length (the date has a fixed one), so counting bytes is enough once the first was read whole.
 */
export class Load {
  private readonly sockets: readonly Socket[];
  private readonly request: Buffer;
  private readonly replyLength: number;

  private constructor(sockets: readonly Socket[], request: Buffer, replyLength: number) {
    this.sockets = sockets;
    this.request = request;
    this.replyLength = replyLength;
  }

  /** @throws {Error} when the server's reply is not the workload's */
  static async open(port: number, workload: Workload, connections: number): Promise<Load> {
    const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
    const request = Buffer.from(workload.request);
    const [first] = sockets;
    if (first === undefined) throw new Error("a load needs connections");
    return new Load(sockets, request, await check(first, request, workload));
  }

  /** Sends requests; resolves when all are answered. */
  async run(requests: number): Promise<void> {
    let left = requests;
    const take = (): boolean => left-- > 0;
    await Promise.all(this.sockets.map((socket) => this.drive(socket, take)));
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private drive(socket: Socket, take: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let received = 0;
      const finish = (): void => {
        socket.off("data", count).off("close", fail);
        resolve();
      };
      const next = (): void => {
        if (take()) socket.write(this.request);
        else finish();
      };
      const count = (chunk: Buffer): void => {
        received += chunk.length;
        if (received < this.replyLength) return;
        if (received > this.replyLength) fail();
        received = 0;
        next();
      };
      const fail = (): void => reject(new Error(`a reply has not ${this.replyLength} bytes`));
      socket.on("data", count).on("close", fail);
      next();
    });
  }
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  return socket;
}

async function check(socket: Socket, request: Buffer, workload: Workload): Promise<number> {
  socket.write(request);
  let text = "";
  for (;;) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    text += chunk.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    const length = /^content-length: (\d+)/im.exec(text)?.[1];
    if (end === -1) continue;
    if (length === undefined) throw new Error(`no content-length in ${text}`);
    const total = end + 4 + Number(length);
    if (text.length < total) continue;
    const body: unknown = JSON.parse(text.slice(end + 4));
    if (!text.startsWith(`HTTP/1.1 ${workload.status} `) || !isDeepStrictEqual(body, workload.body)) {
      throw new Error(`wrong reply to ${workload.name}: ${text}`);
    }
    return total;
  }
}
