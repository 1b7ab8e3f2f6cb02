/** Whatever a body can be made of. */
export type Chunks =
  undefined | string | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/**
 * A body as a stream that is pulled one piece at a time.
 *
 * @param signal Makes the stream fail with its reason.
 * @param onCancel Called when the reader loses interest or the signal is aborted before the end.
 */
export function byteStream(
  body: Chunks,
  signal?: AbortSignal,
  onCancel?: (reason: unknown) => void,
): ReadableStream<Uint8Array> {
  const iterator = piecesOf(body)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let stop: (() => void) | undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (signal === undefined) return;
        const abort = () => {
          controller.error(signal.reason);
          onCancel?.(signal.reason);
          giveUp(iterator);
        };
        if (signal.aborted) return abort();
        signal.addEventListener("abort", abort, { once: true });
        stop = () => signal.removeEventListener("abort", abort);
      },
      async pull(controller) {
        const next = await iterator.next();
        if (signal?.aborted === true) return;
        if (next.done === true) {
          stop?.();
          controller.close();
        } else {
          controller.enqueue(typeof next.value === "string" ? encoder.encode(next.value) : next.value);
        }
      },
      async cancel(reason) {
        stop?.();
        onCancel?.(reason);
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The source is not waited for: it may be the very thing that hangs. */
function giveUp(iterator: AsyncIterator<unknown>): void {
  iterator.return?.().then(undefined, () => undefined);
}

async function* whole(piece: string | Uint8Array): AsyncGenerator<string | Uint8Array, void, undefined> {
  if (piece.length > 0) yield piece;
}

function piecesOf(body: Chunks): AsyncIterable<Uint8Array | string> {
  if (body === undefined) return whole("");
  return typeof body === "string" || body instanceof Uint8Array ? whole(body) : body;
}
