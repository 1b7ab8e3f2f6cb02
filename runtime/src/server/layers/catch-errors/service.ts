import type { ServerContext } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { ShapedError } from "../../../http/shaped-error.ts";
import { intoResponse } from "../../../respond/into-response.ts";
import { errorResponse } from "../../../respond/problem.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import { knownError } from "../../error-handler.ts";
import type { HttpService } from "../../types.ts";
import type { CatchErrorsOptions, CaughtError } from "./layer.ts";
import { locationOf } from "./location.ts";

interface Settings {
  readonly answer: CatchErrorsOptions["answer"];
  readonly httpErrors: boolean;
  readonly report: (caught: CaughtError, cx: ServerContext) => void;
}

/** See `catchErrors`. */
export class CatchErrors implements HttpService {
  private readonly inner: HttpService;
  private readonly settings: Settings;

  constructor(inner: HttpService, settings: Settings) {
    this.inner = inner;
    this.settings = settings;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    try {
      const answer = this.inner.call(cx, req);
      return isPromise(answer) ? answer.catch((error: unknown) => this.recover(error, cx)) : answer;
    } catch (error) {
      return this.recover(error, cx);
    }
  }

  private recover(error: unknown, cx: ServerContext): Awaitable<HttpResponse> {
    const { answer, httpErrors } = this.settings;
    const known = knownError(error);
    if (known !== undefined && !httpErrors) throw error;
    if (isReason(error, cx)) throw error;
    if (known === undefined || known.status >= 500) {
      this.report(error instanceof ShapedError ? error.original : error, cx);
    }
    if (answer === undefined) return replyTo(known, cx);
    try {
      const made = answer(error, cx);
      if (!isPromise(made)) return intoResponse(made);
      return made.then(intoResponse).catch((failure: unknown) => this.giveUp(failure, cx));
    } catch (failure) {
      return this.giveUp(failure, cx);
    }
  }

  /** The function that makes replies has failed as well. */
  private giveUp(failure: unknown, cx: ServerContext): HttpResponse {
    this.report(failure, cx);
    return replyTo(undefined, cx);
  }

  private report(error: unknown, cx: ServerContext): void {
    try {
      this.settings.report({ error, location: locationOf(error) }, cx);
    } catch {
      // Nobody is left to hear it.
      return;
    }
  }
}

/** Looks at the signal only when there is an error, because looking makes one. */
function isReason(error: unknown, cx: ServerContext): boolean {
  const { signal } = cx;
  return signal.aborted && signal.reason === error;
}

function replyTo(known: HttpError | undefined, cx: ServerContext): HttpResponse {
  const shown = known ?? new HttpError(500);
  return errorResponse(shown, shown.status >= 500 ? cx.traceId : undefined);
}
