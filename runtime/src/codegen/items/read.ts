import type { ExactNumbers } from "../../http/parse-json.ts";
import { ItemError } from "../../client/errors.ts";
import { HttpError } from "../../http/problem.ts";
import { ItemFault } from "../../http/text-stream.ts";
import type { ClientReply } from "../client-reply.ts";
import type { Exchange } from "../exchange.ts";
import type { JsonBodyOptions } from "../exchange/options.ts";
import { explain } from "../schema/explain.ts";
import type { Schema } from "../schema/schema.ts";
import type { ItemReader } from "./text.ts";

/** Most characters of an item of a request, unless the router says otherwise: 1 Mi. */
const itemLimit = 1_048_576;
/** Most characters of an item of a reply: 16 Mi. */
const replyItemLimit = 16_777_216;

type Flaws = readonly { readonly pointer: string; readonly message: string; readonly keyword?: string }[];

/** How items are taken apart and checked. */
interface Items<T> {
  readonly frames: AsyncGenerator<unknown, void, undefined>;
  readonly is: (v: unknown) => boolean;
  readonly read: ((v: never) => T) | undefined;
  /** The error for an item that cannot be read or does not fit. */
  readonly refuse: (index: number, item: unknown, fault: ItemFault | undefined) => Error;
}

async function* checked<T>({ frames, is, read, refuse }: Items<T>): AsyncGenerator<T, void, undefined> {
  let index = 0;
  try {
    for await (const item of frames) {
      if (!is(item)) throw refuse(index, item, undefined);
      yield read === undefined ? (item as T) : read(item as never);
      index += 1;
    }
  } catch (error) {
    throw error instanceof ItemFault ? refuse(index, undefined, error) : error;
  }
}

/**
 * The body as a stream of items, which the handler reads at its own pace. Iterating fails with 400 at an item that does not
 * fit, named by its index, and with 413 beyond the limit of the body.
 *
 * @param read Turns the wire value into the handler's; called only when the check said yes.
 */
export function itemsBody<T>(
  x: Exchange,
  reader: ItemReader,
  is: (v: unknown) => v is T,
  schema: Schema,
  read?: undefined,
  options?: JsonBodyOptions,
): AsyncIterable<T>;
export function itemsBody<T, U>(
  x: Exchange,
  reader: ItemReader,
  is: (v: unknown) => boolean,
  schema: Schema,
  read: (v: T) => U,
  options?: JsonBodyOptions,
): AsyncIterable<U>;
export function itemsBody<T, U>(
  x: Exchange,
  reader: ItemReader,
  is: (v: unknown) => boolean,
  schema: Schema,
  read?: (v: T) => U,
  options?: JsonBodyOptions,
): AsyncIterable<U> {
  if (!x.req.body.present) x.fault("body", undefined, "", "is required", "required");
  const refuse = (index: number, item: unknown, fault: ItemFault | undefined): HttpError => {
    const flaws: Flaws = fault === undefined ? explain(schema, item) : [fault];
    const errors = flaws.map(({ pointer, message, keyword }) => ({
      in: "body" as const,
      pointer: `/${index}${pointer}`,
      message,
      ...(keyword !== undefined && keyword !== "" && { keyword }),
    }));
    return new HttpError(400, { detail: "The request does not fit its contract.", errors });
  };
  const open = (): AsyncGenerator<unknown, void, undefined> => {
    const source = x.req.body.stream(options?.limit ?? x.config.bodyLimit);
    const limit = x.config.itemLimit ?? itemLimit;
    return reader(source, {
      limit,
      bigint: options?.bigint,
      contentType: x.req.headers.get("content-type"),
    });
  };
  return once(() => checked({ frames: open(), is, read, refuse }));
}

/** {@link itemsBody}, or undefined when there is no body. */
export function optionalItemsBody<T>(
  x: Exchange,
  reader: ItemReader,
  is: (v: unknown) => v is T,
  schema: Schema,
  read?: undefined,
  options?: JsonBodyOptions,
): AsyncIterable<T> | undefined;
export function optionalItemsBody<T, U>(
  x: Exchange,
  reader: ItemReader,
  is: (v: unknown) => boolean,
  schema: Schema,
  read: (v: T) => U,
  options?: JsonBodyOptions,
): AsyncIterable<U> | undefined;
export function optionalItemsBody<T, U>(
  x: Exchange,
  reader: ItemReader,
  is: (v: unknown) => boolean,
  schema: Schema,
  read?: (v: T) => U,
  options?: JsonBodyOptions,
): AsyncIterable<U> | undefined {
  return x.req.body.present ? itemsBody(x, reader, is, schema, read as (v: T) => U, options) : undefined;
}

/**
 * The body of a reply as a stream of items, which the caller reads at its own pace. Whoever stops early gives the
 * connection up.
 *
 * @throws {ItemError} while it is iterated, at an item that the contract does not allow
 */
export function replyItems<T>(
  res: ClientReply,
  reader: ItemReader,
  is: (v: unknown) => v is T,
  schema: Schema,
  read?: undefined,
  bigint?: ExactNumbers,
): AsyncIterable<T>;
export function replyItems<T, U>(
  res: ClientReply,
  reader: ItemReader,
  is: (v: unknown) => boolean,
  schema: Schema,
  read: (v: T) => U,
  bigint?: ExactNumbers,
): AsyncIterable<U>;
export function replyItems<T, U>(
  res: ClientReply,
  reader: ItemReader,
  is: (v: unknown) => boolean,
  schema: Schema,
  read?: (v: T) => U,
  bigint?: ExactNumbers,
): AsyncIterable<U> {
  const refuse = (index: number, item: unknown, fault: ItemFault | undefined): ItemError => {
    const flaws: Flaws = fault === undefined ? (res.explain?.(schema, item) ?? []) : [fault];
    return new ItemError(
      res.operation,
      res.status,
      index,
      flaws.map(({ pointer, message, keyword = "" }) => ({
        pointer: `/${index}${pointer}`,
        keyword,
        message,
      })),
    );
  };
  const { response } = res;
  return once(() => {
    const contentType = response.headers.get("content-type");
    const frames = reader(response.stream(), { limit: replyItemLimit, bigint, contentType });
    return checked({ frames, is, read, refuse });
  });
}

/** What can be iterated once, and is opened only then. */
function once<T>(open: () => AsyncGenerator<T, void, undefined>): AsyncIterable<T> {
  let used = false;
  return {
    [Symbol.asyncIterator]: () => {
      if (used) throw new TypeError("The items were read already; a stream can be read once.");
      used = true;
      return open();
    },
  };
}
