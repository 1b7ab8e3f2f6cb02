import type { RequestStats, ServerContext } from "../../../http/context.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { Layer } from "../../../service/layer.ts";
import { serviceFn } from "../../../service/service.ts";
import type { SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";
import { durationBuckets, Registry } from "./registry.ts";
import { RequestMetrics } from "./request-metrics.ts";
import { MetricsService } from "./service.ts";

/** What is measured, and where it is kept. */
export interface MetricsOptions {
  /** Where the metrics are kept, together with your own (default: a new one). */
  readonly registry?: Registry | undefined;
  /** Upper bounds of the buckets for durations, in seconds (default: {@link durationBuckets}). */
  readonly durations?: readonly number[] | undefined;
  /** Upper bounds of the buckets for bodies, in bytes (default: powers of 4 from 256 to 16 MiB). */
  readonly sizes?: readonly number[] | undefined;
  /** Requests that are not counted, such as those of probes (default none). */
  readonly skip?: ((cx: ServerContext) => boolean) | undefined;
}

const sizeBuckets: readonly number[] = Array.from({ length: 9 }, (_, i) => 256 * 4 ** i);

/** Media type of Prometheus's text format. */
const textFormat = "text/plain; version=0.0.4; charset=utf-8";

/** What {@link metrics} makes: a layer and a span provider; use it as one of them. */
export class Metrics implements Layer<HttpService>, SpanProvider {
  /** Holds the metrics of requests; the place for your own. */
  readonly registry: Registry;
  /** Answers with the text that Prometheus reads: `router.route("/metrics", get(metrics.endpoint))`. */
  readonly endpoint: HttpService;
  private readonly requests: RequestMetrics;
  private readonly skip: MetricsOptions["skip"];

  constructor(options: MetricsOptions) {
    const { registry = new Registry(), durations = durationBuckets, sizes = sizeBuckets } = options;
    this.registry = registry;
    this.requests = new RequestMetrics(registry, durations, sizes);
    this.skip = options.skip;
    this.endpoint = serviceFn(() => new HttpResponse(200, ["content-type", textFormat], registry.text()));
  }

  layer(inner: HttpService): HttpService {
    return new MetricsService(inner, this);
  }

  onServe(): void {
    this.requests.enter();
  }

  leaveServe(cx: ServerContext, stats: RequestStats): void {
    this.requests.leave();
    if (this.skip?.(cx) !== true) this.requests.count(cx, stats);
  }
}

/**
 * Counts and times requests for Prometheus, by method, template of the route and status: values that callers cannot choose.
 * As a layer of a router it sees every request that the router does; as the `spanProvider` of a server also those that are
 * refused before.
 *
 * ```ts
 * const measured = metrics();
 * router.layer(measured).route("/metrics", get(measured.endpoint));
 * ```
 * @throws {RangeError} when buckets are no ascending numbers
 * @throws {TypeError} when the registry has metrics of these names already
 */
export function metrics(options: MetricsOptions = {}): Metrics {
  return new Metrics(options);
}
