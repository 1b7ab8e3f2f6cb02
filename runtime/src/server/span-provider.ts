import type { RequestStats, ServerContext } from "../http/context.ts";

/**
 * Accompanies every request of a server from the moment its header is there until its reply is gone, whatever becomes of it:
 * also what no route, no layer and no handler sees, such as requests without a valid `host`.
 */
export interface SpanProvider {
  /** Called before the service. What it throws becomes the reply, as a handler's error does. */
  onServe(cx: ServerContext): void;
  /** Called after the reply. What it throws is lost. */
  leaveServe(cx: ServerContext, stats: RequestStats): void;
}

/** Lets a provider see a request; does nothing without one. */
export function enterSpan(provider: SpanProvider | undefined, cx: ServerContext): void {
  if (provider === undefined) return;
  cx.onFinish((stats) => provider.leaveServe(cx, stats));
  provider.onServe(cx);
}
