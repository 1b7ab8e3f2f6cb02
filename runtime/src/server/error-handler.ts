import type { ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpResponse } from "../http/response.ts";
import { ShapedError } from "../http/shaped-error.ts";
import { errorResponse } from "../respond/problem.ts";
import { TimeoutError } from "../service/timeout.ts";

/** What the log says about a request that went wrong. */
export interface ErrorRecord {
  readonly level: "error";
  /** ISO 8601. */
  readonly time: string;
  readonly message: string;
  /** The same as in the caller's problem details. */
  readonly traceId: string;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  readonly route: string;
  readonly operation?: string;
  readonly stack?: string;
  readonly cause?: string;
}

/** Where a server tells what went wrong. */
export interface Logger {
  error(record: ErrorRecord): void;
}

/** One JSON line each, on standard error; JSON escapes what could forge a line. */
export const consoleLogger: Logger = {
  error: (record) => console.error(JSON.stringify(record)),
};

/**
 * Makes the reply for an error, instead of the default: problem details of a {@link HttpError}, and an opaque 500 for
 * everything else. undefined keeps the default.
 *
 * What the HTTP parser refuses never becomes a request, so it is answered without this hook, with problem details that
 * have a title and a status: 400 for what is no HTTP, 408 for a header or body that does not arrive in time, 413 for
 * chunk extensions that are too long, 431 for a header that is too large.
 */
export type OnError = (error: unknown, cx: ServerContext) => HttpResponse | undefined;

export interface ErrorOptions {
  onError?: OnError | undefined;
  logger?: Logger | undefined;
}

/** Turns whatever a service failed with into a reply; logs it once when it is the server's fault. */
export class ErrorHandler {
  private readonly onError: OnError | undefined;
  private readonly logger: Logger;

  constructor(options: ErrorOptions) {
    this.onError = options.onError;
    this.logger = options.logger ?? consoleLogger;
  }

  respond(error: unknown, cx: ServerContext): HttpResponse {
    const known = knownError(error);
    if (known === undefined || known.status >= 500) {
      this.log(error instanceof ShapedError ? error.original : error, cx);
    }
    try {
      const shaped = this.onError?.(error, cx);
      if (shaped !== undefined) return shaped;
    } catch (hookError) {
      this.log(hookError, cx);
    }
    const shown = known ?? new HttpError(500);
    try {
      return errorResponse(shown, shown.status >= 500 ? cx.traceId : undefined);
    } catch (renderError) {
      // Its headers or members cannot be sent.
      this.log(renderError, cx);
      return errorResponse(new HttpError(500), cx.traceId);
    }
  }

  /** Logs; what the logger itself throws is lost, because nobody is left to hear it. */
  log(error: unknown, cx: ServerContext): void {
    try {
      this.logger.error(recordOf(error, cx));
    } catch {
      return;
    }
  }
}

function knownError(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  return error instanceof TimeoutError ? new HttpError(503, "The request took too long.") : undefined;
}

function recordOf(error: unknown, cx: ServerContext): ErrorRecord {
  const { request, operation } = cx;
  return {
    level: "error",
    time: new Date().toISOString(),
    message: messageOf(error),
    traceId: cx.traceId,
    method: request.method,
    path: request.path,
    route: cx.route,
    ...(operation === undefined ? {} : { operation }),
    ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
    ...(error instanceof Error && error.cause !== undefined ? { cause: causeOf(error.cause) } : {}),
  };
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  try {
    return `thrown: ${String(error)}`;
  } catch {
    return "thrown: a value without text";
  }
}

function causeOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? messageOf(cause)) : messageOf(cause);
}
