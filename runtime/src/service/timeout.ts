import { identity } from "./layer.ts";
import type { UniformLayer } from "./layer.ts";
import { isPromise } from "./service.ts";
import type { Awaitable, Service } from "./service.ts";

/** A service did not answer in time. */
export class TimeoutError extends Error {
  /** How long it had, in milliseconds. */
  readonly timeout: number;

  constructor(timeout: number) {
    super(`timed out after ${timeout} ms`);
    this.timeout = timeout;
  }

  override get name(): string {
    return "TimeoutError";
  }
}

// Longer delays make setTimeout fire at once.
const longestDelay = 2_147_483_647;

/**
 * Gives a service a time limit. At its end the call rejects with {@link TimeoutError} and the signal of the context that
 * the service got is aborted with the same error; whatever it answers later is dropped.
 *
 * The service sees the context through an object that inherits from it and differs in `signal`, which also follows the
 * outer signal, if there is one.
 * @param milliseconds undefined sets no limit and adds no wrapper
 * @throws {RangeError} unless 0 < milliseconds < 2³¹
 */
export function timeout(milliseconds: number | undefined): UniformLayer {
  if (milliseconds === undefined) return identity;
  if (!(milliseconds > 0 && milliseconds <= longestDelay)) {
    throw new RangeError(`A timeout lies between 0 and 2^31 ms, not ${milliseconds}`);
  }
  return { layer: (inner) => new Timeout(inner, milliseconds) };
}

class Timeout<Cx, Req, Res> implements Service<Cx, Req, Res> {
  readonly inner: Service<Cx, Req, Res>;
  readonly milliseconds: number;

  constructor(inner: Service<Cx, Req, Res>, milliseconds: number) {
    this.inner = inner;
    this.milliseconds = milliseconds;
  }

  call(cx: Cx, req: Req): Awaitable<Res> {
    const controller = new AbortController();
    const outer = signalOf(cx);
    if (outer?.aborted) controller.abort(outer.reason);
    const answer = this.inner.call(withSignal(cx, controller.signal), req);
    return isPromise(answer) ? this.race(answer, controller, outer) : answer;
  }

  private race(
    answer: Promise<Res>,
    controller: AbortController,
    outer: AbortSignal | undefined,
  ): Promise<Res> {
    return new Promise((resolve, reject) => {
      const follow = (): void => controller.abort(outer?.reason);
      const stop = (): void => {
        clearTimeout(timer);
        outer?.removeEventListener("abort", follow);
      };
      const timer = setTimeout(() => {
        const error = new TimeoutError(this.milliseconds);
        stop();
        reject(error);
        controller.abort(error);
      }, this.milliseconds);
      outer?.addEventListener("abort", follow, { once: true });
      answer.then(
        (response) => {
          stop();
          resolve(response);
        },
        (error: unknown) => {
          stop();
          reject(error);
        },
      );
    });
  }
}

/** The signal of a context that has one. */
export function signalOf(cx: unknown): AbortSignal | undefined {
  if (typeof cx !== "object" || cx === null || !("signal" in cx)) return undefined;
  return cx.signal instanceof AbortSignal ? cx.signal : undefined;
}

function withSignal<Cx>(cx: Cx, signal: AbortSignal): Cx {
  if (typeof cx !== "object" || cx === null) return cx;
  return Object.create(cx, { signal: { value: signal, enumerable: true } }) as Cx;
}
