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
    const limit = new TimeLimit(cx);
    const answer = this.inner.call(withLimit(cx, limit), req);
    return isPromise(answer) ? this.race(answer, limit) : answer;
  }

  private race(answer: Promise<Res>, limit: TimeLimit): Promise<Res> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const error = new TimeoutError(this.milliseconds);
        reject(error);
        limit.expire(error);
      }, this.milliseconds);
      answer.then(
        (response) => {
          clearTimeout(timer);
          limit.release();
          resolve(response);
        },
        (error: unknown) => {
          clearTimeout(timer);
          limit.release();
          reject(error);
        },
      );
    });
  }
}

/** What one call has to keep to. Its signal is made when somebody asks for it: most services never do. */
class TimeLimit {
  passed: boolean = false;
  private reason: unknown = undefined;
  private controller: AbortController | undefined = undefined;
  private outer: AbortSignal | undefined = undefined;
  private readonly cx: unknown;

  /** @param cx the context around the call, whose signal this one follows */
  constructor(cx: unknown) {
    this.cx = cx;
  }

  get signal(): AbortSignal {
    return (this.controller ??= this.start()).signal;
  }

  /** The time is over. */
  expire(reason: unknown): void {
    this.passed = true;
    this.reason = reason;
    this.release();
    this.controller?.abort(reason);
  }

  /** The call is over: nothing is followed any more. */
  release(): void {
    this.outer?.removeEventListener("abort", this.follow);
    this.outer = undefined;
  }

  private start(): AbortController {
    const controller = new AbortController();
    const outer = signalOf(this.cx);
    if (this.passed) controller.abort(this.reason);
    else if (outer?.aborted === true) controller.abort(outer.reason);
    else {
      this.outer = outer;
      outer?.addEventListener("abort", this.follow, { once: true });
    }
    return controller;
  }

  private readonly follow = (): void => this.controller?.abort(this.outer?.reason);
}

/** Whether the time of the innermost timeout around a call is over, told by the context that the call was given. */
export function timeIsOver(cx: unknown): boolean {
  return (cx as Partial<Limited> | null | undefined)?.[limitKey]?.passed === true;
}

/** The signal of a context that has one. */
export function signalOf(cx: unknown): AbortSignal | undefined {
  if (typeof cx !== "object" || cx === null || !("signal" in cx)) return undefined;
  return cx.signal instanceof AbortSignal ? cx.signal : undefined;
}

const limitKey: unique symbol = Symbol("time limit");

/** A context that {@link withLimit} made. */
interface Limited {
  readonly [limitKey]: TimeLimit;
}

/** One description for all contexts, which find their own limit through `this`. */
const limited: PropertyDescriptorMap & ThisType<Limited> = {
  signal: {
    get() {
      return this[limitKey].signal;
    },
    enumerable: true,
  },
};

/** A context that knows how to be like itself with another signal: an object whose prototype is another one is slow to make. */
interface Derivable<Cx> {
  derive(changes: { readonly signal: TimeLimit }): Cx;
}

function withLimit<Cx>(cx: Cx, limit: TimeLimit): Cx {
  if (typeof cx !== "object" || cx === null) return cx;
  const { derive } = cx as Partial<Derivable<Cx>>;
  const inside =
    derive === undefined
      ? (Object.create(cx, limited) as Cx)
      : derive.call(cx as unknown as Derivable<Cx>, { signal: limit });
  return Object.assign(inside as Cx & object, { [limitKey]: limit });
}
