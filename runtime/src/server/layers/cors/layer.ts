import type { ServerContext } from "../../../http/context.ts";
import type { Layer } from "../../../service/layer.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { CorsPolicy } from "./policy.ts";
import { Cors } from "./service.ts";

/**
 * Decides about the origin of a request, such as `https://app.example`. Only `true` lets it in. The origin `null`, which
 * stands for many, is never asked about.
 */
export type OriginPredicate = (origin: string, cx: ServerContext) => Awaitable<boolean>;

/** Which pages of other origins may read replies. */
export interface CorsOptions {
  /**
   * Origins that may read replies, exactly as browsers send them: scheme, host and port unless it is the scheme's own; or a
   * function that decides; or "*" for everybody, which excludes `credentials`. An empty list lets nobody in.
   */
  origins: readonly string[] | OriginPredicate | "*";
  /** Whether requests may carry cookies, certificates and HTTP authentication of the browser. Default false. */
  credentials?: boolean;
  /**
   * Request headers beside those that need no permission. Default `["content-type"]`, without which no page can send JSON.
   * "*", which does not cover `authorization`, excludes `credentials`.
   */
  allowedHeaders?: readonly string[];
  /** Reply headers that pages may read beside the usual ones. Default none. "*" excludes `credentials`. */
  exposedHeaders?: readonly string[];
  /** Seconds for which browsers may remember the answer to a preflight. Default 600; 0 makes them ask every time. */
  maxAge?: number;
  /**
   * Whether pages of public networks may call this server in a private one.
   * Default false.
   * @see https://wicg.github.io/private-network-access/
   */
  privateNetwork?: boolean;
}

/**
 * Lets pages of other origins read replies, errors included, and answers their preflights with the methods that the route
 * has. Nobody who is not listed gets a permission; the request itself is answered as it would be without the layer.
 *
 * A preflight does not reach the layers and handlers inside, so that authentication need not know of it, and a path that does
 * not exist stays a 404. Add it with `router.layer`, outermost.
 *
 * ```ts
 * router.layer(cors({ origins: ["https://app.example"], credentials: true }));
 * ```
 * @throws {TypeError} when a list holds what no browser sends, or "*" meets `credentials`
 * @throws {RangeError} when `maxAge` is no whole number of seconds
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function cors(options: CorsOptions): Layer<HttpService> {
  const policy = new CorsPolicy(options);
  return { layer: (inner) => new Cors(inner, policy) };
}
