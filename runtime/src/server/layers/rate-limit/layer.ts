import { checkPolicy } from "../../../governance/limit/gcra.ts";
import type { RatePolicy } from "../../../governance/limit/gcra.ts";
import { MemoryRateStore } from "../../../governance/limit/rate-store.ts";
import type { RateStore, RateTake } from "../../../governance/limit/rate-store.ts";
import type { ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { Layer } from "../../../service/layer.ts";
import { serviceFn } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import { timeout } from "../../../service/timeout.ts";
import { consoleLogger } from "../../error-handler.ts";
import type { Logger } from "../../error-handler.ts";
import type { HttpService } from "../../types.ts";
import { isToken } from "../check-options.ts";
import { callerKey } from "./caller-key.ts";
import { policyField } from "./fields.ts";
import type { RateLimitFields } from "./fields.ts";
import { RateLimitService } from "./service.ts";

/** How much each caller may ask for, under a name that the header fields tell. */
export interface RateLimitPolicy extends RatePolicy {
  /** A token, such as `default` or `per-hour`. */
  readonly name: string;
}

/** How callers are told apart, counted, and refused. */
export interface RateLimitOptions {
  /** One policy, or several that a request must all meet; windows are whole seconds, written in milliseconds. */
  readonly policies: RateLimitPolicy | readonly RateLimitPolicy[];
  /**
   * Names the caller whose quota a request takes from; undefined takes from none. Default: the address that the layer
   * `clientIp` has found, or else that of the peer; IPv6 by its first 64 bits.
   */
  readonly key?: ((req: HttpRequest, cx: ServerContext) => Awaitable<string | undefined>) | undefined;
  /** Units that a request takes (default: always 1); 0 takes none. */
  readonly units?: ((req: HttpRequest, cx: ServerContext) => number) | undefined;
  /** Where quotas are kept (default: a `MemoryRateStore` of this layer's own). */
  readonly store?: RateStore | undefined;
  /** Milliseconds for a store of your own to answer (default 250); later is a failure. */
  readonly storeTimeout?: number | undefined;
  /**
   * What becomes of requests while the store fails: `allow` (default) lets them in, because a service without a limit is worth
   * more than none; `refuse` answers 503.
   */
  readonly onStoreFailure?: "allow" | "refuse" | undefined;
  /** Told when the store begins to fail (default: JSON lines on standard error). */
  readonly logger?: Logger | undefined;
  /**
   * `ietf` (default): `RateLimit` and `RateLimit-Policy`; `legacy`: `X-RateLimit-Limit`, `-Remaining` and `-Reset`, a date in
   * seconds; or both, or none.
   */
  readonly fields?: RateLimitFields | undefined;
}

/** Options with every default filled in. */
export interface RateLimitConfig {
  readonly policies: readonly RateLimitPolicy[];
  /** The value of `RateLimit-Policy`. */
  readonly policyField: string;
  readonly key: (req: HttpRequest, cx: ServerContext) => Awaitable<string | undefined>;
  readonly units: ((req: HttpRequest, cx: ServerContext) => number) | undefined;
  readonly take: RateStore["take"];
  readonly onStoreFailure: "allow" | "refuse";
  readonly logger: Logger;
  readonly fields: RateLimitFields;
}

/**
 * Gives each caller a quota. A request beyond it is refused with 429, `retry-after`, and a problem of the type
 * `quota-exceeded` that names the policies; every reply tells what is left. Quotas are those of a token bucket: they flow back
 * evenly, and a caller that has rested may use the whole of it at once.
 *
 * ```ts
 * router.layer(rateLimit({ policies: { name: "default", quota: 100, window: 60_000 } }));
 * ```
 * @throws {RangeError} when a number makes no sense
 * @throws {TypeError} when names are no tokens or not different
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11
 */
export function rateLimit(options: RateLimitOptions): Layer<HttpService> {
  const config = resolve(options);
  return { layer: (inner) => new RateLimitService(inner, config) };
}

function resolve(options: RateLimitOptions): RateLimitConfig {
  const policies = [options.policies].flat();
  if (policies.length === 0) throw new TypeError("policies holds at least one policy");
  for (const policy of policies) {
    checkPolicy(policy);
    const { name, window } = policy;
    if (!isToken(name)) throw new TypeError(`the name of a policy is a token, not ${JSON.stringify(name)}`);
    if (window % 1_000 !== 0) throw new RangeError(`window is a number of whole seconds, not ${window} ms`);
  }
  const names = policies.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    throw new TypeError(`the names of policies differ, unlike ${names.join(", ")}`);
  }
  return {
    policies,
    policyField: policyField(policies),
    key: options.key ?? ((_req, cx) => callerKey(cx)),
    units: options.units,
    take: taker(options),
    onStoreFailure: options.onStoreFailure ?? "allow",
    logger: options.logger ?? consoleLogger,
    fields: options.fields ?? "ietf",
  };
}

/** A store of one's own may hang. */
function taker({ store, storeTimeout = 250 }: RateLimitOptions): RateStore["take"] {
  if (store === undefined) {
    const own = new MemoryRateStore();
    return (takes) => own.take(takes);
  }
  const limited = timeout(storeTimeout).layer(
    serviceFn((_cx: undefined, takes: readonly RateTake[]) => store.take(takes)),
  );
  return (takes) => limited.call(undefined, takes);
}
