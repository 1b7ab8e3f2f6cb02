import { exactNumbers } from "../../http/exact-numbers.ts";
import { ContractError } from "../../client/errors.ts";
import { decodeUtf8, joinChunks } from "../../http/body.ts";
import { isUtf8, parseMediaType } from "../../http/media-type.ts";
import { malformed } from "../../http/multipart/malformed.ts";
import { boundaryOf, MultipartParser } from "../../http/multipart/parser.ts";
import type { PartHeader } from "../../http/multipart/part-header.ts";
import { HttpError } from "../../http/problem.ts";
import { ItemFault } from "../../http/text-stream.ts";
import { BinaryBody } from "../binary.ts";
import type { ClientReply } from "../client-reply.ts";
import type { Exchange } from "../exchange.ts";
import type { JsonBodyOptions } from "../exchange/options.ts";
import { parseItem } from "../items/json.ts";
import type { ItemOptions, ItemReader } from "../items/text.ts";
import type { Schema } from "../schema/schema.ts";
import { isOf } from "./form.ts";
import { multipartLimits } from "./limits.ts";

// Bodies whose parts are told apart by their place (OpenAPI 3.2: prefixEncoding, itemEncoding, itemSchema).

/** How a part without a name is read. */
export interface PlacedPart {
  readonly as: "json" | "text" | "file";
  /** Media types or ranges that its `content-type` must be of (default: every type). */
  readonly types?: readonly string[];
  /** Makes a value of a text. */
  readonly convert?: (text: string) => unknown;
}

/** Most bytes of the parts of a reply that are held together: 64 Mi. */
const replyLimit = 67_108_864;

/** Reads the parts of a stream one by one; the bytes of a file are read before the next part is asked for, or are skipped. */
export function partReader(rule: PlacedPart): ItemReader {
  return async function* (source, options) {
    const parser = new MultipartParser(source, boundaryOf(options.contentType), multipartLimits.header);
    let ended = false;
    try {
      for (let header = await parser.next(); header !== undefined; header = await parser.next()) {
        if (rule.as === "file") {
          checkType(header, rule);
          yield new BinaryBody(once(parser), header);
        } else yield (await readPart(parser, header, rule, options)).value;
      }
      ended = true;
    } finally {
      if (!ended) await parser.cancel().catch(() => undefined);
    }
  };
}

function once(parser: MultipartParser): () => ReadableStream<Uint8Array> {
  return () =>
    new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const piece = await parser.read();
          if (piece === undefined) controller.close();
          else controller.enqueue(piece);
        },
      },
      { highWaterMark: 0 },
    );
}

async function readPart(
  parser: MultipartParser,
  header: PartHeader,
  rule: PlacedPart,
  options: ItemOptions,
): Promise<{ value: unknown; size: number }> {
  checkType(header, rule);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let piece = await parser.read(); piece !== undefined; piece = await parser.read()) {
    size += piece.length;
    if (size > options.limit) throw new ItemFault(`has more than ${options.limit} bytes`);
    pieces.push(piece);
  }
  const bytes = joinChunks(pieces, size);
  if (rule.as === "file") return { value: new BinaryBody(bytes, header), size };
  const mediaType = parseMediaType(header.contentType ?? "text/plain");
  const text = mediaType !== undefined && isUtf8(mediaType) ? decodeUtf8(bytes) : undefined;
  if (text === undefined) throw new ItemFault("is not valid UTF-8");
  if (rule.as === "json") return { value: parseItem(text, options), size };
  return { value: rule.convert === undefined ? text : rule.convert(text), size };
}

function checkType(header: PartHeader, { types }: PlacedPart): void {
  if (types !== undefined && !isOf(header.contentType, types))
    throw new ItemFault(`must be of the type ${types.join(", ")}`);
}

async function readAll(
  parser: MultipartParser,
  prefix: readonly PlacedPart[],
  rest: PlacedPart | undefined,
  options: ItemOptions,
  maxParts: number,
  refuse: (index: number, fault: ItemFault) => Error,
): Promise<unknown[]> {
  const values: unknown[] = [];
  let left = options.limit;
  try {
    for (let header = await parser.next(); header !== undefined; header = await parser.next()) {
      const rule = prefix[values.length] ?? rest;
      if (rule === undefined) throw new ItemFault("is not allowed");
      if (values.length === maxParts) malformed(`has more than ${maxParts} parts`);
      const { value, size } = await readPart(parser, header, rule, { ...options, limit: left });
      left -= size;
      values.push(value);
    }
  } catch (error) {
    parser.cancel(error).catch(() => undefined);
    throw error instanceof ItemFault ? refuse(values.length, error) : error;
  }
  return values;
}

/**
 * The parts of a body in their order, all held in memory; undefined when there is no body.
 *
 * @param prefix How the first parts are read.
 * @param rest How the others are read (default: there may be none).
 * @throws {HttpError} 413 when the body exceeds a limit; 400 when it is malformed, or a part cannot be read
 */
export async function partsBody(
  x: Exchange,
  prefix: readonly PlacedPart[],
  rest?: PlacedPart,
  options: JsonBodyOptions = {},
): Promise<unknown[] | undefined> {
  const { body, headers } = x.req;
  if (!body.present) return undefined;
  const contentType = headers.get("content-type");
  const limits = { ...multipartLimits, ...x.config.multipart };
  const source = body.stream(options.limit ?? x.config.bodyLimit);
  const parser = new MultipartParser(source, boundaryOf(contentType), limits.header);
  const how = { limit: limits.memory, bigint: options.bigint, contentType };
  return readAll(parser, prefix, rest, how, limits.parts, (index, { pointer, message }) => {
    const errors = [{ in: "body" as const, pointer: `/${index}${pointer}`, message }];
    return new HttpError(400, { detail: "The request does not fit its contract.", errors });
  });
}

/** The parts of a reply in their order; see {@link partsBody}. */
export function replyParts<T>(
  res: ClientReply,
  prefix: readonly PlacedPart[],
  rest: PlacedPart | undefined,
  is: (v: unknown) => v is T,
  schema: Schema,
): Promise<T>;
export function replyParts<T, U>(
  res: ClientReply,
  prefix: readonly PlacedPart[],
  rest: PlacedPart | undefined,
  is: (v: unknown) => boolean,
  schema: Schema,
  read: (v: T) => U,
): Promise<U>;
export async function replyParts<T, U>(
  res: ClientReply,
  prefix: readonly PlacedPart[],
  rest: PlacedPart | undefined,
  is: (v: unknown) => boolean,
  schema: Schema,
  read?: (v: T) => U,
): Promise<U> {
  const contentType = res.response.headers.get("content-type");
  const what = "with a body that its contract does not allow";
  const parser = new MultipartParser(res.response.stream(), boundaryOf(contentType), multipartLimits.header);
  const options = { limit: replyLimit, bigint: exactNumbers, contentType };
  const value = await readAll(parser, prefix, rest, options, Number.POSITIVE_INFINITY, (index, fault) => {
    const flaw = { pointer: `/${index}${fault.pointer}`, keyword: "", message: fault.message };
    return new ContractError(res.operation, res.status, what, [flaw]);
  });
  if (is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
  throw new ContractError(res.operation, res.status, what, res.explain?.(schema, value));
}
