import type { ServerContext } from "../../../http/context.ts";
import type { Layer } from "../../../service/layer.ts";
import type { SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";
import { TracingService } from "./service.ts";
import { newSpanId, traceKey } from "./trace-context.ts";
import { parseTraceParent } from "./traceparent.ts";
import type { TraceParent } from "./traceparent.ts";
import { parseTraceState } from "./tracestate.ts";

/** Whose traces are continued. */
export interface TracingOptions {
  /**
   * Whether the trace of a request is continued (default: always). Where strangers call, a new trace keeps them from choosing
   * what is recorded and under which id.
   */
  readonly accept?: ((cx: ServerContext) => boolean) | undefined;
  /**
   * Share of the traces that begin here and are marked as recorded, from 0 to 1 (default 0: nobody records here, so nobody is
   * asked to).
   */
  readonly sample?: number | undefined;
}

/** What {@link tracing} makes: a layer and a span provider; use it as one of them. */
export class Tracing implements Layer<HttpService>, SpanProvider {
  private readonly accept: TracingOptions["accept"];
  private readonly sample: number;

  constructor({ accept, sample = 0 }: TracingOptions) {
    if (!(sample >= 0 && sample <= 1)) throw new RangeError(`sample is a share from 0 to 1, not ${sample}`);
    this.accept = accept;
    this.sample = sample;
  }

  layer(inner: HttpService): HttpService {
    return new TracingService(inner, this);
  }

  onServe(cx: ServerContext): void {
    const parent = incomingParent(cx, this.accept);
    if (parent !== undefined) cx.traceId = parent.traceId;
    cx.set(traceKey, {
      traceId: cx.traceId,
      spanId: newSpanId(),
      parentId: parent?.parentId,
      flags: parent?.flags ?? (Math.random() < this.sample ? 1 : 0),
      state: parent === undefined ? "" : parseTraceState(cx.request.headers.get("tracestate")),
    });
  }

  leaveServe(): void {
    // Nothing is recorded.
  }
}

/** What the caller says of its trace, if it is valid and to be continued. */
export function incomingParent(cx: ServerContext, accept: TracingOptions["accept"]): TraceParent | undefined {
  const parent = parseTraceParent(cx.request.headers.get("traceparent"));
  return parent !== undefined && accept?.(cx) !== false ? parent : undefined;
}

/**
 * Takes part in distributed traces without recording anything: the trace of the caller becomes `cx.traceId`, which problem
 * details and logs show, and `traceHeaders(cx)` hands it on. What is invalid is as good as absent.
 *
 * As a layer of a router it sees every request that the router does; as the `spanProvider` of a server also those that are
 * refused before. Add it outermost: what was logged or answered before under another id keeps that one.
 * @throws {RangeError} when `sample` is no share
 * @see https://www.w3.org/TR/trace-context-1/
 */
export function tracing(options: TracingOptions = {}): Tracing {
  return new Tracing(options);
}
