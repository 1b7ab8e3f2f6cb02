import type { Transform } from "node:stream";
import { promisify } from "node:util";
import zlib from "node:zlib";

/** A content coding that `node:zlib` knows: RFC 1952, RFC 7932, RFC 8878. */
export type Coding = "gzip" | "br" | "zstd";

/** A stream of `node:zlib`. */
export interface Coder extends Transform {
  /** Bytes that were taken in: those behind the end of the compressed data were not. */
  readonly bytesWritten: number;
  /** Brings out all that was taken in so far. */
  flush(kind?: number): void;
}

/** Compresses with one coding at one level. */
export interface Encoder {
  readonly coding: Coding;
  /** Blocks the loop meanwhile. */
  encodeNow(content: string | Uint8Array): Uint8Array;
  encode(content: string | Uint8Array): Promise<Uint8Array>;
  stream(): Coder;
  /** The argument of {@link Coder.flush}. */
  readonly flushKind: number;
}

const { constants } = zlib;

/** Whether this `node:zlib` has Zstandard: Node has it from 22.15 on. */
export const hasZstd: boolean = typeof zlib.createZstdCompress === "function";

/** Lowest, highest and usual level of each coding. */
export const levelsOf: Readonly<Record<Coding, readonly [least: number, most: number, usual: number]>> = {
  gzip: [1, 9, 6],
  // What is higher costs several times as much for a few percent: for files that are compressed once.
  br: [0, 11, 4],
  // Higher levels have windows of more than 8 MiB, which readers need not have (RFC 9659).
  zstd: [1, 19, 3],
};

/** Makes the encoder of a coding. */
export function encoderOf(coding: Coding, level: number): Encoder {
  switch (coding) {
    case "gzip": {
      const options = { level };
      return {
        coding,
        encodeNow: (content) => zlib.gzipSync(content, options),
        encode: (content) => gzip(content, options),
        stream: () => zlib.createGzip(options),
        flushKind: constants.Z_SYNC_FLUSH,
      };
    }
    case "br": {
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: level } };
      return {
        coding,
        encodeNow: (content) => zlib.brotliCompressSync(content, options),
        encode: (content) => brotli(content, options),
        stream: () => zlib.createBrotliCompress(options),
        flushKind: constants.BROTLI_OPERATION_FLUSH,
      };
    }
    case "zstd": {
      const options = { params: { [constants.ZSTD_c_compressionLevel]: level } };
      return {
        coding,
        encodeNow: (content) => zlib.zstdCompressSync(content, options),
        encode: (content) => promisify(zlib.zstdCompress)(content, options),
        stream: () => zlib.createZstdCompress(options),
        flushKind: constants.ZSTD_e_flush,
      };
    }
  }
}

const gzip = promisify<string | Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.gzip);
const brotli = promisify<string | Uint8Array, zlib.BrotliOptions, Uint8Array>(zlib.brotliCompress);
