import type { ServeOptions, Server } from "../../serve.ts";
import type { HttpService } from "../../types.ts";
import { checkServeOptions } from "../shared/options.ts";
import { loadPair } from "../shared/pem.ts";
import type { LoadedPair } from "../shared/pem.ts";
import { honouredByPlatforms, refuseIgnored, refuseIgnoredTls } from "../web/honoured.ts";
import type { Honoured } from "../web/honoured.ts";
import { FetchRequest } from "../web/request.ts";
import { ServedExchange, ServedHost } from "../web/served.ts";
import type { WebListener } from "../web/served.ts";
import { urlOf, WebServer } from "../web/server.ts";
import type { ReplyStream } from "../web/stream.ts";
import { bun } from "./platform.ts";
import type { Bun, BunServeOptions, BunServer } from "./platform.ts";

const honoured: Honoured = { ...honouredByPlatforms, keepAliveTimeout: true };

/**
 * Serves with `Bun.serve`. `serve` does the same on Bun.
 *
 * `keepAliveTimeout` is rounded up to seconds, of which there are 255 at most. Options that Bun has nothing for are refused:
 * docs/hosts.md lists them.
 * @throws {TypeError | RangeError} (the promise rejects) when an option makes no sense, or would have no effect
 * @throws {Error} (the promise rejects) when this is not Bun, the address is not to be had, or a certificate is wrong
 */
export async function serveBun(service: HttpService, options: ServeOptions = {}): Promise<Server> {
  const platform = bun();
  if (platform === undefined)
    throw new Error("serveBun works on Bun only; serve() finds the right adapter by itself.");
  checkServeOptions(options);
  refuseIgnored("Bun", options, honoured);
  refuseIgnoredTls("Bun", options);
  const host = new ServedHost(service, options);
  const idle = idleSeconds(host.limits.keepAliveTimeout);
  const pair = options.tls === undefined ? undefined : await loadPair("tls", options.tls);
  return new WebServer("Bun", host, options, () => listen(platform, host, options, idle, pair));
}

function idleSeconds(milliseconds: number): number {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 255) return seconds;
  throw new RangeError(`keepAliveTimeout is 255000 at most on Bun, not ${milliseconds}`);
}

function listen(
  platform: Bun,
  host: ServedHost,
  options: ServeOptions,
  idle: number,
  pair: LoadedPair | undefined,
): WebListener {
  const server = platform.serve({
    ...addressOf(options),
    ...(pair === undefined ? {} : { tls: { cert: pair.cert, key: pair.key } }),
    idleTimeout: idle,
    // Bodies are counted while they are read: a route may allow more than the server does.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    // Otherwise errors of the platform are told to callers, with the source around them.
    development: false,
    fetch: (request, self) => new BunExchange(host, request, self, idle).respond(),
    error: () => new Response(null, { status: 500 }),
  });
  const port = server.port ?? 0;
  return {
    port,
    url: urlOf(options, port),
    stop: () => server.stop(),
    destroy: () => void server.stop(true),
  };
}

function addressOf({
  port = 0,
  hostname,
  path,
  reusePort = false,
}: ServeOptions): Pick<BunServeOptions, "port" | "hostname" | "unix" | "reusePort"> {
  if (path !== undefined) return { unix: path };
  return {
    port,
    ...(hostname === undefined ? {} : { hostname }),
    // Said in any case: without `development` Bun would share the port with whoever listens there already.
    reusePort,
  };
}

class BunExchange extends ServedExchange {
  private readonly platform: BunServer;
  private readonly idle: number;
  private streams: boolean = false;

  constructor(host: ServedHost, request: Request, platform: BunServer, idle: number) {
    super(host, new FetchRequest(request, host.limits.bodyLimit));
    this.platform = platform;
    this.idle = idle;
  }

  get remoteAddress(): string | undefined {
    return this.platform.requestIP(this.request.source)?.address;
  }

  override opened(stream: ReplyStream): void {
    super.opened(stream);
    // A stream may be quiet for longer than a connection may be idle, as with events.
    this.streams = true;
    this.platform.timeout(this.request.source, 0);
  }

  protected override finish(complete: boolean): void {
    super.finish(complete);
    if (this.streams) this.platform.timeout(this.request.source, this.idle);
  }
}
