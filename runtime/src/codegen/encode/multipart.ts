import { byteStream } from "../../client/transports/byte-stream.ts";
import { BinaryBody, bodyOf } from "../binary.ts";
import type { BinarySource } from "../binary.ts";

/** One part of a `multipart/form-data` body. */
export interface MultipartPart {
  readonly name: string;
  /** `undefined` leaves the part out. */
  readonly value: BinarySource | undefined;
  /** Default: that of a `BinaryBody`; none for text. */
  readonly contentType?: string;
  /** Default: that of a `BinaryBody`; the name of the part for other bytes, so that servers see a file. */
  readonly filename?: string;
}

/** A multipart body that is ready to be sent. */
export interface MultipartBody {
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
  /** With the boundary. */
  readonly contentType: string;
}

/** Writes a `multipart/form-data` body (RFC 7578); it is streamed when a part is. */
export function multipart(parts: readonly MultipartPart[]): MultipartBody {
  const boundary = `volo-${crypto.randomUUID()}`;
  const contentType = `multipart/form-data; boundary=${boundary}`;
  const pieces: (Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>)[] = [];
  for (const part of parts) {
    if (part.value === undefined) continue;
    const body = bodyOf(part.value);
    pieces.push(bytesOf(`--${boundary}\r\n${header(part, part.value)}\r\n`));
    pieces.push(typeof body === "string" ? bytesOf(body) : body, bytesOf("\r\n"));
  }
  pieces.push(bytesOf(`--${boundary}--\r\n`));
  return { contentType, body: pieces.every(isBytes) ? concat(pieces) : byteStream(stream(pieces)) };
}

function isBytes(piece: unknown): piece is Uint8Array {
  return piece instanceof Uint8Array;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function header(part: MultipartPart, value: BinarySource): string {
  const binary = value instanceof BinaryBody ? value : undefined;
  const filename = part.filename ?? binary?.filename ?? (typeof value === "string" ? undefined : part.name);
  const contentType = part.contentType ?? binary?.contentType;
  let text = `content-disposition: form-data; name="${quoted(part.name)}"`;
  if (filename !== undefined) text += `; filename="${quoted(filename)}"`;
  text += "\r\n";
  if (contentType !== undefined) text += `content-type: ${contentType.replace(/[\r\n]/g, "")}\r\n`;
  return text;
}

/** As browsers write names (HTML §4.10.22.8). */
function quoted(text: string): string {
  return text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function* stream(
  pieces: readonly (Uint8Array | AsyncIterable<Uint8Array>)[],
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) {
    if (isBytes(piece)) yield piece;
    else yield* piece;
  }
}

/** Bytes as the body of a request. */
export function binary(source: BinarySource): string | Uint8Array | ReadableStream<Uint8Array> {
  const body = bodyOf(source);
  const isPlain = typeof body === "string" || isBytes(body) || body instanceof ReadableStream;
  return isPlain ? body : byteStream(body);
}
