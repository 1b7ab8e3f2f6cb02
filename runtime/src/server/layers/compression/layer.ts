import { layerFn } from "../../../service/layer.ts";
import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { checkWholeNumber } from "../check-options.ts";
import { encoderOf, hasZstd, levelsOf } from "./codings.ts";
import type { Coding, Encoder } from "./codings.ts";
import { compressibleTypes, TypeFilter } from "./compressible.ts";
import { Compression } from "./service.ts";

/** What is compressed, and how. */
export interface CompressionOptions {
  /**
   * Codings in order of preference, which decides when the caller likes several as much. Default: `zstd` (Node 22.15 and
   * later), `br`, `gzip`.
   */
  readonly codings?: readonly Coding[];
  /** Least bytes of a body whose size is known; default 1024. What is smaller fits into a packet anyway. */
  readonly minSize?: number;
  /** Media types and ranges that are compressed; default {@link compressibleTypes}. */
  readonly types?: readonly string[];
  /** Levels of compression: `gzip` 1 to 9 (default 6), `br` 0 to 11 (default 4), `zstd` 1 to 19 (default 3). */
  readonly levels?: Readonly<Partial<Record<Coding, number>>>;
}

/**
 * Compresses replies for callers that accept it. Bodies in memory of up to 16 KiB are compressed at once, larger ones in the
 * thread pool; streams as they come, and what they have given is brought out whenever they pause, so that events arrive
 * at once.
 *
 * A compressed reply has `content-encoding`, a weak entity tag in place of a strong one, and neither `content-length` of
 * its source nor `accept-ranges`. `vary: accept-encoding` is on every reply that would be compressed for another caller.
 *
 * Left as they are: replies without a body, with a `content-encoding` of their own, with `cache-control: no-transform`,
 * with a digest of their content, parts (206), and what is too small or of another type, unless the caller refuses
 * `identity`. A caller that refuses every coding and `identity` gets the reply as it is: there is something in it, which a
 * 406 after the work is done would not have.
 *
 * ```ts
 * router.layer(compression());
 * ```
 * @throws {RangeError} when an option is out of its range, or this `node:zlib` lacks a coding
 * @throws {TypeError} when a coding is unknown or named twice, or a type is no media range
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function compression(options: CompressionOptions = {}): Layer<HttpService> {
  const minSize = checkWholeNumber("minSize", options.minSize ?? 1024, 0);
  const types = new TypeFilter(options.types ?? compressibleTypes);
  const encoders = encodersOf(options);
  return layerFn((inner: HttpService): HttpService => new Compression(inner, { encoders, minSize, types }));
}

function encodersOf({ codings = usualCodings(), levels = {} }: CompressionOptions): Map<Coding, Encoder> {
  for (const coding of Object.keys(levels)) checkCoding("levels", coding);
  const encoders = new Map<Coding, Encoder>();
  for (const coding of codings) {
    checkCoding("codings", coding);
    if (encoders.has(coding)) throw new TypeError(`codings: ${coding} is named twice`);
    if (coding === "zstd" && !hasZstd) throw new RangeError("codings: node:zlib has zstd from Node 22.15 on");
    const [least, most, usual] = levelsOf[coding];
    const level = levels[coding] ?? usual;
    if (!Number.isInteger(level) || level < least || level > most) {
      throw new RangeError(
        `levels.${coding} is a whole number from ${least} to ${most}, not ${String(level)}`,
      );
    }
    encoders.set(coding, encoderOf(coding, level));
  }
  if (encoders.size === 0) throw new RangeError("codings names at least one");
  return encoders;
}

/** Zstandard makes about the same size as Brotli at these levels in a third of the time. */
function usualCodings(): Coding[] {
  return hasZstd ? ["zstd", "br", "gzip"] : ["br", "gzip"];
}

function checkCoding(option: string, coding: string): void {
  if (!Object.hasOwn(levelsOf, coding)) {
    throw new TypeError(`${option}: ${JSON.stringify(coding)} is none of gzip, br and zstd`);
  }
}
