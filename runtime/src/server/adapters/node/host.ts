import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerInfo } from "../../../http/context.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import { resolveLimits } from "../../defaults.ts";
import type { ServerLimits } from "../../defaults.ts";
import { ErrorHandler } from "../../error-handler.ts";
import type { ErrorOptions } from "../../error-handler.ts";
import { enterSpan } from "../../span-provider.ts";
import type { ObserveOptions, SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";
import type { Exchange } from "./exchange.ts";
import { Hosts } from "../shared/hosts.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { InFlight } from "./in-flight.ts";
import { NodeRequest } from "./request.ts";

/** What of a server's options matters once a request is there. */
export interface ListenerOptions extends ErrorOptions, ObserveOptions, Partial<ServerLimits> {
  /**
   * Hosts that the server answers for, such as `"example.org"`, `"example.org:8443"` or `"*.example.org"` (one label); with any
   * other a request is refused with 421. Default: all of them.
   * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20
   */
  allowedHosts?: readonly string[] | undefined;
}

/** A request listener for `http.createServer`. */
export type NodeListener = (message: IncomingMessage, response: ServerResponse) => void;

/**
 * Makes a request listener of a service. Limits that belong to the `http.Server` itself (`headersTimeout`,
 * `requestTimeout`, `keepAliveTimeout`, `maxHeaderSize`) are the server's to set: `serve` does.
 */
export function toNodeListener(service: HttpService, options: ListenerOptions = {}): NodeListener {
  const host = new NodeHost(service, options);
  return (message, response) => host.handle(message, response);
}

/** What all requests of one server share. */
export class NodeHost implements ServerInfo {
  readonly limits: ServerLimits;
  readonly serviceName: string | undefined;
  readonly errors: ErrorHandler;
  readonly inFlight: InFlight;
  /** Work on connections that were taken, which goes on after the request. */
  readonly attended: Set<Promise<unknown>> = new Set();
  /** Set while the server closes: every reply then ends its connection. */
  closing: boolean = false;
  private readonly hosts: Hosts;
  private readonly service: HttpService;
  private readonly spanProvider: SpanProvider | undefined;

  constructor(service: HttpService, options: ListenerOptions) {
    this.service = service;
    this.spanProvider = options.spanProvider;
    this.serviceName = options.serviceName;
    this.limits = resolveLimits(options);
    this.hosts = new Hosts(options.allowedHosts);
    this.errors = new ErrorHandler(options);
    this.inFlight = new InFlight(this.limits.handlerTimeout);
  }

  /** Aborts the signal of every request at work. */
  cancelAll(reason: unknown): void {
    this.inFlight.forEach((pending) => (pending as Exchange).cx.cancel(reason));
  }

  /** Answers a request over HTTP/1. */
  handle(message: IncomingMessage, response: ServerResponse): void {
    this.run(new Http1Exchange(this, new NodeRequest(message, this.limits.bodyLimit), response));
  }

  /** Answers a request over HTTP/1 that expects something before it sends its body. */
  handleExpecting(message: IncomingMessage, response: ServerResponse, known: boolean): void {
    const request = new NodeRequest(message, this.limits.bodyLimit);
    const proceed = (): void => {
      if (!response.headersSent) response.writeContinue();
    };
    request.expectation = known ? proceed : "unknown";
    this.run(new Http1Exchange(this, request, response));
  }

  /** Answers a request, whatever it came over. */
  run(exchange: Exchange): void {
    const { cx, request } = exchange;
    let answer: Awaitable<HttpResponse>;
    try {
      enterSpan(this.spanProvider, cx);
      const refused = request.refusal(this.limits, this.hosts);
      if (refused !== undefined) throw refused;
      answer = this.service.call(cx, request);
    } catch (error) {
      exchange.fail(error);
      return;
    }
    if (answer instanceof HttpResponse) exchange.send(answer);
    else exchange.wait(answer);
  }
}
