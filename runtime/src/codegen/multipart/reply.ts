import { ContractError } from "../../client/errors.ts";
import type { ReplyFlaw } from "../../client/errors.ts";
import { FormParser } from "../../http/multipart/form-parser.ts";
import { boundaryOf } from "../../http/multipart/parser.ts";
import type { HttpResponse } from "../../http/response.ts";
import type { ClientReply } from "../client-reply.ts";
import type { MultipartBody } from "../encode/multipart.ts";
import type { Exchange } from "../exchange.ts";
import type { Schema } from "../schema/schema.ts";
import type { MultipartOptions, MultipartReader, PartTable } from "./form.ts";
import { pointer, readForm } from "./form.ts";
import { multipartLimits } from "./limits.ts";

/** Replies with parts; those that are streams are sent as they come. */
export function partsReply(x: Exchange, status: number, { body, contentType }: MultipartBody): HttpResponse {
  return x.binary(status, contentType, body);
}

/** A server is trusted with more than a caller is. */
const limits = {
  ...multipartLimits,
  parts: Number.POSITIVE_INFINITY,
  field: 16_777_216,
  memory: 67_108_864,
};

/**
 * The body of a reply as named parts. A file that is too large to be held is handed over while it arrives.
 *
 * @param values Makes the unchecked body of the parts.
 * @throws {ContractError} when a part cannot be read, or the body does not fit
 */
export function replyMultipart<T>(
  res: ClientReply,
  table: PartTable,
  options: MultipartOptions,
  values: (form: MultipartReader) => unknown,
  is: (v: unknown) => v is T,
  schema: Schema,
): Promise<T>;
export function replyMultipart<T, U>(
  res: ClientReply,
  table: PartTable,
  options: MultipartOptions,
  values: (form: MultipartReader) => unknown,
  is: (v: unknown) => boolean,
  schema: Schema,
  read: (v: T) => U,
): Promise<U>;
export async function replyMultipart<T, U>(
  res: ClientReply,
  table: PartTable,
  options: MultipartOptions,
  values: (form: MultipartReader) => unknown,
  is: (v: unknown) => boolean,
  schema: Schema,
  read?: (v: T) => U,
): Promise<U> {
  const { headers } = res.response;
  const flaws: ReplyFlaw[] = [];
  const fault = (field: string, message: string): void => {
    flaws.push({ pointer: `/${pointer(field)}`, keyword: "", message });
  };
  const boundary = boundaryOf(headers.get("content-type"));
  const parser = new FormParser(res.response.stream(), boundary, limits);
  const value = values(await readForm(parser, limits, table, options, fault));
  if (flaws.length === 0 && is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
  if (flaws.length === 0) flaws.push(...(res.explain?.(schema, value) ?? []));
  throw new ContractError(res.operation, res.status, "with a body that its contract does not allow", flaws);
}
