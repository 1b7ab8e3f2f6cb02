/** Why a stream of items cannot be read on; the message completes “the item …”. */
export class ItemFault extends Error {
  override readonly name: string = "ItemFault";
  /** JSON pointer inside the item. */
  readonly pointer: string;

  constructor(message: string, pointer: string = "") {
    super(message);
    this.pointer = pointer;
  }
}

/** The text of a stream in pieces as they arrive; whoever stops early cancels the stream. */
export async function* textOf(source: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = source.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      const text = decode(decoder, value);
      if (text !== "") yield text;
      if (done) return;
    }
  } catch (error) {
    // A stream that failed has ended by itself.
    ended ||= !(error instanceof ItemFault);
    throw error;
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | undefined): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    throw new ItemFault("is not valid UTF-8");
  }
}

/**
 * The pieces of a text between separators. What follows the last separator comes last, unless it is empty.
 *
 * @throws {ItemFault} when a piece has more than `limit` characters
 */
export async function* split(
  text: AsyncIterable<string>,
  separator: string,
  limit: number,
): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const piece of text) {
    let from = 0;
    for (let at = piece.indexOf(separator); at !== -1; at = piece.indexOf(separator, from)) {
      yield within(rest + piece.slice(from, at), limit);
      rest = "";
      from = at + separator.length;
    }
    rest = within(rest + piece.slice(from), limit);
  }
  if (rest !== "") yield rest;
}

/** @throws {ItemFault} when a text has more than `limit` characters */
export function within(text: string, limit: number): string {
  if (text.length > limit) throw new ItemFault(`has more than ${limit} characters`);
  return text;
}
