import { createServer, connect } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** What the network between two peers does to bytes; every member may be changed while connections are open. */
export interface LinkFaults {
  /** Milliseconds by which every piece is late (default 0). */
  latency: number;
  /** Most milliseconds that are added to {@link latency}, drawn anew for every piece; pieces keep their order (default 0). */
  jitter: number;
  /** Bytes a second, in each direction of each connection (default: no limit). */
  bytesPerSecond: number | undefined;
  /** One byte is changed after every so many (default: none is). */
  corruptEvery: number | undefined;
  /** The connection is reset once so many bytes have passed in this direction (default: never). */
  cutAfter: number | undefined;
  /** Nothing passes any more, but the connection stays open: a cable that was pulled (default false). */
  blackhole: boolean;
}

/** Where a {@link FaultProxy} leads, and how. */
export interface FaultProxyOptions {
  /** Port of the server that it stands before. */
  readonly port: number;
  /** Its address (default 127.0.0.1). */
  readonly hostname?: string;
  /** Faults on the way to the server, from the start. */
  readonly upstream?: Partial<LinkFaults>;
  /** Faults on the way back, from the start. */
  readonly downstream?: Partial<LinkFaults>;
}

/** A proxy of TCP connections that behaves like a bad network. */
export class FaultProxy implements AsyncDisposable {
  /** Faults on the way to the server. */
  readonly upstream: LinkFaults;
  /** Faults on the way back. */
  readonly downstream: LinkFaults;
  /** New connections are reset at once (default false). */
  refuse: boolean = false;
  /** How many connections were accepted. */
  connections: number = 0;
  private readonly server: Server;
  private readonly sockets: Set<Socket> = new Set();
  private readonly target: { readonly port: number; readonly host: string };

  constructor(options: FaultProxyOptions) {
    this.upstream = { ...noFaults, ...options.upstream };
    this.downstream = { ...noFaults, ...options.downstream };
    this.target = { port: options.port, host: options.hostname ?? "127.0.0.1" };
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.accept(socket));
  }

  /** Starts to listen on a free port of 127.0.0.1. */
  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", () => {
        this.server.off("error", reject);
        resolve();
      });
    });
    return this;
  }

  /** The port that it listens on. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What a client's `baseUrl` is instead of the server's. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resets every connection (RST), as a peer that has crashed does. */
  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Resets what is open and stops. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.reset();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private accept(client: Socket): void {
    this.connections += 1;
    this.add(client);
    if (this.refuse) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...this.target, allowHalfOpen: true });
    this.add(server);
    void carry(client, server, this.upstream);
    void carry(server, client, this.downstream);
    // A reset passes through as one.
    client.on("error", () => server.resetAndDestroy());
    server.on("error", () => client.resetAndDestroy());
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  }

  private add(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => this.sockets.delete(socket));
  }
}

const noFaults: LinkFaults = {
  latency: 0,
  jitter: 0,
  bytesPerSecond: undefined,
  corruptEvery: undefined,
  cutAfter: undefined,
  blackhole: false,
};

/**
 * Starts a proxy that behaves like a bad network, for tests over real connections.
 *
 * ```ts
 * await using proxy = await faultProxy({ port: server.port, downstream: { latency: 50 } });
 * const client = new PetstoreClient({ baseUrl: proxy.url });
 * proxy.downstream.blackhole = true; // and the server is gone, as far as the client can tell
 * ```
 */
export function faultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  return new FaultProxy(options).listen();
}

/** Most bytes that pass at once where the speed is limited, so that it is even. */
const slice = 4_096;

/** Takes bytes from one side to the other, no faster than the other takes them. */
async function carry(from: Socket, to: Socket, faults: LinkFaults): Promise<void> {
  let passed = 0;
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (const piece of faults.bytesPerSecond === undefined ? [chunk] : slices(chunk)) {
        await pause(faults, piece.length);
        // Who looks in vain for its bytes is not told.
        if (faults.blackhole) continue;
        const { cutAfter } = faults;
        if (cutAfter !== undefined && passed + piece.length > cutAfter) {
          to.write(piece.subarray(0, Math.max(0, cutAfter - passed)), () => to.resetAndDestroy());
          from.resetAndDestroy();
          return;
        }
        if (!to.write(corrupted(piece, passed, faults.corruptEvery))) await drained(to);
        passed += piece.length;
      }
    }
    if (!faults.blackhole) to.end();
  } catch {
    // The listeners of both sockets' errors have dealt with it.
    to.destroy();
  }
}

function* slices(chunk: Buffer): Generator<Buffer> {
  for (let at = 0; at < chunk.length; at += slice) yield chunk.subarray(at, at + slice);
}

async function pause({ latency, jitter, bytesPerSecond }: LinkFaults, bytes: number): Promise<void> {
  const late = latency + Math.random() * jitter;
  const slow = bytesPerSecond === undefined ? 0 : (bytes / bytesPerSecond) * 1_000;
  if (late + slow > 0) await new Promise((resolve) => setTimeout(resolve, late + slow));
}

/** A copy with the lowest bit changed in each byte whose number is a multiple of `every`. */
function corrupted(piece: Buffer, passed: number, every: number | undefined): Buffer {
  if (every === undefined) return piece;
  const copy = Buffer.from(piece);
  for (let i = (every - (passed % every) - 1) % every; i < copy.length; i += every) {
    copy[i] = (copy[i] ?? 0) ^ 1;
  }
  return copy;
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) {
      resolve();
      return;
    }
    const done = (): void => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.once("drain", done);
    socket.once("close", done);
  });
}
