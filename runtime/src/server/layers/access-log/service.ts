import type { FinishListener, ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";

/** See `accessLog`. */
export class AccessLogService implements HttpService {
  private readonly inner: HttpService;
  private readonly finished: FinishListener;

  constructor(inner: HttpService, finished: FinishListener) {
    this.inner = inner;
    this.finished = finished;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    cx.onFinish(this.finished);
    return this.inner.call(cx, req);
  }
}
