import { TimeoutError } from "../service/timeout.ts";
import { HttpError } from "./problem.ts";
import type { HttpResponse } from "./response.ts";

/**
 * An error whose reply is made already, in the shape of a contract. It stays an error on its way out, so that layers and
 * the log see what they would see without a contract.
 */
export class ShapedError extends HttpError {
  readonly response: HttpResponse;
  /** What was thrown. */
  readonly original: unknown;

  constructor(error: HttpError, original: unknown, response: HttpResponse) {
    super(error.status, error.problem, { cause: original });
    this.response = response;
    this.original = original;
  }
}

/** What an error of any kind is for the caller: itself, 503 for a timeout, 500 for whatever is no {@link HttpError}. */
export function httpErrorOf(thrown: unknown): HttpError {
  if (thrown instanceof HttpError) return thrown;
  if (thrown instanceof TimeoutError)
    return new HttpError(503, "The request took too long.", { cause: thrown });
  return new HttpError(500, undefined, { cause: thrown });
}
