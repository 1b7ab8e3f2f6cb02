import { Aimd } from "../../../governance/limit/aimd.ts";
import type { AimdOptions } from "../../../governance/limit/aimd.ts";
import { Semaphore } from "../../../governance/limit/semaphore.ts";
import type { ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { checkWholeNumber } from "../check-options.ts";
import { ConcurrencyLimitService } from "./service.ts";

/** How many requests a server works at, and what becomes of the others. */
export interface ConcurrencyLimitOptions {
  /** Most requests at work at the same time, over all routes that the layer wraps. */
  readonly limit: number;
  /** Most requests that wait for a place, first come first served (default 0: what finds no place is refused at once). */
  readonly queue?: number | undefined;
  /** Milliseconds that a request waits at most (default 1000). */
  readonly maxWait?: number | undefined;
  /** Seconds after which refused callers are asked to come again, the field `retry-after` (default 1). */
  readonly retryAfter?: number | undefined;
  /** Whether a request is let in whatever happens and takes no place: probes are to be answered under load as well. */
  readonly exempt?: ((req: HttpRequest, cx: ServerContext) => boolean) | undefined;
  /** Lowers the limit while answers take too long, and raises it again up to `limit` (default: the limit stays). */
  readonly adaptive?: AimdOptions | undefined;
}

/** What {@link concurrencyLimit} makes: a layer, and what there is to know about its load. */
export class ConcurrencyLimit implements Layer<HttpService> {
  /** Places for requests. */
  readonly semaphore: Semaphore;
  readonly exempt: ConcurrencyLimitOptions["exempt"];
  readonly retryAfter: string;
  readonly aimd: Aimd | undefined;
  /** Requests refused so far. */
  refused: number = 0;

  constructor(options: ConcurrencyLimitOptions) {
    this.semaphore = new Semaphore(options);
    this.exempt = options.exempt;
    this.retryAfter = String(checkWholeNumber("retryAfter", options.retryAfter ?? 1, 0));
    this.aimd = options.adaptive === undefined ? undefined : new Aimd(options.limit, options.adaptive);
  }

  /** Requests at work. */
  get active(): number {
    return this.semaphore.active;
  }

  /** Requests that wait for a place. */
  get waiting(): number {
    return this.semaphore.waiting;
  }

  /** The limit in force, which the option `adaptive` moves. */
  get limit(): number {
    return this.semaphore.limit;
  }

  layer(inner: HttpService): HttpService {
    return new ConcurrencyLimitService(inner, this);
  }
}

/**
 * Sheds load: a request that finds no place is refused with 503 and `retry-after`, which is cheap, instead of making all others
 * slow. A place is held until the reply is sent or has broken off, and shared by everything that the layer wraps. A caller
 * that goes away leaves the queue.
 *
 * ```ts
 * router.layer(concurrencyLimit({ limit: 200, queue: 50, exempt: (req) => req.path === "/livez" }));
 * ```
 * @throws {RangeError} when a number makes no sense
 */
export function concurrencyLimit(options: ConcurrencyLimitOptions): ConcurrencyLimit {
  return new ConcurrencyLimit(options);
}
