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

/** How a server makes itself and its requests known. */
export interface ObserveOptions {
  /** Accompanies every request, from its header to the end of its reply. */
  spanProvider?: SpanProvider | undefined;
  /** Name of the service: `cx.callee`, and `service` in logs. */
  serviceName?: string | undefined;
}

/** Lets a provider see a request; does nothing without one. */
export function enterSpan(provider: SpanProvider | undefined, cx: ServerContext): void {
  if (provider === undefined) return;
  cx.onFinish((stats) => provider.leaveServe(cx, stats));
  provider.onServe(cx);
}

/** Several providers as one: the first one enters first and leaves last. */
export function spanProviders(...providers: readonly SpanProvider[]): SpanProvider {
  return new Providers(providers);
}

class Providers implements SpanProvider {
  private readonly providers: readonly SpanProvider[];

  constructor(providers: readonly SpanProvider[]) {
    this.providers = providers;
  }

  onServe(cx: ServerContext): void {
    for (const provider of this.providers) provider.onServe(cx);
  }

  leaveServe(cx: ServerContext, stats: RequestStats): void {
    for (const provider of this.providers.toReversed()) {
      try {
        provider.leaveServe(cx, stats);
      } catch {
        // What one of them throws is lost, and nothing to the others.
      }
    }
  }
}
