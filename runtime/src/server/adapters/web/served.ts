import { HttpError } from "../../../http/problem.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { Drainable } from "../../lifecycle/shutdown.ts";
import { FetchExchange } from "./exchange.ts";
import { WebHost } from "./host.ts";
import type { FetchRequest } from "./request.ts";
import type { ReplyStream } from "./stream.ts";

/** A platform's server that listens. */
export interface WebListener {
  /** The port it really listens on; 0 on a Unix socket. */
  readonly port: number;
  readonly url: string;
  /** Accepts no more connections, closes idle ones, and resolves when the last reply is out. */
  stop(): Promise<void>;
  /** Cuts off what is left, as far as the platform can. */
  destroy(): void;
}

/** A host that knows its requests at work, so that it can wait for them and cut them off. */
export class ServedHost extends WebHost {
  /** Set while the server closes: every reply then asks for the end of its connection. */
  closing: boolean = false;
  readonly atWork: Set<ServedExchange> = new Set();
  private readonly idle: PromiseWithResolvers<void> = Promise.withResolvers();

  /** Resolves when nothing is at work; only once nothing new comes in. */
  whenIdle(): Promise<void> {
    if (this.atWork.size === 0) this.idle.resolve();
    return this.idle.promise;
  }

  leave(exchange: ServedExchange): void {
    this.atWork.delete(exchange);
    if (this.closing && this.atWork.size === 0) this.idle.resolve();
  }
}

/** A request that a platform's server has received. */
export abstract class ServedExchange extends FetchExchange<ServedHost> {
  private stream: ReplyStream | undefined = undefined;
  private answerWith: ((response: Response) => void) | undefined = undefined;

  constructor(host: ServedHost, request: FetchRequest) {
    super(host, request);
    host.atWork.add(this);
  }

  override refusal(): HttpError | undefined {
    const refused = super.refusal();
    if (refused !== undefined || !this.request.hasFragment) return refused;
    return new HttpError(400, "The target has a fragment.");
  }

  override respond(): Awaitable<Response> {
    const answer = super.respond();
    if (!isPromise(answer)) return answer;
    return new Promise((resolve) => {
      this.answerWith = resolve;
      void answer.then(resolve);
    });
  }

  override opened(stream: ReplyStream): void {
    this.stream = stream;
    super.opened(stream);
  }

  /** The server closes, and its time is up. */
  cutOff(): void {
    this.stream?.breakOff();
    this.answerWith?.(new Response(null, { status: 503, headers: { connection: "close" } }));
  }

  protected override send(reply: HttpResponse): Response {
    if (this.host.closing) this.cx.responseHeaders.set("connection", "close");
    return super.send(reply);
  }

  protected override finish(complete: boolean): void {
    super.finish(complete);
    this.host.leave(this);
  }
}

/** How the server of a platform closes. */
export class WebDrain implements Drainable {
  private readonly host: ServedHost;
  private readonly listener: WebListener;
  private readonly destroyed: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(host: ServedHost, listener: WebListener) {
    this.host = host;
    this.listener = listener;
  }

  drain(): void {
    this.host.closing = true;
  }

  stop(): Promise<void> {
    return Promise.race([this.finished(), this.destroyed.promise]);
  }

  abort(reason: unknown): void {
    for (const { cx } of this.host.atWork) cx.cancel(reason);
  }

  destroy(): void {
    for (const exchange of this.host.atWork) exchange.cutOff();
    this.listener.destroy();
    this.destroyed.resolve();
  }

  private async finished(): Promise<void> {
    await this.listener.stop();
    // A handler whose caller has left runs on, and may need what is closed next.
    await this.host.whenIdle();
  }
}
