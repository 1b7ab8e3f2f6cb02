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
// One signature for each set of arguments: what is not given must not be inferred from the return type, which may list
// replies with headers and media types of their own.
export function reply<const S extends number, B, P extends Primitive = never>(
  status: S,
  body: B | Literals<P>,
): Reply<S, B>;
export function reply<const S extends number, B, H, P extends Primitive = never>(
  status: S,
  body: B | Literals<P>,
  init: { headers: H; contentType?: undefined },
): Reply<S, B, H>;
export function reply<const S extends number, B, const C extends string, P extends Primitive = never>(
  status: S,
  body: B | Literals<P>,
  init: { headers?: undefined; contentType: C },
): Reply<S, B, NoHeaders, C>;
export function reply<const S extends number, B, H, const C extends string, P extends Primitive = never>(
  status: S,
  body: B | Literals<P>,
  init: { headers: H; contentType: C },
): Reply<S, B, H, C>;
// And once more without looking for literals, which takes apart a body that may be a list or one of its elements.
export function reply<const S extends number, B>(status: S, body: B): Reply<S, B>;
export function reply<const S extends number, B, H>(
  status: S,
  body: B,
  init: { headers: H; contentType?: undefined },
): Reply<S, B, H>;
export function reply<const S extends number, B, const C extends string>(
  status: S,
  body: B,
  init: { headers?: undefined; contentType: C },
): Reply<S, B, NoHeaders, C>;
export function reply<const S extends number, B, H, const C extends string>(
  status: S,
  body: B,
  init: { headers: H; contentType: C },
): Reply<S, B, H, C>;
export function reply(
  status: number,
  body?: unknown,
  init?: { headers?: unknown; contentType?: string | undefined },
): Reply<number, unknown, unknown, string | undefined> {
  return new Reply(status, body, init?.headers ?? noHeaders, init?.contentType);
}

const noHeaders: NoHeaders = /* @__PURE__ */ Object.freeze({});
