import zlib from "node:zlib";
import { hasZstd } from "../compression/codings.ts";
import type { Coder, Coding } from "../compression/codings.ts";

const chunkSize = 65_536;

/** Makes a decoder of each coding; it needs at most the memory of a window of 16 MiB, whatever the data asks for. */
export const decoders: Readonly<Record<Coding, () => Coder>> = {
  gzip: () => zlib.createGunzip({ chunkSize }),
  br: () => zlib.createBrotliDecompress({ chunkSize }),
  zstd: () => zlib.createZstdDecompress({ chunkSize, params: { [zlib.constants.ZSTD_d_windowLogMax]: 23 } }),
};

/** The codings that this `node:zlib` can decode. */
export function usableCodings(): Coding[] {
  return noticesTruncation() ? ["gzip", "br", "zstd"] : ["gzip", "br"];
}

/** Node 22 takes a part of a Zstandard frame for the whole. */
function noticesTruncation(): boolean {
  if (!hasZstd) return false;
  const whole = zlib.zstdCompressSync("whole");
  try {
    zlib.zstdDecompressSync(whole.subarray(0, -1));
    return false;
  } catch {
    return true;
  }
}
