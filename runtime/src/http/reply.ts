import type { HttpStatus } from "./status.ts";

/** Headers of a reply whose contract declares none. */
export type NoHeaders = Readonly<Record<never, never>>;

/**
 * A reply as a contract knows it: a status with the body and the headers that belong to it. It is a class of its own,
 * so that a body with a member `status` is never taken for one.
 */
export class Reply<
  out S extends number = number,
  out B = undefined,
  out H = NoHeaders,
  out C extends string | undefined = undefined,
> {
  readonly status: S;
  readonly body: B;
  readonly headers: H;
  /** Media type, where the contract declares several for the status. */
  readonly contentType: C;
  // Makes the type nominal; nothing ever reads it.
  declare private readonly brand: undefined;

  constructor(status: S, body: B, headers: H, contentType: C) {
    this.status = status;
    this.body = body;
    this.headers = headers;
    this.contentType = contentType;
  }
}

export interface ReplyInit<H, C> {
  /** Typed headers, by the names that the contract gives them in code. */
  headers?: H;
  contentType?: C;
}

/** The reply for every status that a contract does not list: OpenAPI's `default`. */
export type DefaultReply<
  Declared extends number,
  B = undefined,
  H = NoHeaders,
  C extends string | undefined = undefined,
> = Reply<Exclude<HttpStatus, Declared>, B, H, C>;

type Primitive = string | number | bigint | boolean | null | undefined;

/**
 * Keeps `"sold"` from widening to `string` inside the body of a {@link reply}, also where the return type lists so many
 * statuses that the compiler does not look into them. (A `const` type parameter would make arrays readonly.)
 */
type Literals<P extends Primitive> = P | { [name: string]: Literals<P> } | Literals<P>[];

/**
 * Replies with a status, a body and headers.
 *
 * ```ts
 * return reply(404, { title: "no such pet" });
 * ```
 */
export function reply<const S extends number>(status: S): Reply<S>;
export function reply<
  const S extends number,
  B,
  H = NoHeaders,
  const C extends string | undefined = undefined,
  P extends Primitive = never,
>(status: S, body: B | Literals<P>, init?: ReplyInit<H, C>): Reply<S, B, H, C>;
export function reply(
  status: number,
  body?: unknown,
  init?: ReplyInit<unknown, string | undefined>,
): Reply<number, unknown, unknown, string | undefined> {
  return new Reply(status, body, init?.headers ?? noHeaders, init?.contentType);
}

const noHeaders: NoHeaders = Object.freeze({});
