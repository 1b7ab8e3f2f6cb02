import { dropBody } from "../../../http/stream-body.ts";
import type { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { intoResponse } from "../../../respond/into-response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import { timeIsOver, TimeoutError } from "../../../service/timeout.ts";
import type { HttpService } from "../../types.ts";
import type { TimeoutAnswer } from "./layer.ts";

/** Answers when the timeout that is around a {@link TimedHandler} is over. */
export class HandlerTimeout implements HttpService {
  private readonly limited: HttpService;
  private readonly answer: TimeoutAnswer | undefined;

  constructor(limited: HttpService, answer: TimeoutAnswer | undefined) {
    this.limited = limited;
    this.answer = answer;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const answer = this.limited.call(cx, req);
    return isPromise(answer) ? answer.catch((error: unknown) => this.recover(error, cx)) : answer;
  }

  private async recover(error: unknown, cx: ServerContext): Promise<HttpResponse> {
    if (error instanceof ForeignTimeout) throw error.error;
    if (!(error instanceof TimeoutError)) throw error;
    if (this.answer !== undefined) return intoResponse(await this.answer(cx));
    throw new HttpError(503, "The request took too long.", { cause: error });
  }
}

/** A timeout of the handler's own, on its way past the one around it. */
class ForeignTimeout {
  readonly error: TimeoutError;

  constructor(error: TimeoutError) {
    this.error = error;
  }
}

/** What the timeout is around. */
export class TimedHandler implements HttpService {
  private readonly inner: HttpService;

  constructor(inner: HttpService) {
    this.inner = inner;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const answer = this.inner.call(cx, req);
    return isPromise(answer) ? answer.then((reply) => inTime(reply, cx), foreign) : answer;
  }
}

/** Nobody waits any more for a reply that is too late, so nobody would end its stream. */
function inTime(reply: HttpResponse, cx: ServerContext): HttpResponse {
  if (timeIsOver(cx)) dropBody(reply.body);
  return reply;
}

function foreign(error: unknown): never {
  throw error instanceof TimeoutError ? new ForeignTimeout(error) : error;
}
