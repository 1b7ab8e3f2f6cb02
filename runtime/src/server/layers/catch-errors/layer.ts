import type { ServerContext } from "../../../http/context.ts";
import type { IntoResponse } from "../../../respond/into-response.ts";
import type { Layer } from "../../../service/layer.ts";
import type { Awaitable } from "../../../service/service.ts";
import { consoleLogger, errorRecord } from "../../error-handler.ts";
import type { HttpService } from "../../types.ts";
import { CatchErrors } from "./service.ts";

/** Something that was thrown, and where. */
export interface CaughtError {
  /** Whatever it is: anything can be thrown. */
  readonly error: unknown;
  /** File, line and column of the throw, as the runtime writes them; undefined when what was thrown does not tell. */
  readonly location: string | undefined;
}

export interface CatchErrorsOptions {
  /** Makes the reply. Default: an opaque 500 with the trace id, as problem details. */
  answer?: (error: unknown, cx: ServerContext) => Awaitable<IntoResponse>;
  /**
   * Whether `HttpError` and `TimeoutError` are caught as well, which otherwise pass: they know their reply, and are reported only
   * if it is a 5xx. Default false.
   */
  httpErrors?: boolean;
  /** Hears of each error, before the reply is made. Default: a JSON line on standard error. What it throws is lost. */
  report?: (caught: CaughtError, cx: ServerContext) => void;
}

/**
 * Turns what handlers and layers inside throw into replies: thrown at once or rejected later, an error or anything else. Layers
 * around it see a reply in every case. Without it the server does the same, outside of all layers.
 *
 * Once the caller has gone, or a timeout around it is over, nobody waits for a reply: the reason of the aborted signal passes.
 */
export function catchErrors(options: CatchErrorsOptions = {}): Layer<HttpService> {
  const { answer, httpErrors = false, report = reportToConsole } = options;
  return { layer: (inner: HttpService) => new CatchErrors(inner, { answer, httpErrors, report }) };
}

function reportToConsole({ error, location }: CaughtError, cx: ServerContext): void {
  const record = { ...errorRecord(error, cx), ...(location === undefined ? {} : { location }) };
  consoleLogger.error(record, "request failed");
}
