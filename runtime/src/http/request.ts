import type { HeadersView } from "./header-map.ts";

/** The body of a request. It can be read once, by one of its readers. */
export interface RequestBody {
  /** Whether the request has a body of at least one byte, as far as its header tells. */
  readonly present: boolean;
  /** `content-length`; undefined when the body is chunked. */
  readonly length: number | undefined;
  /** Most bytes that a reader without a limit of its own accepts. */
  readonly limit: number;
  /** Whether a reader was called. */
  readonly used: boolean;
  /**
   * The whole body.
   * @param limit most bytes that are accepted, counted while they arrive (default: {@link limit}, the server's body limit,
   * which a reader's own replaces, be it lower or higher)
   * @throws {HttpError} 413 when there are more; 400 when the body breaks off
   */
  bytes(limit?: number): Promise<Uint8Array>;
  /**
   * The body as it arrives.
   * @param limit as for {@link bytes}; the stream fails with 413 beyond
   */
  stream(limit?: number): ReadableStream<Uint8Array>;
}

/** A request as it came from the network: nothing is decoded. */
export interface HttpRequest {
  readonly method: string;
  /** The request target as received. */
  readonly target: string;
  /** Path of the target, undecoded, without the query. */
  readonly path: string;
  /** Query of the target, undecoded, without "?"; "" when there is none. */
  readonly query: string;
  readonly headers: HeadersView;
  readonly body: RequestBody;
}
