import type { ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { PeerCertificate } from "../../../http/context.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { discardRest } from "./discard.ts";
import { Exchange } from "./exchange.ts";
import { peerCertificateOf } from "./peer-certificate.ts";
import { headOf } from "./reply-parts.ts";
import type { NodeRequest } from "./request.ts";

/** A request over HTTP/1 and its reply. */
export class Http1Exchange extends Exchange<NodeRequest, ServerResponse> {
  /** Whether the header has bytes beyond ASCII, which Node writes as UTF-8 when text follows it. */
  private isLatin: boolean = false;

  get remoteAddress(): string | undefined {
    return this.request.message.socket.remoteAddress;
  }

  get secure(): boolean {
    const { encrypted } = this.request.message.socket as Partial<TLSSocket>;
    return encrypted === true;
  }

  get peerCertificate(): PeerCertificate | undefined {
    return peerCertificateOf(this.request.message.socket);
  }

  protected get gone(): boolean {
    return this.out.destroyed;
  }

  protected get headersSent(): boolean {
    return this.out.headersSent;
  }

  protected get delivered(): boolean {
    return this.out.writableFinished;
  }

  protected sendHead(reply: HttpResponse, size: string | undefined, content: boolean): void {
    const { out } = this;
    const pending = this.cx.pendingHeaders;
    const head = headOf(reply, pending, size);
    if (this.isLast) head.push("connection", "close");
    out.writeHead(reply.status, head);
    this.isLatin = reply.headers.isLatin || pending?.isLatin === true;
    // The first chunk of a stream may take long, as with events.
    if (content && size === undefined && !this.isLatin) out.flushHeaders();
  }

  protected sendContent(body: string | Uint8Array | undefined): void {
    const content = this.isLatin && typeof body === "string" ? Buffer.from(body) : body;
    if (this.isUnread) discardRest(this.request.message, this.out, content);
    else this.out.end(content);
  }

  protected breakOff(): void {
    this.out.destroy();
  }

  /** The connection cannot be used again before the request is complete, which nobody may be waiting for. */
  private get isUnread(): boolean {
    const { request } = this;
    return request.hasBody && !request.message.complete;
  }

  /**
   * Whether the connection ends with this reply. After a request for another protocol it does, because Node drops what arrived
   * together with it.
   */
  private get isLast(): boolean {
    return this.isUnread || this.host.closing || this.request.asksUpgrade;
  }
}
