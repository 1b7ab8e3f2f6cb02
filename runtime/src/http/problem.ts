import { reasonPhrase } from "./status.ts";

/** One thing that is wrong with a request. */
export interface Fault {
  readonly in: "body" | "path" | "query" | "header" | "cookie";
  /** Name of the parameter; absent for a body. */
  readonly name?: string;
  /** JSON pointer (RFC 6901) inside the body or the parameter's value; "" is the whole of it. */
  readonly pointer: string;
  readonly message: string;
  /** The JSON Schema keyword that said no. */
  readonly keyword?: string;
}

/**
 * Problem details, the body of every error that the framework makes.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export interface Problem {
  /** URI reference of the kind of problem; "about:blank" when absent. */
  type?: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  /** All faults of the request, not just the first. */
  errors?: readonly Fault[];
  /** Finds the request in the server's logs. */
  traceId?: string;
  [extension: string]: unknown;
}

/** {@link Problem} as an author gives it: the title is the status's reason phrase when absent. */
export interface ProblemInit {
  type?: string;
  title?: string;
  detail?: string;
  instance?: string;
  errors?: readonly Fault[];
  [extension: string]: unknown;
}

export interface HttpErrorOptions {
  /** For the log; never shown to the caller. */
  cause?: unknown;
  /** Sent with the reply, such as `retry-after`. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * Ends a request with an error status. What it says is meant for the caller; the message of any other error never
 * leaves the server.
 *
 * ```ts
 * throw new HttpError(404, "no such pet");
 * ```
 */
export class HttpError extends Error {
  readonly status: number;
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>> | undefined;

  /**
   * @param status 400 to 599
   * @param problem the detail, or problem details
   */
  constructor(status: number, problem?: string | ProblemInit, options?: HttpErrorOptions) {
    const init: ProblemInit = typeof problem === "string" ? { detail: problem } : { ...problem };
    const title = init.title ?? reasonPhrase(status);
    super(
      init.detail ?? title,
      options !== undefined && "cause" in options ? { cause: options.cause } : undefined,
    );
    this.status = status;
    // In the order in which people read them.
    this.problem = Object.assign({ title, status }, init, { title, status });
    this.headers = options?.headers;
  }

  override get name(): string {
    return "HttpError";
  }
}
