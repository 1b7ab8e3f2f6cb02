import { byteStream } from "../../client/transports/byte-stream.ts";
import type { HttpResponse } from "../../http/response.ts";
import type { Exchange } from "../exchange.ts";
import { isChecked, validateReply } from "../exchange/replies.ts";
import type { Schema } from "../schema/schema.ts";

/** Items to be sent, such as what an async generator yields. They are asked for no faster than they can be sent. */
export type ItemSource<T> = AsyncIterable<T> | Iterable<T>;

/** Turns JSON text of an item into what is sent. */
export type Frame = (json: string) => string;

/**
 * Replies with a stream of items. When the caller goes away, or an item cannot be written, the source is told by its
 * `return()`; an error after the first item breaks the connection, so that nobody takes what was sent for the whole.
 */
export function itemsReply<T>(
  x: Exchange,
  status: number,
  contentType: string,
  items: ItemSource<T>,
  frame: Frame,
  write: (item: T) => string,
  is: (v: unknown) => boolean,
  schema: Schema,
): HttpResponse {
  const checked = isChecked(x.config.validateReplies);
  const text = (item: T): string => {
    const json = write(item);
    if (checked) validateReply(x.cx.operation ?? x.req.method, status, json, is, schema);
    return frame(json);
  };
  // Whoever stands between must hand events on at once, and must not answer with old ones.
  if (contentType.startsWith("text/event-stream")) x.setDefault("cache-control", "no-cache");
  return x.binary(status, contentType, mapped(items, text));
}

/** Items as the body of a request. */
export function itemsStream<T>(
  items: ItemSource<T>,
  frame: Frame,
  write: (item: T) => string,
): ReadableStream<Uint8Array> {
  return byteStream(mapped(items, (item) => frame(write(item))));
}

/** Every item as something else. Unlike those of a generator, its `return()` does not wait for the item that is being made. */
export function mapped<T, U>(items: ItemSource<T>, change: (item: T) => U): AsyncIterable<U> {
  return {
    [Symbol.asyncIterator]: () => {
      const iterator: AsyncIterator<T> | Iterator<T> =
        Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
      const stop = async (): Promise<IteratorReturnResult<undefined>> => {
        await iterator.return?.();
        return { done: true, value: undefined };
      };
      return {
        next: async () => {
          const next = await iterator.next();
          if (next.done === true) return { done: true, value: undefined };
          try {
            return { done: false, value: change(next.value) };
          } catch (error) {
            stop().catch(() => undefined);
            throw error;
          }
        },
        return: stop,
      };
    },
  };
}
