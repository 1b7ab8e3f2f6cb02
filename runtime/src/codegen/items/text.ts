import type { ExactNumbers } from "../../http/parse-json.ts";

/** How a stream of items is read. */
export interface ItemOptions {
  /** Most characters of an item. */
  readonly limit: number;
  /** What becomes of whole numbers that a `number` would round. */
  readonly bigint: ExactNumbers | undefined;
  /** Of the whole, for what it says about the items. */
  readonly contentType: string | undefined;
}

/** Takes a stream of bytes apart into the values of its items, as they are on the wire. */
export type ItemReader = (
  source: ReadableStream<Uint8Array>,
  options: ItemOptions,
) => AsyncGenerator<unknown, void, undefined>;
