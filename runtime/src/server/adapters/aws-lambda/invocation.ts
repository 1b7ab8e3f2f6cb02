import { key, ServerContext } from "../../../http/context.ts";
import type { Connection, ContextKey, ServerInfo } from "../../../http/context.ts";
import type { HttpError } from "../../../http/problem.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { TimeoutError } from "../../../service/timeout.ts";
import type { Awaitable } from "../../../service/service.ts";
import { provideWaitUntil } from "../wait-until.ts";
import { WebHost } from "../web/host.ts";
import type { Call, WebOptions } from "../web/host.ts";
import type { HttpService } from "../../types.ts";
import type { LambdaContext, LambdaEvent } from "./events.ts";
import { LambdaRequest } from "./request.ts";

/** How a function answers. */
export interface LambdaOptions extends WebOptions {
  /**
   * Milliseconds before the end of an invocation's time at which its handler is given up with 503: time enough for the reply to
   * leave. Default 500.
   */
  deadlineMargin?: number | undefined;
  /** Removed from the start of paths that begin with it, such as the stage, or the base path of a custom domain: `/prod`. */
  basePath?: string | undefined;
}

/** What an invocation was made with. */
export interface LambdaInvocation {
  readonly event: LambdaEvent;
  readonly context: LambdaContext;
}

/** Where handlers find the event and the context: `cx.get(lambdaInvocation)`. */
export const lambdaInvocation: ContextKey<LambdaInvocation> = key("aws-lambda");

/** What all invocations of a function share. */
export class LambdaHost extends WebHost {
  readonly deadlineMargin: number;
  readonly basePath: string;

  constructor(service: HttpService, options: LambdaOptions) {
    super(service, options);
    const { deadlineMargin = 500, basePath = "" } = options;
    if (!(deadlineMargin >= 0 && deadlineMargin <= 900_000)) {
      throw new RangeError(
        `deadlineMargin is a number of milliseconds from 0 to 900000, not ${deadlineMargin}`,
      );
    }
    if (basePath !== "" && !/^(?:\/[\w\-.~%!$&'()*+,;=:@]+)+$/.test(basePath)) {
      throw new TypeError(
        `basePath is a path such as "/prod", without a slash at its end, not ${JSON.stringify(basePath)}`,
      );
    }
    this.deadlineMargin = deadlineMargin;
    this.basePath = basePath;
  }
}

/** One event and its reply. */
export class Invocation implements Call, Connection {
  readonly cx: ServerContext;
  readonly request: LambdaRequest;
  /** Callers that leave are not told of. */
  readonly gone: boolean = false;
  private readonly host: LambdaHost;
  private readonly event: LambdaEvent;
  private readonly end: number;
  private readonly afterwards: Promise<unknown>[] = [];

  constructor(host: LambdaHost, event: LambdaEvent, context: LambdaContext) {
    this.host = host;
    this.event = event;
    this.end = performance.now() + context.getRemainingTimeInMillis() - host.deadlineMargin;
    this.request = new LambdaRequest(event, host.basePath, host.limits.bodyLimit);
    this.cx = new ServerContext(this.request, this);
    this.cx.set(lambdaInvocation, { event, context });
    provideWaitUntil(this.cx, (work) => void this.afterwards.push(work.catch(() => undefined)));
  }

  get server(): ServerInfo {
    return this.host;
  }

  /** A load balancer tells it only in a header that its callers may have written. */
  get remoteAddress(): string | undefined {
    const { requestContext } = this.event;
    if ("http" in requestContext) return requestContext.http.sourceIp;
    return "identity" in requestContext ? requestContext.identity?.sourceIp : undefined;
  }

  /** API Gateway and function URLs have nothing else; load balancers write it into the header. */
  get secure(): boolean {
    return (
      this.request.source !== "load-balancer" || this.request.headers.get("x-forwarded-proto") === "https"
    );
  }

  onDisconnect(): void {
    // Nobody would tell.
  }

  refusal(): HttpError | undefined {
    return this.request.refusal(this.host.limits, this.host.hosts);
  }

  /** The reply of the service, within the time of handlers and of this invocation. */
  answer(): Awaitable<HttpResponse> {
    return this.host.answer(this, Math.max(1, Math.min(this.host.limits.handlerTimeout, this.left)));
  }

  /**
   * Waits for a part of a reply.
   * @throws {TimeoutError} when the time of this invocation is up; then the signal of the request is aborted
   */
  async within<T>(work: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { left } = this;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const error = new TimeoutError(left);
        reject(error);
        this.cx.cancel(error);
      }, left);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for what handlers gave to `waitUntil`, as long as there is time: a function is frozen when it has answered. */
  async finish(complete: boolean): Promise<void> {
    const { cx, request } = this;
    const { stats } = cx;
    if (stats !== undefined) {
      stats.complete = complete;
      stats.bytesReceived = request.bytesReceived;
      if (request.body.present && request.body.used) stats.bodyReadAt = stats.startedAt;
    }
    cx.finish();
    while (this.afterwards.length > 0) {
      await this.within(Promise.all(this.afterwards.splice(0))).catch(() => undefined);
    }
  }

  private get left(): number {
    return Math.max(0, this.end - performance.now());
  }
}
