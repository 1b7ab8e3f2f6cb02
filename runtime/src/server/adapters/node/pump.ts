import type { ServerResponse } from "node:http";
import type { RequestStats } from "../../../http/context.ts";

type Stream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/**
 * Writes a stream to a reply whose header is out, no faster than the caller reads. When the caller goes away the stream
 * is cancelled; when the stream fails the promise rejects.
 * @param stats learns how many bytes were written
 */
export async function pump(
  body: Stream,
  response: ServerResponse,
  stats: RequestStats | undefined,
): Promise<void> {
  // The first chunk may take long, as with events.
  response.flushHeaders();
  const source = openSource(body);
  let gone = response.destroyed;
  const leave = (): void => {
    gone = true;
    source.cancel();
  };
  response.once("close", leave);
  try {
    while (!gone) {
      const { done, value } = await source.next();
      if (done || value === undefined) break;
      if (gone || value.length === 0) continue;
      if (stats !== undefined) stats.bytesSent += Buffer.byteLength(value);
      if (!response.write(value)) await writable(response);
    }
  } catch (error) {
    if (!gone) throw error;
  } finally {
    response.off("close", leave);
  }
  if (gone) source.cancel();
  else response.end();
}

interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | string | undefined }>;
  cancel(): void;
}

function openSource(body: Stream): Source {
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

/** Gives up a body that is not sent, so that its source can let go. */
export function dropBody(body: Stream): void {
  openSource(body).cancel();
}

function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.once("drain", done);
    response.once("close", done);
  });
}

function ignore(): void {
  // The source is given up; that it fails while it stops changes nothing.
}
