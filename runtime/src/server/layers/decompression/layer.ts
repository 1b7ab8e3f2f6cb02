import { layerFn } from "../../../service/layer.ts";
import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { checkWholeNumber } from "../check-options.ts";
import type { Coding } from "../compression/codings.ts";
import { usableCodings } from "./decoders.ts";
import { Decompression } from "./service.ts";

/** Which bodies are decoded, and how much of them. */
export interface DecompressionOptions {
  /** Codings that are decoded. Default: `gzip`, `br`, and `zstd` where `node:zlib` notices truncation (Node 24 and later). */
  readonly codings?: readonly Coding[];
  /** Most bytes of a decoded body, for readers without a limit of their own. Default: the server's body limit. */
  readonly limit?: number;
  /** How many times as large as what was sent a body of more than 1 MiB may be; default 100. `Infinity` is no limit. */
  readonly maxRatio?: number;
}

/**
 * Decodes bodies of requests that have a `content-encoding`; whoever is inside sees neither that field nor
 * `content-length`. Every limit of a body, be it the server's, a route's or a reader's, then means the decoded bytes; they
 * are counted while they come out, and no more is decoded than is read.
 *
 * Refused are with 415 and `accept-encoding` other codings, and lists of more than one; with 413 what is larger than the
 * limit, or has grown by more than the ratio; with 400 what is malformed, broken off, or followed by anything else.
 *
 * Without this layer, contracts and extractors refuse every coding but `identity` with 415.
 *
 * ```ts
 * router.layer(decompression());
 * ```
 * @throws {RangeError} when an option is out of its range, or this `node:zlib` lacks a coding
 * @throws {TypeError} when a coding is unknown or named twice
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16
 */
export function decompression(options: DecompressionOptions = {}): Layer<HttpService> {
  const { limit, maxRatio = 100 } = options;
  if (limit !== undefined) checkWholeNumber("limit", limit, 0);
  if (!(maxRatio >= 1)) throw new RangeError(`maxRatio is a number from 1 on, not ${String(maxRatio)}`);
  const codings = checkedCodings(options.codings);
  return layerFn((inner: HttpService): HttpService => new Decompression(inner, { codings, limit, maxRatio }));
}

function checkedCodings(codings: readonly Coding[] | undefined): readonly Coding[] {
  const usable = usableCodings();
  if (codings === undefined) return usable;
  if (codings.length === 0) throw new RangeError("codings names at least one");
  for (const coding of codings) {
    if (!["gzip", "br", "zstd"].includes(coding)) {
      throw new TypeError(`codings: ${JSON.stringify(coding)} is none of gzip, br and zstd`);
    }
    if (!usable.includes(coding)) throw new RangeError("codings: node:zlib decodes zstd from Node 24 on");
  }
  if (new Set(codings).size < codings.length) throw new TypeError("codings: one is named twice");
  return [...codings];
}
