import type { ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpResponse } from "../http/response.ts";
import { ShapedError } from "../http/shaped-error.ts";
import { OverloadedError } from "../governance/limit/overloaded.ts";
import { errorResponse } from "../respond/problem.ts";
import { TimeoutError } from "../service/timeout.ts";
import { jsonLine, requestRecord } from "./log.ts";
import type { RequestRecord } from "./log.ts";

/** What the log says about something that went wrong. */
export interface FailureRecord {
  /** Name and message of what was thrown. */
  readonly message: string;
  readonly stack?: string;
  readonly cause?: string;
}

/** What the log says about a request that went wrong. */
export interface ErrorRecord extends RequestRecord, FailureRecord {}

/** Where a server tells what went wrong; a logger of pino is one. */
export interface Logger {
  /**
   * @param record says nothing of a request when there was none, as for a health check that fails
   * @param text the same for every record of a kind: what kind of event it is
   */
  error(record: ErrorRecord | FailureRecord, text: string): void;
}

/** One JSON line each, on standard error. */
export const consoleLogger: Logger = {
  error: (record, text) => console.error(jsonLine("error", text, record)),
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
  /** Where errors are told (default: JSON lines on standard error). */
  logger?: Logger | undefined;
  /**
   * Shows callers what the log says of errors that are the server's fault, and lets `serve` print its routes. It is for the
   * machine of a developer: messages and stacks are nobody else's business. Default false.
   */
  development?: boolean | undefined;
}

/**
 * Turns whatever a service failed with into a reply; logs it once when it is the server's fault, unless the server refused a
 * request because it is overloaded.
 */
export class ErrorHandler {
  private readonly onError: OnError | undefined;
  private readonly logger: Logger;
  private readonly development: boolean;

  constructor(options: ErrorOptions) {
    this.onError = options.onError;
    this.development = options.development ?? false;
    this.logger = options.logger ?? consoleLogger;
  }

  respond(error: unknown, cx: ServerContext): HttpResponse {
    const known = knownError(error);
    const thrown = error instanceof ShapedError ? error.original : error;
    if (isFault(known) && !isShed(thrown)) this.log(thrown, cx);
    try {
      const shaped = this.onError?.(error, cx);
      if (shaped !== undefined) return shaped;
    } catch (hookError) {
      this.log(hookError, cx);
    }
    const shown = this.shown(known ?? new HttpError(500), thrown);
    try {
      return errorResponse(shown, shown.status >= 500 ? cx.traceId : undefined);
    } catch (renderError) {
      // Its headers or members cannot be sent.
      this.log(renderError, cx);
      return errorResponse(new HttpError(500), cx.traceId);
    }
  }

  private shown(error: HttpError, thrown: unknown): HttpError {
    if (!this.development || error.status < 500 || error instanceof ShapedError) return error;
    const { message, stack, cause } = failureRecord(thrown);
    return new HttpError(
      error.status,
      {
        ...error.problem,
        detail: error.problem.detail ?? message,
        ...(stack === undefined ? {} : { stack: stack.split("\n") }),
        ...(cause === undefined ? {} : { cause: cause.split("\n") }),
      },
      error.headers === undefined ? {} : { headers: error.headers },
    );
  }

  /** Logs; what the logger itself throws is lost, because nobody is left to hear it. */
  log(error: unknown, cx: ServerContext): void {
    try {
      this.logger.error(errorRecord(error, cx), "request failed");
    } catch {
      return;
    }
  }
}

/** The reply that an error asks for; undefined when it says nothing of one. */
export function knownError(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  return error instanceof TimeoutError ? new HttpError(503, "The request took too long.") : undefined;
}

/** A version of HTTP that does not exist is no fault of the server, although its status is a 5xx. */
function isFault(known: HttpError | undefined): boolean {
  return known === undefined || (known.status >= 500 && known.status !== 505);
}

/** A server that sheds load does what it is asked to, and has no time to write about each request. */
function isShed(error: unknown): boolean {
  return error instanceof HttpError && error.cause instanceof OverloadedError;
}

/** The fields that tell what was thrown, and by which request. */
export function errorRecord(error: unknown, cx: ServerContext): ErrorRecord {
  return { ...failureRecord(error), ...requestRecord(cx) };
}

/** The fields that tell what was thrown. */
export function failureRecord(error: unknown): FailureRecord {
  return {
    message: messageOf(error),
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
