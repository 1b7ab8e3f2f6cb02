import { dropBody } from "../../../http/stream-body.ts";
import type { ServerContext, ServerInfo } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import { HttpResponse } from "../../../http/response.ts";
import { errorResponse } from "../../../respond/problem.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import { TimeoutError } from "../../../service/timeout.ts";
import { resolveLimits } from "../../defaults.ts";
import type { ServerLimits } from "../../defaults.ts";
import { ErrorHandler } from "../../error-handler.ts";
import type { ErrorOptions } from "../../error-handler.ts";
import { enterSpan } from "../../span-provider.ts";
import type { ObserveOptions, SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";
import { Hosts } from "../shared/hosts.ts";

/** Limits that can be kept without a hand on the connection. */
export type WebLimits = Pick<
  ServerLimits,
  "bodyLimit" | "handlerTimeout" | "maxHeadersCount" | "maxTargetLength"
>;

/** Options of every adapter whose platform reads requests and writes replies by itself. */
export interface WebOptions extends ErrorOptions, ObserveOptions, Partial<WebLimits> {
  /**
   * Hosts that are answered for, such as `"example.org"`, `"example.org:8443"` or `"*.example.org"` (one label); with any other a
   * request is refused with 421. Default: all of them.
   * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20
   */
  allowedHosts?: readonly string[] | undefined;
}

/** One request that a platform has handed over. */
export interface Call {
  readonly cx: ServerContext;
  /** Whether nobody is left who could receive a reply. */
  readonly gone: boolean;
  /** Why it is refused before it is routed; undefined when it is fine. */
  refusal(): HttpError | undefined;
}

/** What is answered to a caller who is gone: nobody sees it. */
export const toNobody: HttpResponse = new HttpResponse(499);

/** What all requests of one handler share. */
export class WebHost implements ServerInfo {
  readonly limits: ServerLimits;
  readonly serviceName: string | undefined;
  readonly errors: ErrorHandler;
  readonly hosts: Hosts;
  private readonly service: HttpService;
  private readonly spanProvider: SpanProvider | undefined;

  constructor(service: HttpService, options: WebOptions & Partial<ServerLimits>) {
    this.service = service;
    this.limits = resolveLimits(options);
    this.serviceName = options.serviceName;
    this.spanProvider = options.spanProvider;
    this.hosts = new Hosts(options.allowedHosts);
    this.errors = new ErrorHandler(options);
  }

  /**
   * Answers a request, whatever happens to it.
   * @param timeout milliseconds for the handler
   */
  answer(call: Call, timeout: number = this.limits.handlerTimeout): Awaitable<HttpResponse> {
    const { cx } = call;
    let answer: Awaitable<HttpResponse>;
    try {
      enterSpan(this.spanProvider, cx);
      const refused = call.refusal();
      if (refused !== undefined) throw refused;
      answer = this.service.call(cx, cx.request);
    } catch (error) {
      return this.fail(call, error);
    }
    return isPromise(answer) ? this.wait(call, answer, timeout) : answer;
  }

  /**
   * Turns a reply into what the platform takes.
   * @param make fails when the reply cannot be sent as it is, which is an error like any other
   */
  render<T>(cx: ServerContext, reply: HttpResponse, make: (reply: HttpResponse) => T): T {
    try {
      return make(reply);
    } catch (error) {
      dropBody(reply.body);
      const shaped = this.errors.respond(error, cx);
      try {
        return make(shaped);
      } catch (again) {
        this.errors.log(again, cx);
        return make(errorResponse(new HttpError(500), cx.traceId));
      }
    }
  }

  /** The reply to an error; a caller's leaving is no fault to log. */
  private fail(call: Call, error: unknown): HttpResponse {
    return call.gone ? toNobody : this.errors.respond(error, call.cx);
  }

  private wait(call: Call, answer: Promise<HttpResponse>, timeout: number): Promise<HttpResponse> {
    return new Promise((resolve) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        const error = new TimeoutError(timeout);
        resolve(this.fail(call, error));
        call.cx.cancel(error);
      }, timeout);
      answer.then(
        (reply) => {
          clearTimeout(timer);
          if (late) dropBody(reply.body);
          else resolve(reply);
        },
        (error: unknown) => {
          clearTimeout(timer);
          if (!late) resolve(this.fail(call, error));
        },
      );
    });
  }
}
