import { ServerContext } from "../../../http/context.ts";
import type { Connection, ServerInfo } from "../../../http/context.ts";
import type { HttpError } from "../../../http/problem.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import { toNobody } from "./host.ts";
import type { Call, WebHost } from "./host.ts";
import { toResponse } from "./reply.ts";
import type { FetchRequest } from "./request.ts";
import type { ReplyListener, ReplyStream } from "./stream.ts";

/** One fetch `Request` and its `Response`. */
export abstract class FetchExchange<Host extends WebHost = WebHost>
  implements Call, Connection, ReplyListener
{
  readonly cx: ServerContext;
  readonly request: FetchRequest;
  protected readonly host: Host;
  private cancel: ((reason: unknown) => void) | undefined = undefined;
  private over: boolean = false;

  constructor(host: Host, request: FetchRequest) {
    this.host = host;
    this.request = request;
    this.cx = new ServerContext(request, this);
  }

  abstract get remoteAddress(): string | undefined;

  get server(): ServerInfo {
    return this.host;
  }

  get secure(): boolean {
    return this.request.source.url.startsWith("https:");
  }

  get gone(): boolean {
    return this.request.source.signal.aborted;
  }

  refusal(): HttpError | undefined {
    return this.request.refusal(this.host.limits, this.host.hosts);
  }

  onDisconnect(cancel: (reason: unknown) => void): void {
    this.cancel = cancel;
    const { signal } = this.request.source;
    // Some platforms abort it after every reply.
    const leave = (): void => {
      if (!this.over) cancel(disconnected());
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  }

  /** Never rejects. */
  respond(): Awaitable<Response> {
    const answer = this.host.answer(this);
    return isPromise(answer) ? answer.then((reply) => this.send(reply)) : this.send(answer);
  }

  opened(_stream: ReplyStream): void {
    const { stats } = this.cx;
    if (stats !== undefined) stats.headersSentAt = performance.now();
  }

  done(): void {
    this.finish(true);
  }

  failed(error: unknown): void {
    this.host.errors.log(error, this.cx);
    this.finish(false);
  }

  left(): void {
    this.cancel?.(disconnected());
    this.finish(false);
  }

  /** Makes the platform's reply. */
  protected send(reply: HttpResponse): Response {
    const { cx, host, request } = this;
    const { stats } = cx;
    if (stats !== undefined) stats.answeredAt = performance.now();
    if (reply === toNobody) {
      this.finish(false);
      return new Response(null, { status: reply.status });
    }
    return host.render(cx, reply, (shown) => {
      if (stats !== undefined) stats.status = shown.status;
      return toResponse(shown, request.method, cx.pendingHeaders, stats, this);
    });
  }

  /** The platform has taken the whole reply, or will get no more of it. */
  protected finish(complete: boolean): void {
    const { cx, request } = this;
    const { stats } = cx;
    this.over = true;
    if (stats !== undefined) {
      if (complete) stats.headersSentAt ??= performance.now();
      stats.complete = complete;
      stats.bytesReceived = request.bytesReceived;
      stats.bodyReadAt = request.bodyReadAt;
    }
    cx.finish();
  }
}

function disconnected(): DOMException {
  return new DOMException("The caller went away.", "AbortError");
}
