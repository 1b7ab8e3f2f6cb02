import { parseJson } from "../../http/parse-json.ts";
import { Reply } from "../../http/reply.ts";
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
  const value = parseJson(text, { bigint: true, depth: Number.POSITIVE_INFINITY });
  if (is(value)) return;
  const flaws = explain(schema, value).map((flaw) => `${flaw.pointer || "the body"} ${flaw.message}`);
  throw new ReplyContractError(
    `${operation} replied ${status} with a body that its contract does not allow: ${flaws.join("; ")}`,
  );
}
