import type { Writable } from "node:stream";
import type { RequestStats } from "../../../http/context.ts";

type Stream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/**
 * Writes a stream as the body of a reply whose header is out, no faster than the caller reads. When the caller goes away the stream
 * is cancelled; when the stream fails the promise rejects.
 * @param stats learns how many bytes were written
 */
export async function pump(body: Stream, out: Writable, stats: RequestStats | undefined): Promise<void> {
  const source = openSource(body);
  let gone = out.destroyed;
  const leave = (): void => {
    gone = true;
    source.cancel();
  };
  out.once("close", leave);
  try {
    while (!gone) {
      const { done, value } = await source.next();
      if (done || value === undefined) break;
      if (gone || value.length === 0) continue;
      if (stats !== undefined) stats.bytesSent += Buffer.byteLength(value);
      // As bytes: Node writes text together with a header that may be Latin-1.
      if (!out.write(typeof value === "string" ? Buffer.from(value) : value)) await writable(out);
    }
  } catch (error) {
    if (!gone) throw error;
  } finally {
    out.off("close", leave);
  }
  if (gone) source.cancel();
  else out.end();
}

/** A stream that is read chunk by chunk, and can be given up at any time. */
export interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | string | undefined }>;
  cancel(): void;
}

/** Starts to read a stream, which then belongs to the reader. */
export function openSource(body: Stream): Source {
  if (body instanceof ReadableStream) {
    // Unlike an iterator's return(), a reader's cancel() does not wait for the chunk that is being made.
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: () => void reader.cancel().catch(ignore) };
  }
  const iterator = body[Symbol.asyncIterator]();
  return {
    next: () => iterator.next() as ReturnType<Source["next"]>,
    cancel: () => void Promise.resolve(iterator.return?.()).catch(ignore),
  };
}

function writable(out: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      out.off("drain", done);
      out.off("close", done);
      resolve();
    };
    out.once("drain", done);
    out.once("close", done);
  });
}

function ignore(): void {
  // The source is given up; that it fails while it stops changes nothing.
}
