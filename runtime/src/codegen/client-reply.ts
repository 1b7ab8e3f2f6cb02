import type { ExactNumbers } from "../http/parse-json.ts";
import { ContractError } from "../client/errors.ts";
import type { ReplyFlaw } from "../client/errors.ts";
import type { ClientResponse } from "../client/types.ts";
import { JsonError, parseJson } from "../http/parse-json.ts";
import type { Schema } from "./schema/schema.ts";

/** Levels of a JSON reply: more than a request may have, and still safe to read recursively. */
const maxDepth = 500;

const notAllowed = "with a body that its contract does not allow";

/** Lists what is wrong with a value, each with its place below `at`. */
export type Explain = (schema: Schema, value: unknown, at?: string) => readonly ReplyFlaw[];

/**
 * A reply that has arrived, read by generated code as its contract says.
 * Every reader throws a {@link ContractError} for what the contract does not declare.
 */
export class ClientReply {
  readonly status: number;
  /** Name of the operation in code. */
  readonly operation: string;
  /** What came, for readers outside this class. */
  readonly response: ClientResponse;
  /** What says where a reply breaks its contract, where the client was given it. */
  readonly explain: Explain | undefined;

  constructor(operation: string, response: ClientResponse, explain?: Explain) {
    this.operation = operation;
    this.response = response;
    this.explain = explain;
    this.status = response.status;
  }

  /** Which of the declared media types the body has. */
  async contentType(...mediaTypes: string[]): Promise<string> {
    const declared = this.response.headers.get("content-type");
    const found = declared === undefined ? undefined : matching(declared, mediaTypes);
    if (found !== undefined) return found;
    return this.fail(`with the content type ${declared ?? "(none)"} instead of ${mediaTypes.join(", ")}`);
  }

  /**
   * The body as JSON.
   * @param read Turns the wire value into the caller's; called only when the check said yes.
   * @param bigint What becomes of whole numbers that a `number` would round.
   */
  json<T>(is: (v: unknown) => v is T, schema: Schema, read?: undefined, bigint?: ExactNumbers): Promise<T>;
  json<T, U>(
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
    bigint?: ExactNumbers,
  ): Promise<U>;
  async json<T, U>(
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
    bigint?: ExactNumbers,
  ): Promise<U> {
    const text = await this.text();
    let value: unknown;
    try {
      value = parseJson(text, { depth: maxDepth, bigint });
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      return this.fail(`with a body that is no acceptable JSON: ${error.message}`);
    }
    return this.checked(value, is, schema, read);
  }

  /** Checks a body that was read by other means. */
  checked<T, U>(value: unknown, is: (v: unknown) => boolean, schema: Schema, read?: (v: T) => U): U {
    if (is(value)) return read === undefined ? (value as U) : read(value as T);
    return this.refuse(notAllowed, schema, value, "");
  }

  /** Refuses a body that cannot be read. */
  flawed(flaws: readonly ReplyFlaw[]): never {
    throw new ContractError(this.operation, this.status, notAllowed, flaws);
  }

  /** The body as UTF-8 text. */
  async text(): Promise<string> {
    const bytes = await this.response.bytes();
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return this.fail("with a body that is not UTF-8");
    }
  }

  /** Drops the body of a reply that has none by its contract. */
  async empty(): Promise<undefined> {
    await this.response.cancel();
  }

  /** A scalar in a header field. */
  header(name: string): string | undefined {
    return this.response.headers.get(name);
  }

  /** Checks a header that must be present. */
  required<T>(name: string, value: unknown, is: (v: unknown) => v is T, schema: Schema): Promise<T>;
  required<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): Promise<U>;
  async required<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): Promise<U> {
    if (is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
    if (value === undefined) return this.fail(`without the header ${name}, which its contract requires`);
    await this.response.cancel().catch(() => undefined);
    return this.refuse("with a header that its contract does not allow", schema, value, name);
  }

  /** Checks a header that may be absent. */
  optional<T>(
    name: string,
    value: unknown,
    is: (v: unknown) => v is T,
    schema: Schema,
  ): Promise<T | undefined>;
  optional<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): Promise<U | undefined>;
  async optional<T, U>(
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): Promise<U | undefined> {
    return value === undefined ? undefined : this.required(name, value, is, schema, read as (v: T) => U);
  }

  /** Refuses a reply whose status the contract does not declare; what problem details say about it is kept. */
  async undeclared(): Promise<never> {
    const what = "which its contract does not declare";
    const type = this.response.headers.get("content-type") ?? "";
    if (!/^application\/problem\+json\b/i.test(type)) return this.fail(what);
    const problem: unknown = await this.response
      .bytes()
      .then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown)
      .catch(() => undefined);
    throw new ContractError(this.operation, this.status, what, [], problem);
  }

  private refuse(what: string, schema: Schema, value: unknown, at: string): never {
    throw new ContractError(this.operation, this.status, what, this.explain?.(schema, value, at));
  }

  private async fail(what: string): Promise<never> {
    // An unread body would keep its connection; that giving it up fails as well changes nothing.
    await this.response.cancel().catch(() => undefined);
    throw new ContractError(this.operation, this.status, what);
  }
}

/** The first declared media type, exact ones before ranges, that a `content-type` is one of. */
function matching(contentType: string, declared: readonly string[]): string | undefined {
  const essence = (text: string) => text.replace(/\s*;.*$/s, "").toLowerCase();
  const actual = essence(contentType);
  return (
    declared.find((one) => essence(one) === actual) ??
    declared.find((one) => {
      const [before = "", after = ""] = essence(one).replace("*/*", "*").split("*");
      return one.includes("*") && actual.startsWith(before) && actual.endsWith(after);
    })
  );
}
