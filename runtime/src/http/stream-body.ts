import type { ResponseBody } from "./response.ts";

/** A body that is made while it is sent. */
export type StreamBody = Exclude<ResponseBody, undefined | string | Uint8Array>;

export function isStream(body: ResponseBody): body is StreamBody {
  return typeof body === "object" && !(body instanceof Uint8Array);
}

/** A stream that is read chunk by chunk, and can be given up at any time. */
export interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | string | undefined }>;
  cancel(): void;
}

/** Starts to read a stream, which then belongs to the reader. */
export function openSource(body: StreamBody): Source {
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

/** Gives up the body of a reply that nobody will read, so that its source can let go. What the source says to that is lost. */
export function dropBody(body: ResponseBody): void {
  if (!isStream(body)) return;
  try {
    openSource(body).cancel();
  } catch {
    // Somebody reads it already, and it is theirs to give up.
    return;
  }
}

function ignore(): void {
  // The source is given up; that it fails while it stops changes nothing.
}
