import { bodyTooLarge, bodyUsed, joinChunks } from "../../../http/body.ts";
import { HttpError } from "../../../http/problem.ts";
import type { RequestBody } from "../../../http/request.ts";

/** The body of a fetch `Request`. */
export class FetchBody implements RequestBody {
  readonly present: boolean;
  readonly length: number | undefined;
  readonly limit: number;
  used: boolean = false;
  /** Bytes that were read. */
  received: number = 0;
  /** When the last one was read, in milliseconds of `performance.now()`. */
  endedAt: number | undefined = undefined;
  private readonly request: Request;
  private readonly source: ReadableStream<Uint8Array>;

  /**
   * @param length `content-length`; undefined when it is not known
   * @param limit default of {@link bytes} and {@link stream}, in bytes
   */
  constructor(
    request: Request,
    source: ReadableStream<Uint8Array>,
    length: number | undefined,
    limit: number,
  ) {
    this.request = request;
    this.source = source;
    this.length = length;
    this.present = length !== 0;
    this.limit = limit;
  }

  bytes(limit: number = this.limit): Promise<Uint8Array> {
    if (this.used || this.request.bodyUsed) return Promise.reject(bodyUsed());
    this.used = true;
    if (this.length === undefined) return this.collect(limit);
    if (this.length <= limit) return this.whole(limit);
    this.giveUp();
    return Promise.reject(bodyTooLarge(limit));
  }

  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    if (this.used || this.request.bodyUsed) throw bodyUsed();
    this.used = true;
    if (this.length !== undefined && this.length > limit) {
      this.giveUp();
      throw bodyTooLarge(limit);
    }
    const reader = this.source.getReader();
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { done, value } = await reader.read();
            if (done) {
              this.endedAt = performance.now();
              controller.close();
              return;
            }
            this.received += value.length;
            if (this.received <= limit) {
              controller.enqueue(value);
              return;
            }
          } catch (cause) {
            controller.error(brokenOff(cause));
            return;
          }
          controller.error(bodyTooLarge(limit));
          reader.cancel().catch(ignore);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      // Not to read more than was asked for.
      { highWaterMark: 0 },
    );
  }

  /** Platforms read a whole body faster than a stream; that it is no longer than announced is theirs to see to, mostly. */
  private async whole(limit: number): Promise<Uint8Array> {
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await this.request.arrayBuffer());
    } catch (cause) {
      throw brokenOff(cause);
    }
    this.received = bytes.length;
    this.endedAt = performance.now();
    if (bytes.length > limit) throw bodyTooLarge(limit);
    return bytes;
  }

  private async collect(limit: number): Promise<Uint8Array> {
    const reader = this.source.getReader();
    const chunks: Uint8Array[] = [];
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        this.received += value.length;
        if (this.received > limit) break;
        chunks.push(value);
      }
    } catch (cause) {
      throw brokenOff(cause);
    }
    if (this.received > limit) {
      reader.cancel().catch(ignore);
      throw bodyTooLarge(limit);
    }
    this.endedAt = performance.now();
    return joinChunks(chunks, this.received);
  }

  private giveUp(): void {
    this.source.cancel().catch(ignore);
  }
}

function brokenOff(cause: unknown): HttpError {
  return new HttpError(400, "The body broke off.", { cause });
}

function ignore(): void {
  // The body is given up; that it fails as well changes nothing.
}
