import { openSource } from "../../../http/stream-body.ts";
import type { StreamBody } from "../../../http/stream-body.ts";
import type { Writable } from "node:stream";
import type { RequestStats } from "../../../http/context.ts";

/**
 * Writes a stream as the body of a reply whose header is out, no faster than the caller reads. When the caller goes away the stream
 * is cancelled; when the stream fails the promise rejects.
 * @param stats learns how many bytes were written
 */
export async function pump(body: StreamBody, out: Writable, stats: RequestStats | undefined): Promise<void> {
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
