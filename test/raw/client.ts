import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One reply as it came, taken apart by hand: the suite must not trust the parser of the server's own platform. */
export interface RawReply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
  /** Whether the body is as long as the header says, or ended by the last chunk. */
  readonly complete: boolean;
}

export interface Exchange {
  readonly replies: readonly RawReply[];
  /** What came after the last reply and is none. */
  readonly rest: string;
  /** Whether the server closed the connection. */
  readonly closed: boolean;
}

/** What is sent; a number is a pause of so many milliseconds. */
export type Bytes = string | Uint8Array | number;

/**
 * Sends bytes over a connection of their own and collects replies until there are as many as expected, and for a little
 * longer, in case there is one too many.
 * @param heads whether the n-th request is a HEAD, whose reply has no body whatever its header says
 */
export async function exchange(
  port: number,
  bytes: readonly Bytes[],
  expected: number,
  heads: readonly boolean[] = [],
): Promise<Exchange> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  let closed = false;
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  // The server may close while we still write.
  socket.on("error", () => undefined);
  socket.on("close", () => (closed = true));
  await once(socket, "connect");
  for (const part of bytes) {
    if (typeof part === "number") await sleep(part);
    else if (!closed) socket.write(part);
  }
  const deadline = Date.now() + 8_000;
  let found = parseReplies(text, heads);
  while (!closed && Date.now() < deadline) {
    found = parseReplies(text, heads);
    if (found.replies.length >= expected && expected > 0 && !closing(found.replies.at(-1))) break;
    await sleep(5);
  }
  // One reply too many would come now.
  if (!closed) await sleep(40);
  socket.destroy();
  found = parseReplies(text, heads);
  return { ...found, closed };
}

function closing(reply: RawReply | undefined): boolean {
  return reply?.headers.get("connection")?.includes("close") ?? false;
}

function parseReplies(text: string, heads: readonly boolean[]): { replies: RawReply[]; rest: string } {
  const replies: RawReply[] = [];
  let at = 0;
  for (;;) {
    const head = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(text.slice(at));
    if (head === null) return { replies, rest: text.slice(at) };
    const start = at + head[0].length;
    const headers = new Map<string, string[]>();
    for (const line of (head[2] ?? "").split("\r\n").filter((each) => each !== "")) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
    }
    const status = Number(head[1]);
    const bodiless = heads[replies.length] === true || status < 200 || status === 204 || status === 304;
    const body = bodiless ? { end: start, body: "", complete: true } : readBody(text, start, headers);
    if (body === undefined) return { replies, rest: text.slice(at) };
    replies.push({ status, headers, body: body.body, complete: body.complete });
    at = body.end;
  }
}

function readBody(
  text: string,
  start: number,
  headers: ReadonlyMap<string, readonly string[]>,
): { end: number; body: string; complete: boolean } | undefined {
  if (headers.get("transfer-encoding")?.[0] === "chunked") return readChunks(text, start);
  const end = start + Number(headers.get("content-length")?.[0] ?? 0);
  return text.length < end ? undefined : { end, body: text.slice(start, end), complete: true };
}

function readChunks(text: string, start: number): { end: number; body: string; complete: boolean } {
  let body = "";
  let at = start;
  for (;;) {
    const size = /^([\da-f]+)\r\n/.exec(text.slice(at, at + 20));
    if (size === null) return { end: text.length, body, complete: false };
    const length = Number.parseInt(size[1] ?? "", 16);
    const from = at + size[0].length;
    body += text.slice(from, from + length);
    at = from + length + 2;
    if (length === 0) return { end: at, body, complete: true };
  }
}
