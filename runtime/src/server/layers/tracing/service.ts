import type { ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import type { Tracing } from "./layer.ts";

/** See `tracing`. */
export class TracingService implements HttpService {
  private readonly inner: HttpService;
  private readonly tracing: Tracing;

  constructor(inner: HttpService, tracing: Tracing) {
    this.inner = inner;
    this.tracing = tracing;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    this.tracing.onServe(cx);
    return this.inner.call(cx, req);
  }
}
