/** Where the items of a long reply come from, such as an async generator. They are asked for no faster than they are sent. */
export type ItemSource<T> = ReadableStream<T> | AsyncIterable<T> | Iterable<T>;

/** Items that are taken one by one. */
export interface Items<T> {
  next(): Promise<IteratorResult<T, unknown>>;
  /** Tells the source that nobody wants more; does not wait for the item that is being made. */
  stop(): void;
}

/** Opens a source. */
export function openItems<T>(source: ItemSource<T>): Items<T> {
  if (source instanceof ReadableStream) {
    // Unlike an iterator's return(), a reader's cancel() does not wait for the item that is being made.
    const reader = source.getReader();
    return {
      next: () => reader.read() as Promise<IteratorResult<T, unknown>>,
      stop: () => void reader.cancel().catch(ignore),
    };
  }
  const iterator: AsyncIterator<T> | Iterator<T> =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  return {
    next: async () => iterator.next(),
    stop: () => {
      try {
        void Promise.resolve(iterator.return?.()).catch(ignore);
      } catch {
        ignore();
      }
    },
  };
}

function ignore(): void {
  // The source is given up; that it fails while it stops changes nothing.
}
