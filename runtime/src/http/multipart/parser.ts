import { parseMediaType } from "../media-type.ts";
import { malformed } from "./malformed.ts";
import type { PartHeader } from "./part-header.ts";
import { readPartHeader } from "./part-header.ts";

const cr = 13;
const lf = 10;
const dash = 45;

/** RFC 2046 §5.1.1. */
const boundaryPattern = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;

/** Most blanks after a delimiter (RFC 2046 calls them transport padding). */
const maxPadding = 64;

/**
 * The boundary that a `content-type` names.
 * @throws {HttpError} 400 when there is none, or none that RFC 2046 §5.1.1 allows
 */
export function boundaryOf(contentType: string | undefined): string {
  const boundary = parseMediaType(contentType ?? "")?.parameters.get("boundary");
  if (boundary === undefined || !boundaryPattern.test(boundary)) malformed("has no valid boundary");
  return boundary;
}

/**
 * Takes a multipart body apart while it arrives, holding no more of it than a delimiter or a part's header (RFC 2046
 * §5.1). {@link MultipartParser.next} gives the header of each part, {@link MultipartParser.read} the bytes of the last
 * one, in pieces that share the memory of what came.
 */
export class MultipartParser {
  private readonly source: ReadableStreamDefaultReader<Uint8Array>;
  private readonly mark: Uint8Array;
  private readonly maxHeader: number;
  // The line break that every delimiter begins with may be missing before the first one.
  private data: Uint8Array = new Uint8Array([cr, lf]);
  private at: number = 0;
  /** What `at` stands in: the preamble or a part, behind a delimiter, or behind the last one. */
  private place: "preamble" | "part" | "delimiter" | "end" = "preamble";

  constructor(source: ReadableStream<Uint8Array>, boundary: string, maxHeader: number) {
    this.source = source.getReader();
    this.mark = new TextEncoder().encode(`\r\n--${boundary}`);
    this.maxHeader = maxHeader;
  }

  /**
   * The header of the next part; what is left of the one before is skipped. Undefined after the last one, when the whole
   * body has arrived.
   * @throws {HttpError} 400 when the body is malformed or breaks off; whatever the stream fails with
   */
  async next(): Promise<PartHeader | undefined> {
    while (this.isInside()) await this.read();
    if (this.place === "delimiter" && (await this.isLast())) {
      this.place = "end";
      this.data = new Uint8Array();
      // The epilogue means nothing, but the connection is of use only when it was read.
      while (!(await this.source.read()).done);
    }
    if (this.place === "end") return undefined;
    const header = await this.header();
    this.place = "part";
    return readPartHeader(header);
  }

  /** The next bytes of the part, at least one; undefined at its end. Throws as {@link MultipartParser.next} does. */
  async read(): Promise<Uint8Array | undefined> {
    while (this.isInside()) {
      const piece = this.scan();
      if (piece.length > 0) return piece;
      if (this.isInside()) await this.fill();
    }
    return undefined;
  }

  /** Gives the rest of the body up. */
  async cancel(reason?: unknown): Promise<void> {
    this.place = "end";
    await this.source.cancel(reason);
  }

  private isInside(): boolean {
    return this.place === "preamble" || this.place === "part";
  }

  /** The bytes before the next delimiter, as far as they are there; moves behind them, and behind a delimiter. */
  private scan(): Uint8Array {
    const { data, mark } = this;
    let i = data.indexOf(cr, this.at);
    while (i !== -1) {
      // Where one CR is there may be many, and looking for each by itself would take longer than this.
      for (const stop = Math.min(i + 64, data.length); i < stop; i++) {
        if (data[i] !== cr) continue;
        let same = 1;
        while (same < mark.length && data[i + same] === mark[same]) same++;
        if (same === mark.length) {
          const piece = this.take(i);
          this.at = i + same;
          this.place = "delimiter";
          return piece;
        }
        // A delimiter that has not arrived whole is left for the next look.
        if (i + same === data.length) return this.take(i);
        // A delimiter holds no other CR.
        i += same - 1;
      }
      i = data.indexOf(cr, i);
    }
    return this.take(data.length);
  }

  private take(end: number): Uint8Array {
    const { at } = this;
    this.at = end;
    return this.data.subarray(at, end);
  }

  /** Whether the delimiter is the last one; otherwise moves to the line break behind it. */
  private async isLast(): Promise<boolean> {
    for (let padding = 0; padding <= maxPadding; padding++) {
      while (this.data.length - this.at < 2) await this.fill();
      const { data, at } = this;
      if (padding === 0 && data[at] === dash && data[at + 1] === dash) return true;
      if (data[at] === cr && data[at + 1] === lf) return false;
      if (data[at] !== 32 && data[at] !== 9) break;
      this.at += 1;
    }
    return malformed("has a delimiter that is not on a line of its own");
  }

  /** The lines between the line break of a delimiter, where `at` stands, and the empty one. */
  private async header(): Promise<Uint8Array> {
    for (let from = this.at; ;) {
      const end = emptyLine(this.data, from);
      if ((end === -1 ? this.data.length : end) - this.at > this.maxHeader + 2)
        malformed(`has a part header of more than ${this.maxHeader} bytes`);
      if (end !== -1) {
        const lines = this.data.subarray(Math.min(this.at + 2, end), end);
        this.at = end + 4;
        return lines;
      }
      const looked = Math.max(this.data.length - this.at - 3, 0);
      await this.fill();
      from = this.at + looked;
    }
  }

  private async fill(): Promise<void> {
    const { done, value } = await this.source.read();
    if (done) malformed(this.place === "preamble" ? "does not begin with its boundary" : "breaks off");
    const rest = this.data.subarray(this.at);
    this.at = 0;
    if (rest.length === 0) {
      this.data = value;
      return;
    }
    this.data = new Uint8Array(rest.length + value.length);
    this.data.set(rest);
    this.data.set(value, rest.length);
  }
}

/** Where CR LF CR LF begins; -1 when it does not. */
function emptyLine(data: Uint8Array, from: number): number {
  for (let i = data.indexOf(cr, from); i !== -1 && i + 3 < data.length; i = data.indexOf(cr, i + 1)) {
    if (data[i + 1] === lf && data[i + 2] === cr && data[i + 3] === lf) return i;
  }
  return -1;
}
