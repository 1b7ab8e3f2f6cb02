import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { HttpError } from "../../http/problem.ts";
import type { ByteRange } from "./byte-range.ts";
import type { Entry } from "./jail.ts";

/** Bytes of one read. */
const chunkSize = 65_536;

/**
 * A part of a file. What is small is read now; anything else when somebody reads, so that a reply that is never sent holds
 * no open file.
 * @throws {HttpError} 503 when the file has changed since it was found
 */
export function contentOf(file: Entry, range: ByteRange): ReadableStream<Uint8Array> | Promise<Uint8Array> {
  return range.end - range.start <= chunkSize
    ? readNow(file, range)
    : new ReadableStream(new FileSource(file, range), { highWaterMark: 0 });
}

async function readNow(file: Entry, { start, end }: ByteRange): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  const handle = await openFound(file);
  try {
    for (let size = 0; size < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, size, bytes.length - size, start + size);
      if (bytesRead === 0) throw changed();
      size += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Reads a file chunk by chunk as it is asked to, and closes it at the end, whichever that is. */
class FileSource {
  private readonly file: Entry;
  private position: number;
  private readonly end: number;
  private opening: Promise<FileHandle> | undefined = undefined;
  private cancelled: boolean = false;

  constructor(file: Entry, { start, end }: ByteRange) {
    this.file = file;
    this.position = start;
    this.end = end;
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      const handle = await (this.opening ??= openFound(this.file));
      const chunk = Buffer.allocUnsafeSlow(Math.min(chunkSize, this.end - this.position));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.position);
      if (this.cancelled) return;
      // Its length was announced, so the caller must see that there is less.
      if (bytesRead === 0) throw changed();
      this.position += bytesRead;
      controller.enqueue(chunk.subarray(0, bytesRead));
      if (this.position < this.end) return;
      controller.close();
      await handle.close();
    } catch (error) {
      if (this.cancelled) return;
      await this.close();
      throw error;
    }
  }

  async cancel(): Promise<void> {
    this.cancelled = true;
    await this.close();
  }

  private async close(): Promise<void> {
    // What could not be opened is not open.
    const handle = await this.opening?.catch(() => undefined);
    await handle?.close();
  }
}

/** Opens a file, if it is still the one that was found: nobody has put another one, or a link, in its place. */
async function openFound(file: Entry): Promise<FileHandle> {
  // The constant is missing on Windows.
  const handle = await open(file.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const stats = await handle.stat({ bigint: true });
    const same =
      stats.ino === file.inode &&
      stats.dev === file.device &&
      stats.mtimeNs === file.modified &&
      Number(stats.size) === file.size;
    if (!same) throw changed();
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function changed(): HttpError {
  return new HttpError(503, "The file is being changed.", { headers: { "retry-after": "1" } });
}
