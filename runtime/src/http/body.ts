import { HttpError } from "./problem.ts";
import type { RequestBody } from "./request.ts";

/** Most bytes of a request body, unless a server, route or reader says otherwise: 1 MiB. */
export const defaultBodyLimit = 1_048_576;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes UTF-8; a byte order mark at the start is left out.
 * @returns undefined when the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The error for a body of more than `limit` bytes. */
export function bodyTooLarge(limit: number): HttpError {
  return new HttpError(413, `The body has more than ${limit} bytes.`);
}

/** The error for a body that somebody else has read already: a fault of the server's own code. */
export function bodyUsed(): Error {
  return new TypeError("The body was read already; a body can be read once.");
}

/** Joins chunks; copies nothing when there is one. */
export function joinChunks(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** The body of a request that has none. */
export const noBody: RequestBody = {
  present: false,
  length: 0,
  limit: defaultBodyLimit,
  used: false,
  bytes: () => Promise.resolve(new Uint8Array()),
  stream: () =>
    new ReadableStream({
      start(controller) {
        controller.close();
      },
    }),
};

/** A body over bytes that are in memory already. */
export class BytesBody implements RequestBody {
  readonly present: boolean;
  readonly length: number;
  used: boolean = false;
  private readonly source: Uint8Array;
  readonly limit: number;

  /** @param limit default of {@link bytes} and {@link stream}, in bytes */
  constructor(source: Uint8Array, limit: number = defaultBodyLimit) {
    this.source = source;
    this.limit = limit;
    this.length = source.length;
    this.present = source.length > 0;
  }

  bytes(limit: number = this.limit): Promise<Uint8Array> {
    if (this.used) return Promise.reject(bodyUsed());
    this.used = true;
    return this.length > limit ? Promise.reject(bodyTooLarge(limit)) : Promise.resolve(this.source);
  }

  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    if (this.used) throw bodyUsed();
    this.used = true;
    const { source } = this;
    if (source.length > limit) throw bodyTooLarge(limit);
    return new ReadableStream({
      start(controller) {
        if (source.length > 0) controller.enqueue(source);
        controller.close();
      },
    });
  }
}

/** A body over a web stream. */
export class StreamBody implements RequestBody {
  readonly present: boolean;
  readonly length: number | undefined;
  used: boolean = false;
  private readonly source: ReadableStream<Uint8Array>;
  readonly limit: number;

  /**
   * @param length `content-length`; undefined when it is not known
   * @param limit default of {@link bytes} and {@link stream}, in bytes
   */
  constructor(source: ReadableStream<Uint8Array>, length?: number, limit: number = defaultBodyLimit) {
    this.source = source;
    this.length = length;
    this.present = length !== 0;
    this.limit = limit;
  }

  async bytes(limit: number = this.limit): Promise<Uint8Array> {
    if (this.used) throw bodyUsed();
    this.used = true;
    if (this.length !== undefined && this.length > limit) {
      await this.source.cancel().catch(ignore);
      throw bodyTooLarge(limit);
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    // Leaving the loop by a throw cancels the stream.
    for await (const chunk of this.source) {
      size += chunk.length;
      if (size > limit) throw bodyTooLarge(limit);
      chunks.push(chunk);
    }
    return joinChunks(chunks, size);
  }

  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    if (this.used) throw bodyUsed();
    this.used = true;
    let size = 0;
    return this.source.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          size += chunk.length;
          if (size > limit) throw bodyTooLarge(limit);
          controller.enqueue(chunk);
        },
      }),
    );
  }
}

function ignore(): void {
  // The stream is given up; that it fails as well changes nothing.
}

/** `content-length` as a number; undefined when the field is absent or is not a whole number of bytes. */
export function contentLength(value: string | null | undefined): number | undefined {
  if (value === null || value === undefined || !/^\d{1,15}$/.test(value)) return undefined;
  return Number(value);
}
