import {
  context,
  createTraceState,
  defaultTextMapGetter,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { Attributes, Context, Span, TracerProvider } from "@opentelemetry/api";
import { key } from "../../../http/context.ts";
import type { ContextKey, RequestStats, ServerContext } from "../../../http/context.ts";
import type { Layer } from "../../../service/layer.ts";
import type { SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";
import { incomingParent } from "./layer.ts";
import type { TracingOptions } from "./layer.ts";
import { OpenTelemetryService } from "./opentelemetry-service.ts";
import { replyAttributes, requestAttributes, spanName } from "./semantic-conventions.ts";
import { traceKey } from "./trace-context.ts";
import { parseTraceState } from "./tracestate.ts";

/** Whose traces are continued, and who records them. */
export interface OpenTelemetryOptions extends Pick<TracingOptions, "accept"> {
  /** Who makes the spans (default: the provider that is registered with `@opentelemetry/api`). */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Requests without a span, such as those of probes (default none). */
  readonly skip?: ((cx: ServerContext) => boolean) | undefined;
  /** Attributes to be added to the span when the reply is gone. */
  readonly attributes?: ((cx: ServerContext, stats: RequestStats) => Attributes) | undefined;
}

/** The span of a request, and the context in which its handler runs. */
interface Recording {
  readonly span: Span;
  readonly context: Context;
}

/** What {@link opentelemetry} makes: a layer, and a span provider that records more if it is given to the server as well. */
export class OpenTelemetry implements Layer<HttpService>, SpanProvider {
  private readonly options: OpenTelemetryOptions;
  private readonly recordings: ContextKey<Recording> = key("span");

  constructor(options: OpenTelemetryOptions) {
    this.options = options;
  }

  layer(inner: HttpService): HttpService {
    return new OpenTelemetryService(inner, this);
  }

  /** Begins the span of a request, unless it has one or is to have none. */
  onServe(cx: ServerContext): void {
    if (cx.get(this.recordings) !== undefined || this.options.skip?.(cx) === true) return;
    const parent = this.parentOf(cx);
    const { request, route } = cx;
    const provider = this.options.tracerProvider ?? trace;
    const span = provider
      .getTracer("volo-http")
      .startSpan(
        spanName(request.method, route),
        { kind: SpanKind.SERVER, attributes: requestAttributes(cx) },
        parent,
      );
    cx.set(this.recordings, { span, context: trace.setSpan(parent, span) });
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    if (/^0+$/.test(traceId)) return;
    cx.traceId = traceId;
    const parentId = trace.getSpanContext(parent)?.spanId;
    cx.set(traceKey, { traceId, spanId, parentId, flags: traceFlags, state: traceState?.serialize() ?? "" });
  }

  /** Ends the span of a request. */
  leaveServe(cx: ServerContext, stats: RequestStats): void {
    const span = cx.get(this.recordings)?.span;
    if (span === undefined) return;
    try {
      span.updateName(spanName(cx.request.method, cx.route));
      span.setAttributes(replyAttributes(cx, stats));
      // What the caller did wrong is no error of the server's.
      if (stats.status >= 500 || !stats.complete) span.setStatus({ code: SpanStatusCode.ERROR });
      const { attributes } = this.options;
      if (attributes !== undefined) span.setAttributes(attributes(cx, stats));
    } finally {
      span.end();
    }
  }

  /** The context in which a request is to be handled. */
  contextOf(cx: ServerContext): Context | undefined {
    return cx.get(this.recordings)?.context;
  }

  /** Records what a service failed with. */
  failed(cx: ServerContext, error: unknown): void {
    cx.get(this.recordings)?.span.recordException(error instanceof Error ? error : String(error));
  }

  /** The propagators that are registered decide; without any the fields of W3C do. */
  private parentOf(cx: ServerContext): Context {
    const active = context.active();
    const { accept } = this.options;
    if (propagation.fields().length > 0) {
      if (accept?.(cx) === false) return active;
      return propagation.extract(active, carrierOf(cx), defaultTextMapGetter);
    }
    const parent = incomingParent(cx, accept);
    if (parent === undefined) return active;
    const state = parseTraceState(cx.request.headers.get("tracestate"));
    return trace.setSpanContext(active, {
      traceId: parent.traceId,
      spanId: parent.parentId,
      traceFlags: parent.flags,
      isRemote: true,
      ...(state === "" ? {} : { traceState: createTraceState(state) }),
    });
  }
}

function carrierOf({ request: { headers } }: ServerContext): Record<string, string | undefined> {
  return Object.fromEntries(propagation.fields().map((name) => [name, headers.get(name)]));
}

/**
 * Records a span for each request with OpenTelemetry, named `GET /pets/{petId}`, with the attributes of its conventions for HTTP
 * servers; it ends when the reply is gone and is active while the handler runs, as far as a context manager is registered. The
 * span of the caller is its parent, `cx.traceId` is the trace's, and `traceHeaders(cx)` hands it on.
 *
 * As a layer of a router it sees every request that the router does. A server that is given the same object as `spanProvider`
 * begins the span earlier, and also for what is refused before.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function opentelemetry(options: OpenTelemetryOptions = {}): OpenTelemetry {
  return new OpenTelemetry(options);
}
