import type { FinishListener, ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";

/** See `metrics`. */
export class MetricsService implements HttpService {
  private readonly inner: HttpService;
  private readonly metrics: SpanProvider;
  private readonly finished: FinishListener;

  constructor(inner: HttpService, metrics: SpanProvider) {
    this.inner = inner;
    this.metrics = metrics;
    this.finished = (stats, cx) => metrics.leaveServe(cx, stats);
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    this.metrics.onServe(cx);
    cx.onFinish(this.finished);
    return this.inner.call(cx, req);
  }
}
