import { delay } from "../service/delay.ts";
import type { Awaitable, Service } from "../service/service.ts";
import { signalOf } from "../service/timeout.ts";

/** One thing that goes wrong with a call. */
export type Fault<Res> =
  /** The call takes longer by so many milliseconds; a signal of its context that is aborted meanwhile ends the wait. */
  | { readonly kind: "delay"; readonly milliseconds: number }
  /**
   * The call fails with `error` (default: an `InjectedFault`): before the service is called, or after it has done its work,
   * when only its answer is lost.
   */
  | { readonly kind: "abort"; readonly at?: "before" | "after"; readonly error?: unknown }
  /** The answer is replaced by what `corrupt` makes of it. */
  | { readonly kind: "corrupt"; readonly corrupt: (response: Res) => Awaitable<Res> };

/** A call that is about to be made, as a {@link FaultPlan} sees it. */
export interface PlannedCall<Cx, Req> {
  /** 0 for the first call of the layer, whatever it wraps. */
  readonly index: number;
  readonly cx: Cx;
  readonly req: Req;
}

/** Decides what goes wrong with a call; the faults happen in the order of the list. */
export type FaultPlan<Cx, Req, Res> = (
  call: PlannedCall<Cx, Req>,
) => Fault<Res> | readonly Fault<Res>[] | undefined;

/** What an injected `abort` fails with, unless the plan gives an error of its own. */
export class InjectedFault extends Error {
  constructor() {
    super("a fault was injected");
  }

  override get name(): string {
    return "InjectedFault";
  }
}

/** The layer that {@link faults} makes. */
export class FaultLayer<Cx, Req, Res> {
  /** How many faults of each kind were injected. */
  readonly injected: Record<Fault<Res>["kind"], number> = { delay: 0, abort: 0, corrupt: 0 };
  /** How many calls there were, with and without a fault. */
  calls: number = 0;
  private readonly plan: FaultPlan<Cx, Req, Res>;

  constructor(plan: FaultPlan<Cx, Req, Res>) {
    this.plan = plan;
  }

  layer(inner: Service<Cx, Req, Res>): Service<Cx, Req, Res> {
    return {
      call: (cx, req) => {
        const planned = this.plan({ index: this.calls++, cx, req }) ?? [];
        const list = "kind" in planned ? [planned] : planned;
        return list.length === 0 ? inner.call(cx, req) : this.inject(list, inner, cx, req);
      },
    };
  }

  private async inject(
    list: readonly Fault<Res>[],
    inner: Service<Cx, Req, Res>,
    cx: Cx,
    req: Req,
  ): Promise<Res> {
    for (const fault of list) {
      if (fault.kind === "corrupt" || (fault.kind === "abort" && fault.at === "after")) continue;
      this.injected[fault.kind] += 1;
      if (fault.kind === "abort") throw fault.error ?? new InjectedFault();
      await delay(fault.milliseconds, signalOf(cx));
    }
    let response = await inner.call(cx, req);
    for (const fault of list) {
      if (fault.kind === "delay" || (fault.kind === "abort" && fault.at !== "after")) continue;
      this.injected[fault.kind] += 1;
      if (fault.kind === "abort") throw fault.error ?? new InjectedFault();
      response = await fault.corrupt(response);
    }
    return response;
  }
}

/**
 * Makes a layer that lets calls go wrong by plan, for tests of what stands around it: time limits, retries, breakers. It fits
 * servers, clients and any other service.
 *
 * ```ts
 * const lossy = faults(({ index }) => (index % 3 === 0 ? { kind: "abort" } : undefined));
 * const client = new PetstoreClient({ transport: inMemory(router), layers: [lossy] });
 * ```
 */
export function faults<Cx, Req, Res>(plan: FaultPlan<Cx, Req, Res>): FaultLayer<Cx, Req, Res> {
  return new FaultLayer(plan);
}

/** How often each kind of fault happens: shares from 0 to 1, drawn independently. */
export interface FaultShares<Res> {
  /** The same seed gives the same faults in the same order (default 1). */
  readonly seed?: number;
  readonly delay?: { readonly share: number; readonly milliseconds: number };
  readonly abort?: { readonly share: number; readonly at?: "before" | "after" };
  readonly corrupt?: { readonly share: number; readonly corrupt: (response: Res) => Awaitable<Res> };
}

/**
 * A plan that draws by lot, repeatably.
 * @throws {RangeError} when a share does not lie between 0 and 1
 */
export function randomFaults<Cx, Req, Res>(shares: FaultShares<Res>): FaultPlan<Cx, Req, Res> {
  const { seed = 1, delay, abort, corrupt } = shares;
  for (const kind of [delay, abort, corrupt]) {
    if (kind !== undefined && !(kind.share >= 0 && kind.share <= 1)) {
      throw new RangeError(`A share lies between 0 and 1, not at ${kind.share}`);
    }
  }
  const draw = generator(seed);
  return () => {
    // Each is drawn on every call, so that one share does not shift the lots of another.
    const [delayed, aborted, corrupted] = [draw(), draw(), draw()] as const;
    const list: Fault<Res>[] = [];
    if (delay !== undefined && delayed < delay.share) {
      list.push({ kind: "delay", milliseconds: delay.milliseconds });
    }
    if (abort !== undefined && aborted < abort.share) list.push({ kind: "abort", at: abort.at ?? "before" });
    if (corrupt !== undefined && corrupted < corrupt.share) {
      list.push({ kind: "corrupt", corrupt: corrupt.corrupt });
    }
    return list;
  };
}

/** Numbers from 0 to 1 by the linear congruential method (Numerical Recipes): even enough for tests, and repeatable. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
