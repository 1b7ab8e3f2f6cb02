import type { Readable } from "node:stream";
import { bodyTooLarge, bodyUsed, joinChunks } from "../../../http/body.ts";
import { HttpError } from "../../../http/problem.ts";
import type { RequestBody } from "../../../http/request.ts";

/** The body of a request, read by events: a stream in between would cost as much as the request. */
export class NodeBody implements RequestBody {
  readonly length: number | undefined;
  readonly present: boolean = true;
  used: boolean = false;
  /** Bytes that have arrived. */
  received: number = 0;
  /** When the last one had arrived, in milliseconds of `performance.now()`. */
  endedAt: number | undefined = undefined;
  /** Asks the sender for a body that it holds back until then (RFC 9110 §10.1.1). */
  proceed: (() => void) | undefined = undefined;
  private readonly source: Readable;
  readonly limit: number;
  private readonly breaksSilently: boolean;

  /**
   * @param source a message of HTTP/1, or a stream of HTTP/2
   * @param length undefined when it is not known before its end
   * @param limit default of {@link bytes} and {@link stream}, in bytes
   * @param breaksSilently whether it may break off without an `error`, as a stream of HTTP/2 that its sender cancels
   */
  constructor(source: Readable, length: number | undefined, limit: number, breaksSilently: boolean) {
    this.source = source;
    this.length = length;
    this.limit = limit;
    this.breaksSilently = breaksSilently;
  }

  bytes(limit: number = this.limit): Promise<Uint8Array> {
    const { source } = this;
    if (this.used || source.readableEnded) return Promise.reject(bodyUsed());
    this.used = true;
    if (this.length !== undefined && this.length > limit) return Promise.reject(bodyTooLarge(limit));
    if (source.destroyed) return Promise.reject(brokenOff(source.errored));
    this.proceed?.();
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      source.on("data", (chunk: Uint8Array) => {
        this.received += chunk.length;
        if (this.received > limit) {
          stopReading(source);
          reject(bodyTooLarge(limit));
        } else {
          chunks.push(chunk);
        }
      });
      source.on("end", () => {
        if (this.breaksSilently && isAborted(source)) return;
        this.endedAt = performance.now();
        resolve(joinChunks(chunks, this.received));
      });
      source.on("error", (cause) => reject(brokenOff(cause)));
      if (!this.breaksSilently) return;
      source.on("close", () => {
        if (this.endedAt === undefined) reject(brokenOff(source.errored));
      });
    });
  }

  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    const { source, length } = this;
    // A listener that stands around this server may have read it as well.
    if (this.used || source.readableEnded) throw bodyUsed();
    this.used = true;
    if (length !== undefined && length > limit) throw bodyTooLarge(limit);
    let ended = false;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const fail = (cause: unknown): void => {
            if (!ended) controller.error(brokenOff(cause));
            ended = true;
          };
          if (source.destroyed) {
            fail(source.errored);
            return;
          }
          this.proceed?.();
          source.on("data", (chunk: Uint8Array) => {
            this.received += chunk.length;
            if (this.received > limit) {
              stopReading(source);
              ended = true;
              controller.error(bodyTooLarge(limit));
              return;
            }
            controller.enqueue(chunk);
            if ((controller.desiredSize ?? 0) <= 0) source.pause();
          });
          source.on("end", () => {
            if (this.breaksSilently && isAborted(source)) return;
            this.endedAt = performance.now();
            if (!ended) controller.close();
            ended = true;
          });
          source.on("error", fail);
          if (this.breaksSilently) source.on("close", () => fail(source.errored));
          source.pause();
        },
        pull() {
          if (!ended) source.resume();
        },
        cancel() {
          ended = true;
          stopReading(source);
        },
      },
      { highWaterMark: 65_536, size: (chunk) => chunk?.length ?? 0 },
    );
  }
}

/** What is still to come is dealt with when the reply is sent. */
function stopReading(source: Readable): void {
  source.removeAllListeners("data");
  source.pause();
}

/** Whether the sender has given up; Node ends a stream of HTTP/2 even so. `close` follows. */
function isAborted(source: Readable & { readonly aborted?: boolean }): boolean {
  return source.aborted === true;
}

function brokenOff(cause: unknown): HttpError {
  return new HttpError(400, "The body broke off.", { cause });
}
