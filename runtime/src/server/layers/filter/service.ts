import type { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { intoResponse } from "../../../respond/into-response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import type { Predicate, Verdict } from "./layer.ts";

/** See `filter`. */
export class Filter implements HttpService {
  private readonly inner: HttpService;
  private readonly predicate: Predicate;

  constructor(inner: HttpService, predicate: Predicate) {
    this.inner = inner;
    this.predicate = predicate;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const verdict = this.predicate(req, cx);
    return isPromise(verdict)
      ? verdict.then((decided) => this.decide(decided, cx, req))
      : this.decide(verdict, cx, req);
  }

  private decide(verdict: Verdict, cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    if (verdict === true || verdict === undefined) return this.inner.call(cx, req);
    if (verdict === false) throw new HttpError(403);
    return intoResponse(verdict);
  }
}
