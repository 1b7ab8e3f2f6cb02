import { key } from "../../../http/context.ts";
import type { ContextKey, ServerContext } from "../../../http/context.ts";
import { formatTraceParent } from "./traceparent.ts";

/** The place of a request in a trace. */
export interface TraceContext {
  /** 32 hexadecimal digits; `cx.traceId` is the same. */
  readonly traceId: string;
  /** The span that this server makes of the request: 16 hexadecimal digits. */
  readonly spanId: string;
  /** The span of the caller; undefined when the trace begins here. */
  readonly parentId: string | undefined;
  /** Flags that are passed on; see {@link TraceParent.flags}. */
  readonly flags: number;
  /** The field `tracestate` that is passed on; "" when there is none. */
  readonly state: string;
}

/** Where the layers for tracing leave the place of a request in its trace. */
export const traceKey: ContextKey<TraceContext> = key("trace");

/**
 * Header fields that make requests to others a part of the same trace: `traceparent`, and `tracestate` where there is one.
 * Without a layer for tracing the trace begins here, under `cx.traceId`, so that logs of both sides can be matched.
 *
 * ```ts
 * await client.getPet({ petId: 1 }, { headers: traceHeaders(cx) });
 * ```
 */
export function traceHeaders(cx: ServerContext): Record<string, string> {
  const trace = cx.get(traceKey) ?? begin(cx);
  const traceparent = formatTraceParent(trace.traceId, trace.spanId, trace.flags);
  return trace.state === "" ? { traceparent } : { traceparent, tracestate: trace.state };
}

function begin(cx: ServerContext): TraceContext {
  const trace = { traceId: cx.traceId, spanId: newSpanId(), parentId: undefined, flags: 0, state: "" };
  cx.set(traceKey, trace);
  return trace;
}

// Random bytes cost by the call more than by the byte.
const pool = new Uint8Array(1_024);
let used = pool.length;
const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** 16 random hexadecimal digits that are not all zero. */
export function newSpanId(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  let id = "";
  for (const end = used + 8; used < end; used++) id += hex[pool[used] ?? 0] ?? "";
  return id === "0000000000000000" ? newSpanId() : id;
}
