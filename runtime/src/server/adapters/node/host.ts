import type { IncomingMessage, ServerResponse } from "node:http";
import { ServerContext } from "../../../http/context.ts";
import type { Connection, PeerCertificate, RequestStats } from "../../../http/context.ts";
import { addPendingHeaders } from "../../../http/header-map.ts";
import type { HeaderMap } from "../../../http/header-map.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { ResponseBody } from "../../../http/response.ts";
import { isBodiless } from "../../../http/status.ts";
import type { Awaitable } from "../../../service/service.ts";
import { TimeoutError } from "../../../service/timeout.ts";
import { resolveLimits } from "../../defaults.ts";
import type { ServerLimits } from "../../defaults.ts";
import { ErrorHandler } from "../../error-handler.ts";
import type { ErrorOptions } from "../../error-handler.ts";
import { enterSpan } from "../../span-provider.ts";
import type { SpanProvider } from "../../span-provider.ts";
import type { HttpService } from "../../types.ts";
import { InFlight } from "./in-flight.ts";
import type { Pending } from "./in-flight.ts";
import { NodeRequest } from "./request.ts";
import { discardRest } from "./discard.ts";
import { dropBody, pump } from "./pump.ts";
import { peerCertificateOf } from "./peer-certificate.ts";

/** What of a server's options matters once a request is there. */
export interface ListenerOptions extends ErrorOptions, Partial<ServerLimits> {
  /** Accompanies every request, from its header to the end of its reply. */
  spanProvider?: SpanProvider | undefined;
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
export class NodeHost {
  readonly limits: ServerLimits;
  readonly errors: ErrorHandler;
  readonly inFlight: InFlight;
  /** Set while the server closes: every reply then ends its connection. */
  closing: boolean = false;
  private readonly service: HttpService;
  private readonly spanProvider: SpanProvider | undefined;

  constructor(service: HttpService, options: ListenerOptions) {
    this.service = service;
    this.spanProvider = options.spanProvider;
    this.limits = resolveLimits(options);
    this.errors = new ErrorHandler(options);
    this.inFlight = new InFlight(this.limits.handlerTimeout);
  }

  /** Aborts the signal of every request at work. */
  cancelAll(reason: unknown): void {
    this.inFlight.forEach((pending) => (pending as Exchange).cx.cancel(reason));
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    const request = new NodeRequest(message, this.limits.bodyLimit);
    const exchange = new Exchange(this, request, response);
    let answer: Awaitable<HttpResponse>;
    try {
      enterSpan(this.spanProvider, exchange.cx);
      const refused = request.refusal(this.limits);
      if (refused !== undefined) throw refused;
      answer = this.service.call(exchange.cx, request);
    } catch (error) {
      exchange.fail(error);
      return;
    }
    if (answer instanceof HttpResponse) exchange.send(answer);
    else exchange.wait(answer);
  }
}

/** One request and its reply, of which there is exactly one whatever happens. */
class Exchange implements Connection, Pending {
  previous: Pending | undefined = undefined;
  next: Pending | undefined = undefined;
  deadline: number = 0;
  readonly cx: ServerContext;
  private readonly host: NodeHost;
  private readonly request: NodeRequest;
  private readonly response: ServerResponse;
  private answered: boolean = false;

  constructor(host: NodeHost, request: NodeRequest, response: ServerResponse) {
    this.host = host;
    this.request = request;
    this.response = response;
    this.cx = new ServerContext(request, this);
  }

  get remoteAddress(): string | undefined {
    return this.request.message.socket.remoteAddress;
  }

  get peerCertificate(): PeerCertificate | undefined {
    return peerCertificateOf(this.request.message.socket);
  }

  onDisconnect(cancel: (reason: unknown) => void): void {
    const { response } = this;
    const check = (): void => {
      if (!response.writableFinished) cancel(disconnected());
    };
    if (response.closed) check();
    else response.once("close", check);
  }

  wait(answer: Promise<HttpResponse>): void {
    const { inFlight } = this.host;
    inFlight.add(this);
    answer.then(
      (response) => {
        if (this.answered) return;
        inFlight.remove(this);
        this.send(response);
      },
      (error: unknown) => {
        if (this.answered) return;
        inFlight.remove(this);
        this.fail(error);
      },
    );
  }

  /** The handler has had its time: whatever it answers later is dropped. */
  expire(): void {
    const error = new TimeoutError(this.host.limits.handlerTimeout);
    this.fail(error);
    this.cx.cancel(error);
  }

  fail(error: unknown): void {
    // Nobody listens to a caller that is gone, and its leaving is no fault to log.
    if (this.response.destroyed) {
      this.answered = true;
      this.cx.finish();
      return;
    }
    this.send(this.host.errors.respond(error, this.cx));
  }

  send(reply: HttpResponse): void {
    this.answered = true;
    try {
      this.write(reply);
    } catch (error) {
      if (this.response.headersSent) this.abandon(error);
      else this.write(this.host.errors.respond(error, this.cx));
    }
  }

  private write(reply: HttpResponse): void {
    const { response, request } = this;
    const { status } = reply;
    const bare = isBodiless(status);
    const body = bare ? undefined : reply.body;
    // The connection cannot be used again before the request is complete, which nobody may be waiting for.
    const unread = request.hasBody && !request.message.complete;

    const head = headOf(reply, this.cx.pendingHeaders, bare || isStream(body) ? undefined : sizeOf(body));
    if (unread || this.host.closing) head.push("connection", "close");
    const { stats } = this.cx;
    if (stats !== undefined) stats.answeredAt = performance.now();
    response.writeHead(status, head);
    if (stats !== undefined) this.watch(stats, status);

    if (isStream(body) && request.method !== "HEAD") {
      pump(body, response, stats).catch((error: unknown) => this.abandon(error));
      return;
    }
    if (isStream(reply.body)) dropBody(reply.body);
    const content = isStream(body) ? undefined : body;
    if (stats !== undefined && request.method !== "HEAD") stats.bytesSent = Number(sizeOf(content));
    if (unread) discardRest(request.message, response, content);
    else response.end(content);
  }

  private watch(stats: RequestStats, status: number): void {
    const { response, request, cx } = this;
    stats.headersSentAt = performance.now();
    stats.status = status;
    response.once("close", () => {
      stats.complete = response.writableFinished;
      stats.bytesReceived = request.bytesReceived;
      stats.bodyReadAt = request.bodyReadAt;
      cx.finish();
    });
  }

  /** The reply's header is out, so all that is left is to break off: the caller sees that the body is not complete. */
  private abandon(error: unknown): void {
    const { response } = this;
    if (response.destroyed) return;
    this.host.errors.log(error, this.cx);
    response.destroy();
  }
}

/** A copy, because the reply may be a constant of the handler's. */
function headOf(reply: HttpResponse, pending: HeaderMap | undefined, size: string | undefined): string[] {
  const flat = reply.headers.toFlat();
  // By far the most frequent case, without a look-up or an array that grows.
  if (flat.length === 2 && size !== undefined && pending === undefined && flat[0] === "content-type") {
    return ["content-type", flat[1] ?? "", "content-length", size];
  }
  const head = [...flat];
  if (size !== undefined && !reply.headers.has("content-length")) head.push("content-length", size);
  addPendingHeaders(reply.headers, pending, (name, value) => head.push(name, value));
  return head;
}

function sizeOf(body: string | Uint8Array | undefined): string {
  if (body === undefined) return "0";
  return String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
}

type StreamBody = Exclude<ResponseBody, undefined | string | Uint8Array>;

function isStream(body: ResponseBody): body is StreamBody {
  return typeof body === "object" && !(body instanceof Uint8Array);
}

function disconnected(): DOMException {
  return new DOMException("The caller went away.", "AbortError");
}
