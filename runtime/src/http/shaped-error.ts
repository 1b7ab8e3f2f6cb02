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
