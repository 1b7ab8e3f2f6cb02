import { openSource } from "../../../http/stream-body.ts";
import type { Source } from "../../../http/stream-body.ts";
import type { ResponseBody } from "../../../http/response.ts";
import type { Coder } from "./codings.ts";

type Stream = Exclude<ResponseBody, undefined | string | Uint8Array>;

/** What is done beside coding. */
export interface CodedStreamOptions {
  /** Brings out what was taken in whenever the source pauses: the argument of {@link Coder.flush}. Default: never. */
  readonly flushKind?: number | undefined;
  /** Looks at how many bytes have gone in and come out, before the latter are passed on; throws to end the stream. */
  readonly watch?: ((taken: number, given: number) => void) | undefined;
  /** What the stream fails with when the coder does. Default: its error. */
  readonly mapError?: ((error: Error) => Error) | undefined;
  /** The error for bytes behind the end of the data. Default: they are ignored. */
  readonly trailing?: (() => Error) | undefined;
}

/**
 * Sends a stream through a coder of `node:zlib`, which it takes over. Nothing is read before somebody wants to read, and
 * never more than the coder's buffers hold. When the reader gives up, so does this at once; when the source fails, so does
 * the result.
 */
export function codedStream(
  stream: Stream,
  coder: Coder,
  options: CodedStreamOptions = {},
): ReadableStream<Uint8Array> {
  return new ReadableStream(new CodedSource(openSource(stream), coder, options), { highWaterMark: 0 });
}

/** Stands between a source that is pulled and a coder that is pushed. */
class CodedSource {
  private readonly source: Source;
  private readonly coder: Coder;
  private readonly options: CodedStreamOptions;
  private started: boolean = false;
  /** Nobody reads any more: everything was passed on, or it has failed, or was given up. */
  private over: boolean = false;
  /** The coder has given all it had. */
  private ended: boolean = false;
  /** So has the source, and both fit together. */
  private complete: boolean = false;
  private failure: { readonly error: unknown } | undefined = undefined;
  private unflushed: boolean = false;
  private taken: number = 0;
  private given: number = 0;
  /** Goes on with {@link pull} when there may be something to pass on. */
  private offerAgain: (() => void) | undefined = undefined;
  /** Goes on with {@link feed} when the coder may want more. */
  private feedAgain: (() => void) | undefined = undefined;

  constructor(source: Source, coder: Coder, options: CodedStreamOptions) {
    this.source = source;
    this.coder = coder;
    this.options = options;
    coder.on("readable", () => this.offerAgain?.());
    coder.on("drain", () => this.feedAgain?.());
    coder.on("end", () => {
      this.ended = true;
      this.feedAgain?.();
    });
    coder.on("error", (error) => this.fail(options.mapError?.(error) ?? error));
  }

  pull(controller: ReadableStreamDefaultController<Uint8Array>): void | Promise<void> {
    if (!this.started) {
      this.started = true;
      void this.feed();
    }
    if (this.offer(controller)) return;
    return new Promise((resolve) => {
      this.offerAgain = () => {
        if (!this.offer(controller)) return;
        this.offerAgain = undefined;
        resolve();
      };
    });
  }

  cancel(): void {
    this.over = true;
    this.release();
    this.offerAgain?.();
  }

  /** Passes on a chunk, the end or the failure; false when there is nothing yet. */
  private offer(controller: ReadableStreamDefaultController<Uint8Array>): boolean {
    if (this.over) return true;
    const chunk = this.failure === undefined ? (this.coder.read() as Uint8Array | null) : null;
    if (chunk !== null) {
      this.given += chunk.length;
      try {
        this.options.watch?.(this.taken, this.given);
        controller.enqueue(chunk);
        return true;
      } catch (error) {
        this.failure = { error };
        this.release();
      }
    }
    if (this.failure === undefined && !this.complete) return false;
    this.over = true;
    if (this.failure === undefined) controller.close();
    else controller.error(this.failure.error);
    return true;
  }

  private fail(error: unknown): void {
    if (this.failure !== undefined || this.over) return;
    this.failure = { error };
    this.release();
    this.offerAgain?.();
  }

  private release(): void {
    this.coder.destroy();
    this.source.cancel();
  }

  private async feed(): Promise<void> {
    const { coder, options } = this;
    try {
      for (;;) {
        const { done, value } = await this.next();
        if (this.over || this.failure !== undefined) return;
        if (done || value === undefined) break;
        if (value.length === 0) continue;
        // It ends before its input only when it has met what does not belong to the data.
        if (this.ended) break;
        this.taken += value.length;
        this.unflushed = true;
        if (!coder.write(value)) await this.turn(() => this.ended || !coder.writableNeedDrain);
      }
      coder.end();
      await this.turn(() => this.ended);
      if (options.trailing !== undefined && coder.bytesWritten !== this.taken) throw options.trailing();
      this.complete = true;
      this.offerAgain?.();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Waits for an event of the coder that makes something true; for ever when the stream is given up. */
  private turn(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.feedAgain = () => {
        if (done()) resolve();
      };
      this.feedAgain();
    });
  }

  private next(): ReturnType<Source["next"]> {
    const chunk = this.source.next();
    const { flushKind } = this.options;
    if (flushKind === undefined || !this.unflushed) return chunk;
    let arrived = false;
    const arrive = (): void => {
      arrived = true;
    };
    chunk.then(arrive, arrive);
    // A source that has more at hand gives it before the next turn of the loop.
    setImmediate(() => {
      if (arrived || this.over || this.failure !== undefined) return;
      this.unflushed = false;
      this.coder.flush(flushKind);
    });
    return chunk;
  }
}
