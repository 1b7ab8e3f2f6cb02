import type { Socket } from "node:net";
import { vi } from "vitest";
import { dial, gone } from "../adapters/node/listen.fixture.ts";
import type { Target } from "../adapters/node/listen.fixture.ts";

/** The key of RFC 6455 §1.3, and what it is answered with. */
export const key = "dGhlIHNhbXBsZSBub25jZQ==";
export const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/** Fields of a handshake as it should be; undefined leaves one out. */
export type Fields = Readonly<Record<string, string | undefined>>;

const proper: Fields = {
  Host: "a.example",
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": key,
};

/** The text of a handshake that differs from a proper one by some fields, or by its first line. */
export function handshake(fields: Fields = {}, line: string = "GET /ws HTTP/1.1"): string {
  const lines = Object.entries({ ...proper, ...fields }).filter(([, value]) => value !== undefined);
  return `${line}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

export interface FrameOptions {
  readonly fin?: boolean;
  /** RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  readonly rsv?: number;
  readonly masked?: boolean;
  /** What the header says instead of the size of the payload. */
  readonly length?: bigint;
}

/** The opcodes of RFC 6455 §11.8. */
export const op = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame as a client sends it, or as it must not. */
export function frame(opcode: number, payload: string | Uint8Array = "", options: FrameOptions = {}): Buffer {
  const { fin = true, rsv = 0, masked = true } = options;
  const data = Buffer.from(payload);
  const length = options.length ?? BigInt(data.length);
  const mask = Buffer.from(masked ? [1, 2, 3, 4] : []);
  const size = Buffer.alloc(length < 126n ? 0 : length < 65_536n ? 2 : 8);
  if (size.length === 2) size.writeUInt16BE(Number(length));
  if (size.length === 8) size.writeBigUInt64BE(length);
  const short = size.length === 0 ? Number(length) : size.length === 2 ? 126 : 127;
  const head = Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode, (masked ? 0x80 : 0) | short]);
  if (masked) for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) ^ ((i & 3) + 1);
  return Buffer.concat([head, size, mask, data]);
}

/** A Close frame. */
export function closeFrame(code: number, reason: string | Uint8Array = ""): Buffer {
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);
  return frame(op.close, payload);
}

export interface Seen {
  readonly opcode: number;
  readonly rsv: number;
  readonly payload: Buffer;
}

/** A client that does what a test says, byte by byte. */
export class Peer {
  readonly socket: Socket;
  /** Whether the connection is over. */
  over: boolean = false;
  /** Header of the reply; "" until it is there. */
  head: string = "";
  private readonly parsed: Seen[] = [];
  private chunks: Buffer[] = [];
  private size: number = 0;
  /** How much has to be there before there is anything new to be found in it. */
  private wanted: number = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.size += chunk.length;
    });
    void gone(socket).then(() => (this.over = true));
  }

  /** Opens a socket, or is refused. */
  static async open(target: Target, fields?: Fields, line?: string): Promise<Peer> {
    const peer = new Peer(await dial(target));
    peer.send(handshake(fields, line));
    await vi.waitUntil(() => peer.status !== 0 || peer.over, { timeout: 5_000, interval: 5 });
    return peer;
  }

  send(...parts: readonly (string | Uint8Array)[]): void {
    for (const part of parts) this.socket.write(part);
  }

  get status(): number {
    if (this.head === "") {
      const received = this.rest();
      const end = received.indexOf("\r\n\r\n");
      if (end === -1) return 0;
      this.head = received.toString("latin1", 0, end + 2);
      this.keep(received.subarray(end + 4));
    }
    return Number(/^HTTP\/1\.1 (\d{3}) /.exec(this.head)?.[1] ?? 0);
  }

  /** A field of the reply, with all its values. */
  field(name: string): string | undefined {
    const values = [...this.head.matchAll(new RegExp(`^${name}: (.*)\r$`, "gim"))].map(([, value]) => value);
    return values.length === 0 ? undefined : values.join(", ");
  }

  /** What follows the header of a reply that is none of WebSocket, as text. */
  get body(): string {
    return this.rest().toString();
  }

  /** Every frame that is there in full. */
  get frames(): readonly Seen[] {
    if (this.status !== 101 || this.size < this.wanted) return this.parsed;
    let rest = this.rest();
    for (;;) {
      const [first = 0, second = 0] = rest;
      const wide = second === 126 ? 2 : second === 127 ? 8 : 0;
      this.wanted = 2 + wide;
      if (rest.length < this.wanted) break;
      const payload =
        wide === 2 ? rest.readUInt16BE(2) : wide === 8 ? Number(rest.readBigUInt64BE(2)) : second;
      this.wanted += payload;
      if (rest.length < this.wanted) break;
      this.parsed.push({
        opcode: first & 15,
        rsv: (first >> 4) & 7,
        payload: rest.subarray(2 + wide, this.wanted),
      });
      rest = rest.subarray(this.wanted);
    }
    this.keep(rest);
    return this.parsed;
  }

  private rest(): Buffer {
    this.keep(Buffer.concat(this.chunks));
    return this.chunks[0] ?? Buffer.alloc(0);
  }

  private keep(rest: Buffer): void {
    this.chunks = [rest];
    this.size = rest.length;
  }

  /** The messages of text so far. */
  get texts(): readonly string[] {
    return this.frames.filter(({ opcode }) => opcode === op.text).map(({ payload }) => payload.toString());
  }

  /** Code of the Close frame; undefined when there is none. */
  get closeCode(): number | undefined {
    const close = this.frames.find(({ opcode }) => opcode === op.close);
    return close === undefined ? undefined : close.payload.length < 2 ? 1005 : close.payload.readUInt16BE();
  }

  /** Waits until the connection is over and gives the code of the Close frame. */
  async ended(): Promise<number | undefined> {
    await vi.waitUntil(() => this.over, { timeout: 10_000, interval: 5 });
    return this.closeCode;
  }
}
