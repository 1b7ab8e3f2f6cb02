import type { AuthorizedOptions, CallSpec, ContractInfo } from "../client/client.ts";
import { AddressError } from "../client/errors.ts";
import type { AnyClientReply, ReplyPromise } from "../client/reply-promise.ts";
import type { CallOptions, ClientOptions, ClientResponse } from "../client/types.ts";
import type { Awaitable } from "../service/service.ts";
import { Client } from "./client.ts";
import type { ClientReply, Explain } from "./client-reply.ts";

/**
 * How a sender of webhooks or callbacks works. Whoever subscribes says where to: an address may well lead into your own
 * network, to a cloud's metadata service or to a database that speaks HTTP (server-side request forgery). Name the hosts
 * that are meant, or send through a proxy that refuses private addresses: names can resolve to anything.
 */
export interface SenderOptions extends Omit<ClientOptions, "baseUrl"> {
  /** Hosts that are sent to, such as `hooks.example` or, for every host below it, `*.example` (default: every host). */
  readonly allowHosts?: readonly string[] | undefined;
  /** Whether an address is sent to; called after the other checks (default: it is). */
  readonly allow?: ((url: URL) => Awaitable<boolean>) | undefined;
}

/** What a generated function sends, and to whom. */
export interface SendSpec extends Omit<CallSpec, "path"> {
  /** A function makes the address when it is needed, so that it fails as the call does. */
  readonly to: string | URL | (() => string);
  /** The query of the operation's parameters with its "?"; "" when there is none. */
  readonly path: string;
}

/**
 * Sends the requests that a contract's API makes of others. Redirects are replies like any other and never followed.
 */
export class Sender extends Client {
  private readonly allowHosts: readonly string[] | undefined;
  private readonly allow: SenderOptions["allow"];

  constructor(options: SenderOptions & AuthorizedOptions, contract?: ContractInfo, explain?: Explain) {
    super({ ...options, baseUrl: "" }, contract, explain);
    this.allowHosts = options.allowHosts?.map((host) => host.toLowerCase());
    this.allow = options.allow;
  }

  /**
   * Sends a request to an address; rejects with an {@link AddressError} when that is none, or is not allowed.
   * @param read Turns what came back into the reply that the contract declares for its status.
   */
  send<Body, R extends AnyClientReply>(
    spec: SendSpec,
    options: CallOptions | undefined,
    read: (res: ClientReply) => Promise<R>,
  ): ReplyPromise<Body, R> {
    return this.call(spec, options, read);
  }

  override async run<R>(
    spec: CallSpec | SendSpec,
    call: CallOptions | undefined,
    read: (res: ClientResponse) => Promise<R>,
  ): Promise<R> {
    if (!("to" in spec)) return super.run(spec, call, read);
    const url = await this.checked(spec.operation, spec.to);
    const query = spec.path === "" || url.search === "" ? spec.path : `&${spec.path.slice(1)}`;
    return super.run({ ...spec, path: url.href + query }, call, read);
  }

  private async checked(operation: string, to: SendSpec["to"]): Promise<URL> {
    const text = typeof to === "function" ? to() : to;
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      throw new AddressError(operation, "the address is not a URL");
    }
    if (url.protocol !== "https:" && url.protocol !== "http:") {
      throw new AddressError(operation, `the address is one of ${url.protocol}, not of http or https`);
    }
    if (url.username !== "" || url.password !== "") {
      throw new AddressError(operation, "the address holds a user name or a password");
    }
    // A fragment never leaves a client.
    url.hash = "";
    const { allowHosts } = this;
    if (allowHosts !== undefined && !allowHosts.some((host) => matches(url.hostname, host))) {
      throw new AddressError(operation, `the host ${url.hostname} is not allowed`);
    }
    if (this.allow !== undefined && (await this.allow(url)) !== true) {
      throw new AddressError(operation, `the address at ${url.host} is not allowed`);
    }
    return url;
  }
}

function matches(host: string, allowed: string): boolean {
  return allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed;
}

/**
 * The text of a value that the address of a callback is made of.
 *
 * @param expression as the contract writes it, for the error
 * @param keys lead to the value inside a body
 * @throws {AddressError} when there is no such value, or when it is a list or an object
 */
export function addressPart(expression: string, value: unknown, ...keys: string[]): string {
  let at = value;
  for (const key of keys) {
    const inside = typeof at === "object" && at !== null && Object.hasOwn(at, key);
    at = inside ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  switch (typeof at) {
    case "string":
      return at;
    case "number":
    case "bigint":
    case "boolean":
      return String(at);
    default:
      throw new AddressError(undefined, `the request gives no text for ${expression}`);
  }
}

/** {@link addressPart} for a place inside an address, where it cannot change what stands around it. */
export function addressText(expression: string, value: unknown, ...keys: string[]): string {
  return encodeURIComponent(addressPart(expression, value, ...keys));
}

/** An address that was given, or the one that a request gives. */
export function addressOf<From extends object>(
  to: string | URL | From,
  from: (origin: From) => string,
): SendSpec["to"] {
  return typeof to === "string" || to instanceof URL ? to : () => from(to);
}
