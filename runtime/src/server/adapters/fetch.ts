import type { ContextKey } from "../../http/context.ts";
import type { HttpService } from "../types.ts";
import { provideWaitUntil, waitUntil } from "./wait-until.ts";
import type { WaitUntil } from "./wait-until.ts";
import { FetchExchange } from "./web/exchange.ts";
import { WebHost } from "./web/host.ts";
import type { WebOptions } from "./web/host.ts";
import { FetchRequest } from "./web/request.ts";
import type { ReplyStream } from "./web/stream.ts";

/** How {@link toFetch} answers. */
export interface FetchOptions<Env = never> extends WebOptions {
  /** The key under which handlers find {@link FetchInfo.env}. */
  env?: ContextKey<Env> | undefined;
}

/** What a host may know about a request beyond the request itself. */
export interface FetchInfo<Env = never> {
  /** Address of the peer. */
  remoteAddress?: string | undefined;
  /** What the host gives to each request, such as the bindings of a Worker; handlers find it under {@link FetchOptions.env}. */
  env?: Env;
  /** Keeps the host at work after the reply: see `waitUntil`. */
  waitUntil?: WaitUntil | undefined;
}

/** A handler as Workers, Deno, Bun and service workers call it. It never rejects. */
export type FetchHandler<Env = never> = (request: Request, info?: FetchInfo<Env>) => Promise<Response>;

/**
 * Makes a fetch handler of a service. The path is taken from the URL as the host gives it, which may have resolved dot segments
 * in it: see docs/hosts.md.
 *
 * ```ts
 * const handle = toFetch(router);
 * export default { fetch: (request: Request) => handle(request) };
 * ```
 * @throws {RangeError} when a limit makes no sense
 */
export function toFetch<Env = never>(
  service: HttpService,
  options: FetchOptions<Env> = {},
): FetchHandler<Env> {
  const host = new WebHost(service, options);
  const { env: envKey } = options;
  return async (request, info) => {
    const exchange = new HandedExchange(host, request, info?.remoteAddress);
    if (info !== undefined) {
      if (envKey !== undefined && info.env !== undefined) exchange.cx.set(envKey, info.env);
      provideWaitUntil(exchange.cx, info.waitUntil);
    }
    return exchange.respond();
  };
}

/** A request that somebody else has received. */
class HandedExchange extends FetchExchange {
  private readonly address: string | undefined;

  constructor(host: WebHost, request: Request, address: string | undefined) {
    super(host, new FetchRequest(request, host.limits.bodyLimit));
    this.address = address;
  }

  get remoteAddress(): string | undefined {
    return this.address;
  }

  override opened(stream: ReplyStream): void {
    super.opened(stream);
    // Otherwise Workers freeze a request whose caller is gone, before its source was told.
    waitUntil(this.cx, stream.ended);
  }
}
