import { mediaTypeMatches, parseMediaType } from "../../../http/media-type.ts";
import type { MediaType } from "../../../http/media-type.ts";

/** Media types whose content usually shrinks; what is compressed in itself, as pictures and archives are, is not here. */
export const compressibleTypes: readonly string[] = [
  "text/*",
  "application/*+json",
  "application/*+xml",
  "application/*+yaml",
  "application/graphql",
  "application/javascript",
  "application/json",
  "application/json-seq",
  "application/jsonl",
  "application/ndjson",
  "application/rtf",
  "application/sql",
  "application/toml",
  "application/vnd.ms-fontobject",
  "application/wasm",
  "application/x-ndjson",
  "application/xml",
  "application/yaml",
  "font/otf",
  "font/ttf",
  "image/bmp",
  "image/svg+xml",
  "image/x-icon",
  "image/vnd.microsoft.icon",
  "model/*+json",
  "model/*+xml",
];

// Types repeat for the life of a process, but a handler may echo what strangers say.
const cacheLimit = 256;

/** Knows which media types lie in one of several ranges. */
export class TypeFilter {
  private readonly ranges: readonly MediaType[];
  private readonly known: Map<string, boolean> = new Map();

  /** @throws {TypeError} when one of them is no media range */
  constructor(ranges: readonly string[]) {
    this.ranges = ranges.map((text) => {
      const range = parseMediaType(text);
      if (range === undefined) throw new TypeError(`types: ${JSON.stringify(text)} is no media range`);
      return range;
    });
  }

  /** @param contentType value of the field; what cannot be read lies in none */
  has(contentType: string): boolean {
    const known = this.known.get(contentType);
    if (known !== undefined) return known;
    const mediaType = parseMediaType(contentType);
    const has = mediaType !== undefined && this.ranges.some((range) => mediaTypeMatches(range, mediaType));
    if (this.known.size < cacheLimit) this.known.set(contentType, has);
    return has;
  }
}
