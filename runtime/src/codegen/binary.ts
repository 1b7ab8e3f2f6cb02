/** Bytes to be sent. Text is sent as UTF-8. A stream can be sent once. A `File` of a browser is a `Blob`. */
export type BinarySource =
  Uint8Array | string | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string> | BinaryBody;

/** What a {@link BinaryBody} is, besides its bytes. */
export interface BinaryInfo {
  /** Media type (default `application/octet-stream`). */
  contentType?: string | undefined;
  /** Name of the file, for multipart bodies. */
  filename?: string | undefined;
  /** Number of bytes, when it is known. */
  length?: number | undefined;
}

/**
 * Bytes that were received, or that are to be sent with a name and a type. They may not have arrived yet, and can be read
 * once: at their own pace with {@link BinaryBody.stream}, or as a whole.
 */
export class BinaryBody {
  /** Media type. */
  readonly contentType: string;
  /** As the sender gave it: never a path to write to. */
  readonly filename: string | undefined;
  /** Number of bytes; undefined when the sender did not tell. */
  readonly length: number | undefined;
  private readonly source: Uint8Array | (() => ReadableStream<Uint8Array>);

  /** @param source The bytes, or a function that is called at most once to begin reading. */
  constructor(source: Uint8Array | (() => ReadableStream<Uint8Array>), info: BinaryInfo = {}) {
    this.source = source;
    this.contentType = info.contentType ?? "application/octet-stream";
    this.filename = info.filename;
    this.length = source instanceof Uint8Array ? source.length : info.length;
  }

  /** The bytes as they arrive. */
  stream(): ReadableStream<Uint8Array> {
    return typeof this.source === "function" ? this.source() : streamOf(this.source);
  }

  /** All bytes. A request fails beyond the limit of the operation, so this is bounded. */
  async bytes(): Promise<Uint8Array> {
    return typeof this.source === "function" ? collect(this.source()) : this.source;
  }

  /** All bytes as text; what is not UTF-8 is replaced by U+FFFD. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }
}

/** Whether a value is a {@link BinaryBody}. */
export function isBinary(v: unknown): v is BinaryBody {
  return v instanceof BinaryBody;
}

/** Bytes as a body that transports take: as they are, unless they come with a name and a type. */
export function bodyOf(source: BinarySource): Exclude<BinarySource, BinaryBody | Blob> {
  return source instanceof BinaryBody || source instanceof Blob ? source.stream() : source;
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}
