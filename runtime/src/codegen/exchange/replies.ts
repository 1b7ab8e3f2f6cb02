import { exactNumbers } from "../../http/exact-numbers.ts";
import { parseJson } from "../../http/parse-json.ts";
import { Reply } from "../../http/reply.ts";
import { toBase64 } from "../base64.ts";
import { setOwn } from "../check/json.ts";
import type { JsonObject } from "../check/json.ts";
import { explain } from "../schema/explain.ts";
import type { Schema } from "../schema/schema.ts";

/** Any reply at all. */
export type AnyReply = Reply<number, unknown, unknown, string | undefined>;

/** What a handler returned, with a bare body turned into the reply of status `S`. */
export type ReplyOf<V, S extends number> = V extends AnyReply ? V : Reply<S, V extends void ? undefined : V>;

/** A reply that breaks the contract: a fault of the server, so the caller gets an opaque 500 and the log this message. */
export class ReplyContractError extends Error {
  override readonly name: string = "ReplyContractError";
}

/** The error for a reply whose status, or media type, the contract does not declare. */
export function undeclaredReply(operation: string, reply: unknown): ReplyContractError {
  const status = reply instanceof Reply ? String(reply.status) : "of no kind";
  return new ReplyContractError(`${operation} replied ${status}, which its contract does not declare`);
}

/** Whether this reply is one of those that the option `validateReplies` has checked. */
export function isChecked(share: boolean | number): boolean {
  return typeof share === "boolean" ? share : Math.random() < share;
}

/** @throws {ReplyContractError} when a body that was written does not fit its contract */
export function validateReply(
  operation: string,
  status: number,
  text: string,
  is: (v: unknown) => boolean,
  schema: Schema,
): void {
  const value = parseJson(text, { bigint: exactNumbers, depth: Number.POSITIVE_INFINITY });
  if (is(value)) return;
  const flaws = explain(schema, value).map((flaw) => `${flaw.pointer || "the body"} ${flaw.message}`);
  throw new ReplyContractError(
    `${operation} replied ${status} with a body that its contract does not allow: ${flaws.join("; ")}`,
  );
}

/** Parts at fault that a message names. */
const namedParts = 5;

/**
 * The error for a body that could not be written. Writers only find that something is missing or of another type; the
 * schema says where.
 */
export function unwritableReply(
  operation: string,
  status: number,
  body: unknown,
  schema: Schema,
  cause: unknown,
): ReplyContractError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const flaws = explain(schema, asJson(body, 0))
    .slice(0, namedParts)
    .map((flaw) => `${flaw.pointer || "the body"} ${flaw.message}`);
  const where = flaws.length === 0 ? reason : flaws.join("; ");
  const message = `${operation} replied ${status} with a body that cannot be written: ${where}`;
  return new ReplyContractError(message, { cause });
}

/** Objects and arrays as they are, as deep as a schema is looked at; bytes as the text that they become. */
function asJson(value: unknown, depth: number): unknown {
  if (value instanceof Uint8Array) return toBase64(value);
  if (typeof value !== "object" || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => asJson(item, depth + 1));
  const copy: JsonObject = {};
  for (const [name, item] of Object.entries(value)) setOwn(copy, name, asJson(item, depth + 1));
  return copy;
}

const maxDepth = 100;
