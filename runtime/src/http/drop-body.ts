import type { ResponseBody } from "./response.ts";

/** Gives up the body of a reply that nobody will read, so that its source can let go. What the source says to that is lost. */
export function dropBody(body: ResponseBody): void {
  if (typeof body !== "object" || body instanceof Uint8Array) return;
  stop(body).catch(ignore);
}

async function stop(body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>): Promise<void> {
  // Unlike an iterator's return(), cancel() does not wait for the chunk that is being made.
  if (body instanceof ReadableStream) await body.cancel();
  else await body[Symbol.asyncIterator]().return?.();
}

function ignore(): void {
  // The source is given up; that it fails while it stops changes nothing.
}
