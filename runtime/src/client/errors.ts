/** The method of a reply that makes what is thrown in its place; replies without one are thrown as {@link ReplyError}s. */
export const asError: unique symbol = Symbol("asError");

/** A reply that came instead of the success that was awaited. `R` is what the operation can reply. */
export class ReplyError<
  out R extends { readonly status: number } = { readonly status: number },
> extends Error {
  override readonly name: string = "ReplyError";
  readonly status: number;
  readonly reply: R;
  /** Name of the operation in code. */
  readonly operation: string;

  constructor(operation: string, reply: R) {
    super(`${operation} replied ${reply.status}${detailOf(reply)}`);
    this.operation = operation;
    this.status = reply.status;
    this.reply = reply;
  }
}

function detailOf(reply: object): string {
  return problemText("body" in reply ? reply.body : undefined);
}

/** What problem details (RFC 9457) say to people, after a colon; nothing for any other value. */
function problemText(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const { detail, title } = body as { detail?: unknown; title?: unknown };
  const text = typeof detail === "string" ? detail : title;
  return typeof text === "string" ? `: ${text}` : "";
}

/** One place where a reply breaks its contract. */
export interface ReplyFlaw {
  /** JSON pointer into the body; for a header, its name. */
  readonly pointer: string;
  readonly keyword: string;
  readonly message: string;
}

/** The server sent what its contract does not declare: another status, another content type, a body that does not fit. */
export class ContractError extends Error {
  override readonly name: string = "ContractError";
  /** Name of the operation in code. */
  readonly operation: string;
  readonly status: number;
  /** What is wrong with the body; empty when it was not looked at. */
  readonly flaws: readonly ReplyFlaw[];
  /** Problem details (RFC 9457) that came with a status that the contract does not declare. */
  readonly problem: unknown;

  constructor(
    operation: string,
    status: number,
    what: string,
    flaws: readonly ReplyFlaw[] = [],
    problem?: unknown,
  ) {
    const listed = flaws.map((flaw) => `${flaw.pointer || "the body"} ${flaw.message}`).join("; ");
    super(`${operation} replied ${status} ${what}${listed && ": "}${listed}${problemText(problem)}`);
    this.operation = operation;
    this.status = status;
    this.flaws = flaws;
    this.problem = problem;
  }
}

/** A request that was not sent, because its credentials are missing or cannot be written. */
export class CredentialsError extends Error {
  override readonly name: string = "CredentialsError";
  /** Name of the operation in code. */
  readonly operation: string;

  constructor(operation: string, reason: string) {
    super(`Cannot call ${operation}: ${reason}.`);
    this.operation = operation;
  }
}

/** An item of a stream that the contract does not allow. The items before it were good, and none is read after it. */
export class ItemError extends ContractError {
  override readonly name: string = "ItemError";
  /** Which item it is, from 0. */
  readonly index: number;

  /** @param flaws Their pointers begin with the index. */
  constructor(operation: string, status: number, index: number, flaws: readonly ReplyFlaw[]) {
    super(operation, status, `with an item at ${index} that its contract does not allow`, flaws);
    this.index = index;
  }
}

/** A webhook or callback that was not sent, because its address is none or is not allowed. */
export class AddressError extends Error {
  override readonly name: string = "AddressError";
  /** Name of the operation in code; undefined when the address of a callback could not be made at all. */
  readonly operation: string | undefined;

  constructor(operation: string | undefined, reason: string) {
    super(operation === undefined ? `No address: ${reason}.` : `Cannot send ${operation}: ${reason}.`);
    this.operation = operation;
  }
}

/**
 * A value that the style of a parameter cannot carry: written down it would be read as another one. Nothing is sent. The
 * message never shows the value.
 */
export class ParameterError extends TypeError {
  override readonly name: string = "ParameterError";
}
