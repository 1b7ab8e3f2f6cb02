import { asError, ReplyError } from "../client/errors.ts";
import { Reply } from "../http/reply.ts";
import type { NoHeaders } from "../http/reply.ts";
import type { ExactNumbers } from "../http/parse-json.ts";
import type { ClientReply } from "./client-reply.ts";
import type { Schema } from "./schema/schema.ts";

/** What an exception has besides its body. */
export interface ExceptionInit<S extends number = number, H = NoHeaders> {
  /** Typed headers of the reply. */
  headers?: H;
  /** Of an exception that operations reply with different statuses: which one (default: the operation's first). */
  status?: S;
  /** Name of the operation that was called; set by clients. */
  operation?: string;
}

/**
 * An exception of a contract. Handlers throw it, and the operations that declare it reply with its body; clients get it
 * thrown when such a reply comes. Generated code has a class for each exception.
 */
export class ContractException<out S extends number, out B, out H = NoHeaders> extends ReplyError<
  Reply<S, B, H>
> {
  override readonly name: string = "ContractException";
  declare readonly status: S;
  readonly body: B;
  readonly headers: H;

  /** @param status the one that the contract has for it, or the first of several */
  constructor(status: S, body: unknown, init: ExceptionInit<S, H> = {}) {
    const { operation = "" } = init;
    const reply = new Reply(init.status ?? status, body as B, (init.headers ?? {}) as H, undefined);
    super(operation, reply);
    this.body = reply.body;
    this.headers = reply.headers;
    const said = saidBy(body);
    if (operation === "") this.message = said ?? `an exception with the status ${reply.status}`;
    else if (said !== undefined) this.message = `${operation} replied ${reply.status}: ${said}`;
  }
}

/** What an exception says to people: most have a field of that name. */
function saidBy(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, "message")) return undefined;
  const { message } = body as { message?: unknown };
  return typeof message === "string" && message !== "" ? message : undefined;
}

/** The class of an exception, as those see it who do not know which one it is. */
export type ExceptionClass = new (
  body: never,
  init: ExceptionInit<never, never>,
) => ContractException<number, unknown, unknown>;

/** The class of an exception and the statuses that an operation declares for it, of which there is one at least. */
export type DeclaredException = readonly [type: ExceptionClass, ...statuses: readonly number[]];

/**
 * The reply that stands for what a handler threw; undefined for what its operation does not declare.
 *
 * @param declared the exceptions of the operation
 */
export function replyOfException(
  error: unknown,
  declared: readonly DeclaredException[],
): Reply<number, unknown, unknown> | undefined {
  for (const [type, first = 500, ...others] of declared) {
    if (!(error instanceof type)) continue;
    const status = others.includes(error.status) ? error.status : first;
    return new Reply(status, error.body, error.headers, undefined);
  }
  return undefined;
}

/** A reply that stands for an exception: who awaits the success of a call gets that thrown. */
class ExceptionReply<S extends number, B, H> extends Reply<S, B, H> {
  readonly #type: ExceptionClass;

  constructor(type: ExceptionClass, status: S, body: B, headers: H) {
    super(status, body, headers, undefined);
    this.#type = type;
  }

  [asError](operation: string): Error {
    const { status, headers } = this;
    return new this.#type(this.body as never, {
      status: status as never,
      headers: headers as never,
      operation,
    });
  }
}

/** A reply of a client that stands for an exception. */
export function exceptionReply<const S extends number, B>(
  status: S,
  type: ExceptionClass,
  body: B,
): Reply<S, B>;
export function exceptionReply<const S extends number, B, H>(
  status: S,
  type: ExceptionClass,
  body: B,
  init: { headers: H },
): Reply<S, B, H>;
export function exceptionReply(
  status: number,
  type: ExceptionClass,
  body: unknown,
  init?: { headers: unknown },
): Reply<number, unknown, unknown> {
  return new ExceptionReply(type, status, body, init?.headers ?? {});
}

/** Exceptions of one status, each with the check of its body; of those that say yes, the first counts. */
export type ExceptionChoice = readonly (readonly [type: ExceptionClass, is: (v: unknown) => boolean])[];

/**
 * Reads the JSON body of a reply that stands for one of several exceptions.
 *
 * @param is the check of the body, whichever it is
 * @param read see {@link ClientReply.json}
 */
export function exceptionOf<T>(
  res: ClientReply,
  choice: ExceptionChoice,
  is: (v: unknown) => v is T,
  schema: Schema,
  read?: undefined,
  bigint?: ExactNumbers,
): Promise<readonly [ExceptionClass, T]>;
export function exceptionOf<T, U>(
  res: ClientReply,
  choice: ExceptionChoice,
  is: (v: unknown) => boolean,
  schema: Schema,
  read: (v: T) => U,
  bigint?: ExactNumbers,
): Promise<readonly [ExceptionClass, U]>;
export function exceptionOf<T, U>(
  res: ClientReply,
  choice: ExceptionChoice,
  is: (v: unknown) => boolean,
  schema: Schema,
  read?: (v: T) => U,
  bigint?: ExactNumbers,
): Promise<readonly [ExceptionClass, T | U]> {
  // The choice is made of the value as it came: reading may change it.
  return res.json(
    is,
    schema,
    (v: T) => [chosen(v, choice), read === undefined ? v : read(v)] as const,
    bigint,
  );
}

function chosen(value: unknown, choice: ExceptionChoice): ExceptionClass {
  const [type] = choice.find(([, is]) => is(value)) ?? choice.at(-1) ?? [];
  if (type === undefined) throw new TypeError("There is no exception to choose.");
  return type;
}
