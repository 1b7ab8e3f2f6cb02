import { decodeUtf8, joinChunks } from "../http/body.ts";
import { essenceOf, isUtf8, parseMediaType } from "../http/media-type.ts";
import { FormParser } from "../http/multipart/form-parser.ts";
import type { FormPartHeader } from "../http/multipart/form-parser.ts";
import { partLimits, partTooLarge } from "../http/multipart/limits.ts";
import type { PartLimits } from "../http/multipart/limits.ts";
import { boundaryOf } from "../http/multipart/parser.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import { demandType } from "./body.ts";
import type { BodyOptions } from "./body.ts";
import { checkLimits } from "./check-limits.ts";
import type { Extractor } from "./extractor.ts";
import { pointerTo } from "./fields.ts";

/** Limits of a multipart body. `limit` is that of the whole, so uploads raise it. */
export interface MultipartBodyOptions extends BodyOptions, Partial<PartLimits> {}

/**
 * A `multipart/form-data` body (RFC 7578) whose parts are read one after the other while they arrive, so that memory holds
 * no more of them than their reader keeps. 415 for another type; while it is iterated, 400 when it is malformed or has
 * too many parts, 413 when it or one of its parts is too large.
 *
 * ```ts
 * post([multipartBody({ limit: 1 << 30 })], async (parts) => {
 *   for await (const part of parts) if (part.isFile) await store(part.filename, part.stream());
 * });
 * ```
 * @throws {RangeError} when a limit makes no sense
 */
export function multipartBody(options: MultipartBodyOptions = {}): Extractor<MultipartParts> {
  const limits = resolveLimits(options);
  return (req) => {
    demandMultipart(req);
    const boundary = boundaryOf(req.headers.get("content-type"));
    return new MultipartParts(() => new FormParser(req.body.stream(options.limit), boundary, limits), limits);
  };
}

/** Refuses a body that is no form of parts, with 415. */
function demandMultipart(req: HttpRequest): void {
  demandType(req, formType, (mediaType) => essenceOf(mediaType) === formType);
}

const formType = "multipart/form-data";

/** Fills in the defaults. */
function resolveLimits(options: MultipartBodyOptions): PartLimits {
  const { limit, parts, header, name, field, file } = options;
  checkLimits({ limit, parts, header, name, field, file });
  return {
    parts: parts ?? partLimits.parts,
    header: header ?? partLimits.header,
    name: name ?? partLimits.name,
    field: field ?? partLimits.field,
    file: file ?? partLimits.file,
  };
}

/**
 * The parts of a body in the order of arrival; they can be iterated once. What is not read of a part is skipped when the next
 * one is asked for; whoever leaves early gives the rest of the body up.
 */
export class MultipartParts implements AsyncIterable<MultipartPart, undefined> {
  private readonly open: () => FormParser;
  private readonly limits: PartLimits;
  private used: boolean = false;

  constructor(open: () => FormParser, limits: PartLimits) {
    this.open = open;
    this.limits = limits;
  }

  [Symbol.asyncIterator](): AsyncIterator<MultipartPart, undefined> {
    if (this.used) throw new TypeError("The parts were read already; a body can be read once.");
    this.used = true;
    return new PartIterator(this.open(), this.limits);
  }
}

class PartIterator implements AsyncIterator<MultipartPart, undefined> {
  private readonly parser: FormParser;
  private readonly limits: PartLimits;
  private current: PartSource | undefined = undefined;

  constructor(parser: FormParser, limits: PartLimits) {
    this.parser = parser;
    this.limits = limits;
  }

  async next(): Promise<IteratorResult<MultipartPart, undefined>> {
    this.current?.leave();
    this.current = undefined;
    try {
      const header = await this.parser.nextField();
      if (header === undefined) return { done: true, value: undefined };
      this.current = new PartSource(this.parser);
      return { done: false, value: new MultipartPart(header, this.current, this.limits) };
    } catch (error) {
      this.giveUp(error);
      throw error;
    }
  }

  return(): Promise<IteratorResult<MultipartPart, undefined>> {
    this.giveUp(undefined);
    return Promise.resolve({ done: true, value: undefined });
  }

  /** What is still to come is of no use, and the source may hold it back until somebody says so. */
  private giveUp(reason: unknown): void {
    this.parser.cancel(reason).catch(() => undefined);
  }
}

/** Reads a part while it is the current one. */
class PartSource {
  private readonly parser: FormParser;
  private state: "fresh" | "taken" | "reading" | "left" = "fresh";

  constructor(parser: FormParser) {
    this.parser = parser;
  }

  /** Whoever reads a part reads the whole of it. */
  take(): void {
    if (this.state === "left") throw new TypeError("A part is read before the next one is asked for.");
    if (this.state !== "fresh") throw new TypeError("The part was read already; a part can be read once.");
    this.state = "taken";
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.state === "left") throw new TypeError("A part is read before the next one is asked for.");
    this.state = "reading";
    const piece = await this.parser.read();
    this.state = "taken";
    return piece;
  }

  /** The next part is asked for. */
  leave(): void {
    if (this.state === "reading") {
      throw new TypeError("The next part was asked for while one was being read; await it first.");
    }
    this.state = "left";
  }
}

/** A part of a `multipart/form-data` body. One of its readers can be used, once, before the next part is asked for. */
export class MultipartPart {
  readonly name: string;
  /** As the sender gave it: text to show, never a path to write to. undefined for a part that is no file. */
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  /** All header fields of the part, by name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  private readonly source: PartSource;
  private readonly limit: number;

  constructor(header: FormPartHeader, source: PartSource, limits: PartLimits) {
    this.name = header.name;
    this.filename = header.filename;
    this.contentType = header.contentType;
    this.headers = header.fields;
    this.source = source;
    this.limit = header.filename === undefined ? limits.field : limits.file;
  }

  /** Whether the sender gave it a file name. */
  get isFile(): boolean {
    return this.filename !== undefined;
  }

  /**
   * Its content.
   * @param limit most bytes; default: `file` or `field` of the body's limits
   * @throws {HttpError} 413 when there are more; 400 when the body breaks off
   */
  async bytes(limit: number = this.limit): Promise<Uint8Array> {
    const { source } = this;
    source.take();
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (let piece = await source.read(); piece !== undefined; piece = await source.read()) {
      size += piece.length;
      if (size > limit) throw partTooLarge(limit);
      pieces.push(piece);
    }
    return joinChunks(pieces, size);
  }

  /**
   * Its content as text.
   * @param limit as for {@link bytes}
   * @throws {HttpError} as {@link bytes}, and 400 when it is not UTF-8
   */
  async text(limit?: number): Promise<string> {
    const mediaType = parseMediaType(this.contentType ?? "text/plain");
    const bytes = await this.bytes(limit);
    const text = mediaType !== undefined && isUtf8(mediaType) ? decodeUtf8(bytes) : undefined;
    if (text !== undefined) return text;
    const message = "is not valid UTF-8";
    throw new HttpError(400, {
      detail: `The part ${this.name} ${message}.`,
      errors: [{ in: "body", pointer: pointerTo(this.name), message }],
    });
  }

  /**
   * Its content as it arrives, no faster than it is read. Cancelling it skips the rest of the part.
   * @param limit as for {@link bytes}; the stream fails with 413 beyond
   */
  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    const { source } = this;
    source.take();
    let size = 0;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const piece = await source.read();
          if (piece === undefined) {
            controller.close();
            return;
          }
          size += piece.length;
          if (size > limit) throw partTooLarge(limit);
          controller.enqueue(piece);
        },
      },
      { highWaterMark: 0 },
    );
  }
}
