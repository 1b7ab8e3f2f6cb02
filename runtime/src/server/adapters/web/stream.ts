import { openSource } from "../../../http/stream-body.ts";
import type { Source, StreamBody } from "../../../http/stream-body.ts";
import type { RequestStats } from "../../../http/context.ts";

/** Hears how the body of a reply goes. Exactly one of `done`, `failed` and `left` is called, once. */
export interface ReplyListener {
  /** It is sent while it is made. */
  opened(stream: ReplyStream): void;
  /** The platform has all of it. */
  done(): void;
  /** It broke off, and so does what the caller receives. */
  failed(error: unknown): void;
  /** Nobody wants the rest: the caller went away, or the server was cut off. */
  left(): void;
}

const encoder = new TextEncoder();

/**
 * The body of a reply as platforms take it: each chunk is made when the one before was taken. When the caller goes away its source
 * is cancelled.
 */
export class ReplyStream {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  private readonly body: StreamBody;
  private readonly stats: RequestStats | undefined;
  private readonly listener: ReplyListener;
  private readonly released: PromiseWithResolvers<void> = Promise.withResolvers();
  private controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined = undefined;
  private opened: Source | undefined = undefined;
  private pulling: boolean = false;
  private over: boolean = false;

  /** @param stats learns how many bytes were taken */
  constructor(body: StreamBody, stats: RequestStats | undefined, listener: ReplyListener) {
    this.body = body;
    this.stats = stats;
    this.listener = listener;
    this.readable = new ReadableStream(
      {
        start: (controller) => {
          this.controller = controller;
        },
        pull: (controller) => this.pull(controller),
        cancel: () => this.leave(),
      },
      // Nothing is made that nobody has asked for.
      { highWaterMark: 0 },
    );
  }

  /** Resolves when the body's source has nothing more to do. */
  get ended(): Promise<void> {
    return this.released.promise;
  }

  /** Ends it in the middle, so that the caller sees that it is not whole. */
  breakOff(): void {
    if (this.over) return;
    this.leave();
    this.controller?.error(brokenOff());
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    this.pulling = true;
    try {
      const chunk = await nextChunk(this.source);
      if (!this.over) this.pass(chunk, controller);
    } catch (error) {
      if (!this.over) {
        this.over = true;
        this.listener.failed(error);
        controller.error(brokenOff());
      }
    }
    this.pulling = false;
    if (this.over) this.released.resolve();
  }

  private pass(
    chunk: Uint8Array<ArrayBuffer> | undefined,
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): void {
    if (chunk === undefined) {
      this.over = true;
      controller.close();
      this.listener.done();
      return;
    }
    if (this.stats !== undefined) this.stats.bytesSent += chunk.length;
    controller.enqueue(chunk);
  }

  private leave(): void {
    this.over = true;
    this.source.cancel();
    this.listener.left();
    // A chunk that is being made comes first: the source hears of its end only then.
    if (!this.pulling) this.released.resolve();
  }

  /** Opened late, so that a reply that cannot be sent still owns its body. */
  private get source(): Source {
    return (this.opened ??= openSource(this.body));
  }
}

/** Platforms print what a stream fails with; the error itself is in the log. */
function brokenOff(): Error {
  return new Error("The body of the reply broke off.");
}

/** The next bytes; undefined at the end. */
async function nextChunk(source: Source): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (;;) {
    const { done, value } = await source.next();
    if (done === true || value === undefined) return undefined;
    const chunk: unknown = typeof value === "string" ? encoder.encode(value) : value;
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError("A body gave a chunk that is neither text nor bytes.");
    }
    if (chunk.length > 0) return chunk as Uint8Array<ArrayBuffer>;
  }
}
