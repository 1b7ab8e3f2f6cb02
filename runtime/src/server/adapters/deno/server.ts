import { noBody } from "../../../http/body.ts";
import type { RequestBody } from "../../../http/request.ts";
import type { ServeOptions, Server } from "../../serve.ts";
import type { HttpService } from "../../types.ts";
import { checkServeOptions } from "../shared/options.ts";
import { loadPair } from "../shared/pem.ts";
import type { LoadedPair } from "../shared/pem.ts";
import { honouredByPlatforms, refuseIgnored, refuseIgnoredTls } from "../web/honoured.ts";
import { FetchRequest } from "../web/request.ts";
import { ServedExchange, ServedHost } from "../web/served.ts";
import type { WebListener } from "../web/served.ts";
import { urlOf, WebServer } from "../web/server.ts";
import { deno } from "./platform.ts";
import type { Deno, DenoRequestInfo, DenoServeOptions } from "./platform.ts";

/**
 * Serves with `Deno.serve`. `serve` does the same on Deno.
 *
 * Options that Deno has nothing for are refused: docs/hosts.md lists them.
 * @throws {TypeError | RangeError} (the promise rejects) when an option makes no sense, or would have no effect
 * @throws {Error} (the promise rejects) when this is not Deno, the address is not to be had, or a certificate is wrong
 */
export async function serveDeno(service: HttpService, options: ServeOptions = {}): Promise<Server> {
  const platform = deno();
  if (platform === undefined) {
    throw new Error("serveDeno works on Deno only; serve() finds the right adapter by itself.");
  }
  checkServeOptions(options);
  refuseIgnored("Deno", options, honouredByPlatforms);
  refuseIgnoredTls("Deno", options);
  const host = new ServedHost(service, options);
  const pair = options.tls === undefined ? undefined : await loadPair("tls", options.tls);
  return new WebServer("Deno", host, options, () => listen(platform, host, options, pair));
}

function listen(
  platform: Deno,
  host: ServedHost,
  options: ServeOptions,
  pair: LoadedPair | undefined,
): WebListener {
  const server = platform.serve(
    {
      ...addressOf(options),
      ...(pair === undefined ? {} : { cert: pair.cert, key: pair.key }),
      onListen: () => undefined,
      onError: () => new Response(null, { status: 500 }),
    },
    (request, info) => new DenoExchange(host, request, info).respond(),
  );
  const port = server.addr.port ?? 0;
  return {
    port,
    url: urlOf(options, port),
    stop: () => server.shutdown(),
    // Requests were answered or broken off; a connection that is stuck must not keep the process.
    destroy: () => server.unref(),
  };
}

function addressOf({
  port = 0,
  hostname,
  path,
  reusePort = false,
}: ServeOptions): Pick<DenoServeOptions, "port" | "hostname" | "path" | "reusePort"> {
  if (path !== undefined) return { path };
  return { port, reusePort, ...(hostname === undefined ? {} : { hostname }) };
}

class DenoExchange extends ServedExchange {
  private readonly info: DenoRequestInfo;

  constructor(host: ServedHost, request: Request, info: DenoRequestInfo) {
    super(host, new DenoRequest(request, host.limits.bodyLimit));
    this.info = info;
  }

  get remoteAddress(): string | undefined {
    return this.info.remoteAddr.hostname;
  }
}

/** Deno has a body for every method but GET and HEAD, be there one or not. */
class DenoRequest extends FetchRequest {
  override get body(): RequestBody {
    const { headers } = this.source;
    // HTTP/2 has no Host, and need not announce a body.
    const announced =
      headers.has("content-length") || headers.has("transfer-encoding") || !headers.has("host");
    return announced ? super.body : noBody;
  }
}
