import { dropBody, isStream } from "../../../http/stream-body.ts";
import type { Writable } from "node:stream";
import { ServerContext } from "../../../http/context.ts";
import type { Connection, PeerCertificate, RequestStats, ServerInfo } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { isBodiless } from "../../../http/status.ts";
import { errorResponse } from "../../../respond/problem.ts";
import { TimeoutError } from "../../../service/timeout.ts";
import type { NodeHost } from "./host.ts";
import type { Pending } from "./in-flight.ts";
import { pump } from "./pump.ts";
import { sizeOf } from "./reply-parts.ts";
import type { IncomingRequest } from "./request.ts";

/**
 * One request and its reply, of which there is exactly one whatever happens. The protocols differ in how a header, a body and
 * the end are written; when they are is the same for all.
 */
export abstract class Exchange<
  Request extends IncomingRequest = IncomingRequest,
  Out extends Writable = Writable,
>
  implements Connection, Pending
{
  previous: Pending | undefined = undefined;
  next: Pending | undefined = undefined;
  deadline: number = 0;
  readonly cx: ServerContext;
  readonly request: Request;
  protected readonly host: NodeHost;
  /** Where the reply is written to. */
  protected readonly out: Out;
  protected settled: boolean = false;
  private waiting: boolean = false;

  constructor(host: NodeHost, request: Request, out: Out) {
    this.host = host;
    this.request = request;
    this.out = out;
    this.cx = new ServerContext(request, this);
  }

  abstract get remoteAddress(): string | undefined;
  abstract get secure(): boolean;
  abstract get peerCertificate(): PeerCertificate | undefined;

  /** Whether nobody is left who could receive a reply. */
  protected abstract get gone(): boolean;
  /** Whether the header of the reply is out. */
  protected abstract get headersSent(): boolean;
  /** Whether the whole reply was handed to the system. */
  protected abstract get delivered(): boolean;
  /**
   * Writes the header of the reply.
   * @param size `content-length`; undefined when it is not known
   * @param content whether a body follows
   */
  protected abstract sendHead(reply: HttpResponse, size: string | undefined, content: boolean): void;
  /** Writes a body that is there, and the end. */
  protected abstract sendContent(content: string | Uint8Array | undefined): void;
  /** Ends a reply in the middle, so that the caller sees that it is not whole. */
  protected abstract breakOff(): void;

  get server(): ServerInfo {
    return this.host;
  }

  onDisconnect(cancel: (reason: unknown) => void): void {
    const { out } = this;
    const check = (): void => {
      if (!this.delivered) cancel(disconnected());
    };
    if (this.gone) check();
    else out.once("close", check);
  }

  /** Answers with what the service will have answered, unless that takes too long. */
  wait(answer: Promise<HttpResponse>): void {
    // One whose connection was taken has nothing left to wait for.
    if (!this.settled) {
      this.waiting = true;
      this.host.inFlight.add(this);
    }
    answer.then(
      (reply) => {
        if (this.settle()) this.write(reply);
        else dropBody(reply.body);
      },
      (error: unknown) => this.fail(error),
    );
  }

  /** The handler has had its time: whatever it answers later is dropped. */
  expire(): void {
    this.waiting = false;
    const error = new TimeoutError(this.host.limits.handlerTimeout);
    this.fail(error);
    this.cx.cancel(error);
  }

  fail(error: unknown): void {
    if (!this.settle()) {
      this.failedLate(error);
      return;
    }
    // Nobody listens to a caller that is gone, and its leaving is no fault to log.
    if (this.gone) this.leave();
    else this.write(this.host.errors.respond(error, this.cx));
  }

  send(reply: HttpResponse): void {
    if (this.settle()) this.write(reply);
    else dropBody(reply.body);
  }

  /** Whether the caller of this is the one who decides what becomes of the request. */
  protected settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    if (this.waiting) {
      this.waiting = false;
      this.host.inFlight.remove(this);
    }
    return true;
  }

  /** A service has failed when its answer mattered no more: after its time it is expected to. */
  protected failedLate(_error: unknown): void {
    // It was told to stop, and this is how it did.
  }

  private write(reply: HttpResponse): void {
    if (this.gone) {
      dropBody(reply.body);
      this.leave();
      return;
    }
    try {
      this.writeReply(reply);
    } catch (error) {
      if (this.headersSent) this.abandon(error);
      else this.writeError(error);
    }
  }

  /** Answers an error; `onError` may shape it into what cannot be sent either. */
  private writeError(error: unknown): void {
    const { cx, host } = this;
    try {
      this.writeReply(host.errors.respond(error, cx));
    } catch (again) {
      host.errors.log(again, cx);
      this.writeReply(errorResponse(new HttpError(500), cx.traceId));
    }
  }

  private writeReply(reply: HttpResponse): void {
    const { request, cx, out } = this;
    const { status } = reply;
    const bare = isBodiless(status);
    const body = bare ? undefined : reply.body;
    const { stats } = cx;
    if (stats !== undefined) stats.answeredAt = performance.now();
    if (isStream(body)) {
      const streams = request.method !== "HEAD";
      this.sendHead(reply, undefined, streams);
      if (stats !== undefined) this.watch(stats, status);
      if (streams) {
        const pumped = pump(body, out, stats).catch((error: unknown) => this.abandon(error));
        if (stats === undefined) pumped.then(() => cx.finish()).catch(() => undefined);
        return;
      }
      dropBody(body);
      this.sendContent(undefined);
    } else {
      const size = bare ? undefined : sizeOf(body);
      const content = request.method !== "HEAD" && body !== undefined && body.length > 0;
      this.sendHead(reply, size, content);
      if (stats !== undefined) {
        this.watch(stats, status);
        if (content) stats.bytesSent = Number(size);
      }
      if (bare) dropBody(reply.body);
      this.sendContent(content ? body : undefined);
    }
    // Nobody has asked for the end; who asks from now on is told at once.
    if (stats === undefined) cx.finish();
  }

  private watch(stats: RequestStats, status: number): void {
    stats.headersSentAt = performance.now();
    stats.status = status;
    this.out.once("close", () => {
      stats.complete = this.delivered;
      this.finish(stats);
    });
  }

  /** The caller went away before there was a reply. */
  private leave(): void {
    const { stats } = this.cx;
    if (stats !== undefined) stats.answeredAt = performance.now();
    this.finish(stats);
  }

  protected finish(stats: RequestStats | undefined): void {
    const { request, cx } = this;
    if (stats !== undefined) {
      stats.bytesReceived = request.bytesReceived;
      stats.bodyReadAt = request.bodyReadAt;
    }
    cx.finish();
  }

  /** The reply's header is out, so all that is left is to break off: the caller sees that the body is not complete. */
  private abandon(error: unknown): void {
    if (this.gone) return;
    this.host.errors.log(error, this.cx);
    this.breakOff();
  }
}

function disconnected(): DOMException {
  return new DOMException("The caller went away.", "AbortError");
}
