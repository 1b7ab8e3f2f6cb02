import type { UniformLayer } from "../../service/layer.ts";
import { isPromise } from "../../service/service.ts";
import type { Awaitable, Service } from "../../service/service.ts";
import { signalOf } from "../../service/timeout.ts";
import { Semaphore } from "./semaphore.ts";
import type { SemaphoreOptions } from "./semaphore.ts";

/**
 * Lets at most so many calls of a service be at work at the same time: a bulkhead. All services that one layer wraps share the
 * places. A call that waits leaves the queue when the signal of its context is aborted.
 *
 * The layer `concurrencyLimit` of servers holds a place until the reply is sent; this one until the service has answered.
 * @throws {RangeError} when a number makes no sense; the calls of its services fail with `OverloadedError`
 */
export function limitConcurrency(options: SemaphoreOptions): UniformLayer {
  const semaphore = new Semaphore(options);
  return { layer: (inner) => new LimitedService(inner, semaphore) };
}

class LimitedService<Cx, Req, Res> implements Service<Cx, Req, Res> {
  readonly inner: Service<Cx, Req, Res>;
  readonly semaphore: Semaphore;

  constructor(inner: Service<Cx, Req, Res>, semaphore: Semaphore) {
    this.inner = inner;
    this.semaphore = semaphore;
  }

  call(cx: Cx, req: Req): Awaitable<Res> {
    const place = this.semaphore.acquire(() => signalOf(cx));
    return isPromise(place) ? place.then(() => this.enter(cx, req)) : this.enter(cx, req);
  }

  private enter(cx: Cx, req: Req): Awaitable<Res> {
    const { semaphore } = this;
    let answer: Awaitable<Res>;
    try {
      answer = this.inner.call(cx, req);
    } catch (error) {
      semaphore.release();
      throw error;
    }
    if (isPromise(answer)) return answer.finally(() => semaphore.release());
    semaphore.release();
    return answer;
  }
}
