import { OverloadedError } from "../../../governance/limit/overloaded.ts";
import type { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import type { ConcurrencyLimit } from "./layer.ts";

/** One service behind the places that it shares with others. */
export class ConcurrencyLimitService implements HttpService {
  private readonly inner: HttpService;
  private readonly shared: ConcurrencyLimit;
  private readonly leave: () => void;

  constructor(inner: HttpService, shared: ConcurrencyLimit) {
    this.inner = inner;
    this.shared = shared;
    this.leave = () => shared.semaphore.release();
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { semaphore, exempt } = this.shared;
    if (exempt?.(req, cx) === true) return this.inner.call(cx, req);
    let place: Awaitable<void>;
    try {
      place = semaphore.acquire(() => cx.signal);
    } catch (error) {
      return this.refuse(error);
    }
    if (!isPromise(place)) return this.enter(cx, req);
    return place.then(
      () => this.enter(cx, req),
      (error: unknown) => this.refuse(error),
    );
  }

  private enter(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    cx.onFinish(this.leave);
    const { aimd } = this.shared;
    if (aimd === undefined) return this.inner.call(cx, req);
    const startedAt = performance.now();
    const answer = this.inner.call(cx, req);
    const learn = (): void => this.learn(startedAt);
    if (isPromise(answer)) answer.then(learn, learn);
    else learn();
    return answer;
  }

  private learn(startedAt: number): void {
    const { aimd, semaphore } = this.shared;
    if (aimd !== undefined) semaphore.limit = aimd.observe(startedAt, performance.now(), semaphore.active);
  }

  private refuse(error: unknown): never {
    // The caller that went away while it waited needs no other reason.
    if (!(error instanceof OverloadedError)) throw error;
    this.shared.refused += 1;
    throw new HttpError(503, "The server is busy.", {
      cause: error,
      headers: { "retry-after": this.shared.retryAfter },
    });
  }
}
