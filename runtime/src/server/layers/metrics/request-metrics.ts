import type { RequestStats, ServerContext } from "../../../http/context.ts";
import { knownMethods } from "../known-methods.ts";
import type { Counter, Gauge, Histogram, Registry } from "./registry.ts";
import type { Count, Distribution } from "./series.ts";

/** The series of one method, route and status, looked up once. */
interface Group {
  readonly requests: Count;
  readonly duration: Distribution;
  readonly received: Distribution;
  readonly sent: Distribution;
}

/** The metrics of requests. */
export class RequestMetrics {
  private readonly total: Counter<"method" | "route" | "status">;
  private readonly aborted: Counter<"method" | "route">;
  private readonly inFlight: Gauge;
  private readonly duration: Histogram<"method" | "route" | "status">;
  private readonly received: Histogram<"method" | "route">;
  private readonly sent: Histogram<"method" | "route">;
  private readonly groups: Map<string, Group> = new Map();

  constructor(registry: Registry, durations: readonly number[], sizes: readonly number[]) {
    const [byRoute, byStatus] = [["method", "route"] as const, ["method", "route", "status"] as const];
    this.total = registry.counter(
      "http_requests_total",
      "Requests that are over, by status; 0 when nothing was sent.",
      byStatus,
    );
    this.aborted = registry.counter(
      "http_requests_aborted_total",
      "Requests whose reply was not sent to its end.",
      byRoute,
    );
    this.inFlight = registry.gauge("http_requests_in_flight", "Requests whose reply is not sent yet.");
    this.duration = registry.histogram(
      "http_request_duration_seconds",
      "Time from the header of a request to the end of its reply.",
      byStatus,
      durations,
    );
    this.received = registry.histogram(
      "http_request_size_bytes",
      "Bytes of request bodies that were read.",
      byRoute,
      sizes,
    );
    this.sent = registry.histogram(
      "http_response_size_bytes",
      "Bytes of reply bodies that were sent.",
      byRoute,
      sizes,
    );
  }

  enter(): void {
    this.inFlight.of().inc();
  }

  leave(): void {
    this.inFlight.of().dec();
  }

  count(cx: ServerContext, stats: RequestStats): void {
    const method = knownMethods.has(cx.request.method) ? cx.request.method : "other";
    // Prometheus takes an empty value for a label that is absent.
    const route = cx.route === "" ? "none" : cx.route;
    const group = this.groupOf(method, route, String(stats.status));
    group.requests.inc();
    group.duration.observe(((stats.finishedAt ?? stats.startedAt) - stats.startedAt) / 1_000);
    group.received.observe(stats.bytesReceived);
    group.sent.observe(stats.bytesSent);
    if (!stats.complete) this.aborted.of({ method, route }).inc();
  }

  private groupOf(method: string, route: string, status: string): Group {
    const key = `${method} ${status} ${route}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = {
        requests: this.total.of({ method, route, status }),
        duration: this.duration.of({ method, route, status }),
        received: this.received.of({ method, route }),
        sent: this.sent.of({ method, route }),
      };
      this.groups.set(key, group);
    }
    return group;
  }
}
