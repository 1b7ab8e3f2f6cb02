import { context } from "@opentelemetry/api";
import type { FinishListener, ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import type { OpenTelemetry } from "./opentelemetry.ts";

/** See `opentelemetry`. */
export class OpenTelemetryService implements HttpService {
  private readonly inner: HttpService;
  private readonly spans: OpenTelemetry;
  private readonly finished: FinishListener;

  constructor(inner: HttpService, spans: OpenTelemetry) {
    this.inner = inner;
    this.spans = spans;
    this.finished = (stats, cx) => spans.leaveServe(cx, stats);
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { spans } = this;
    // With a span already, the server's own end ends it.
    if (spans.contextOf(cx) === undefined) {
      spans.onServe(cx);
      cx.onFinish(this.finished);
    }
    const active = spans.contextOf(cx);
    if (active === undefined) return this.inner.call(cx, req);
    try {
      const answer = context.with(active, () => this.inner.call(cx, req));
      return isPromise(answer) ? answer.catch((error: unknown) => this.fail(cx, error)) : answer;
    } catch (error) {
      return this.fail(cx, error);
    }
  }

  /** Refusals of callers are replies like any other. */
  private fail(cx: ServerContext, error: unknown): never {
    if (!(error instanceof HttpError) || error.status >= 500) this.spans.failed(cx, error);
    throw error;
  }
}
