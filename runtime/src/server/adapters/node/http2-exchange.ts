import { constants } from "node:http2";
import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { PeerCertificate } from "../../../http/context.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { Exchange } from "./exchange.ts";
import type { NodeHost } from "./host.ts";
import type { Http2Request } from "./http2-request.ts";
import { headOf } from "./reply-parts.ts";

/** Who is at the other end of a connection of HTTP/2. */
export interface Peer {
  readonly remoteAddress: string | undefined;
  readonly secure: boolean;
  readonly peerCertificate: PeerCertificate | undefined;
}

/** Fields that speak of a connection of HTTP/1 and make a message of HTTP/2 malformed (RFC 9113 §8.2.2). */
const connectionFields: ReadonlySet<string> = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** A request over HTTP/2 and its reply. */
export class Http2Exchange extends Exchange<Http2Request, ServerHttp2Stream> {
  private readonly peer: Peer;
  private replied: boolean = false;

  constructor(host: NodeHost, request: Http2Request, peer: Peer) {
    super(host, request, request.stream);
    this.peer = peer;
    // An error without a listener would take the process down; `close` follows and is heard.
    request.stream.on("error", ignore);
  }

  get remoteAddress(): string | undefined {
    return this.peer.remoteAddress;
  }

  get secure(): boolean {
    return this.peer.secure;
  }

  get peerCertificate(): PeerCertificate | undefined {
    return this.peer.peerCertificate;
  }

  /** The request has not arrived in time. */
  tooSlow(): void {
    const { out } = this;
    if (out.destroyed || out.state.state === constants.NGHTTP2_STREAM_STATE_HALF_CLOSED_REMOTE) return;
    if (this.replied) this.breakOff();
    else this.fail(new HttpError(408));
  }

  protected get gone(): boolean {
    return this.out.destroyed || this.out.closed;
  }

  protected get headersSent(): boolean {
    return this.out.headersSent;
  }

  /** Once both sides have ended Node closes a stream without the event `finish`. */
  protected get delivered(): boolean {
    const { out } = this;
    return this.replied && !out.aborted && out.rstCode === constants.NGHTTP2_NO_ERROR;
  }

  protected sendHead(reply: HttpResponse, size: string | undefined, content: boolean): void {
    const { out } = this;
    const head = headOf(reply, this.cx.pendingHeaders, size);
    out.respond(toHeaders(reply.status, head), { endStream: !content });
    this.replied = true;
    if (!this.request.hasBody) return;
    if (out.writableFinished) this.stopRequest();
    else out.once("finish", () => this.stopRequest());
  }

  protected sendContent(content: string | Uint8Array | undefined): void {
    if (content !== undefined) this.out.end(content);
  }

  protected breakOff(): void {
    // Node's close() would end the body first, as if it were whole.
    this.out.destroy(new Error("The exchange broke off."));
  }

  /** Asks the caller to send no more of a body that nobody waits for, once the reply is out (RFC 9113 §8.1). */
  private stopRequest(): void {
    const { out } = this;
    if (!out.readableEnded) out.close(constants.NGHTTP2_NO_ERROR);
  }
}

function toHeaders(status: number, head: readonly string[]): OutgoingHttpHeaders {
  const headers = Object.create(null) as Record<string, string | string[] | number>;
  headers[constants.HTTP2_HEADER_STATUS] = status;
  for (let i = 0; i < head.length; i += 2) {
    const name = head[i] ?? "";
    const value = head[i + 1] ?? "";
    if (connectionFields.has(name)) continue;
    const known = headers[name];
    if (known === undefined) headers[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else headers[name] = [String(known), value];
  }
  return headers;
}

function ignore(): void {
  // The stream is over, and whoever waits for it hears of its end.
}
