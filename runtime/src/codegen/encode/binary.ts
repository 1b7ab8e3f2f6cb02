import { byteStream } from "../../client/transports/byte-stream.ts";
import { bodyOf } from "../binary.ts";
import type { BinarySource } from "../binary.ts";

/** Bytes as the body of a request. */
export function binary(source: BinarySource): string | Uint8Array | ReadableStream<Uint8Array> {
  const body = bodyOf(source);
  const isPlain = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  return isPlain ? body : byteStream(body);
}
