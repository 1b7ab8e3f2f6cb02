import type { IncomingMessage } from "node:http";
import { noBody } from "../../../http/body.ts";
import type { HeadersView } from "../../../http/header-map.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import type { ServerLimits } from "../../defaults.ts";
import { NodeBody } from "./body.ts";
import { RawHeaders } from "../shared/raw-headers.ts";
import type { Hosts } from "../shared/hosts.ts";

/** A request as an exchange sees it, whatever its protocol. */
export interface IncomingRequest extends HttpRequest {
  /** Bytes of the body that were read so far. */
  readonly bytesReceived: number;
  /** When the last byte of the body was read; undefined before, and when there is none. */
  readonly bodyReadAt: number | undefined;
  /** Why the request is refused before it is routed; undefined when it is fine. */
  refusal(limits: ServerLimits, hosts: Hosts): HttpError | undefined;
}

/**
 * What a request asks of the server in `expect`: nothing, to be told when to send its body, which the function does, or what no
 * server knows.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
 */
export type Expectation = undefined | (() => void) | "unknown";

/** The error for an {@link Expectation} that nobody knows. */
export function unmet(): HttpError {
  return new HttpError(417, "The server meets no expectation but 100-continue.");
}

/** A request over HTTP/1. Nothing is parsed before somebody asks for it. */
export class NodeRequest implements IncomingRequest {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly message: IncomingMessage;
  /** Whether the header announces a body of at least one byte. */
  readonly hasBody: boolean;
  /** Whether it asks for another protocol on its connection (RFC 9110 §7.8). */
  readonly asksUpgrade: boolean;
  /** What it expects before it sends its body; see {@link Expectation}. */
  expectation: Expectation = undefined;
  private readonly bodyLength: number | undefined;
  private readonly host: string | undefined;
  private readonly hosts: number;
  private readonly bodyLimit: number;
  private lazyHeaders: RawHeaders | undefined = undefined;
  private lazyBody: NodeBody | undefined = undefined;

  constructor(message: IncomingMessage, bodyLimit: number) {
    this.message = message;
    this.bodyLimit = bodyLimit;
    this.method = message.method ?? "";
    const target = message.url ?? "";
    this.target = target;
    // Origin form, nearly always; the absolute form carries an origin before the path (RFC 9112 §3.2.2).
    const start = target.charCodeAt(0) === slash ? 0 : pathStart(target);
    const mark = target.indexOf("?", start);
    const end = mark === -1 ? target.length : mark;
    this.path = start === 0 && mark === -1 ? target : target.slice(start, end) || "/";
    this.query = mark === -1 ? "" : target.slice(mark + 1);

    const { rawHeaders } = message;
    let host: string | undefined;
    let hosts = 0;
    let bodyLength: number | undefined = 0;
    let asksUpgrade = false;
    // One look for the four fields that matter to every request; most are told apart by their length.
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] ?? "";
      const { length } = name;
      if (length === 4 && isName(name, "Host", "host")) {
        host = rawHeaders[i + 1];
        hosts += 1;
      } else if (length === 14 && isName(name, "Content-Length", "content-length")) {
        // The parser has refused whatever is not one whole number.
        bodyLength = Number(rawHeaders[i + 1]);
      } else if (length === 17 && isName(name, "Transfer-Encoding", "transfer-encoding")) {
        bodyLength = undefined;
      } else if (length === 7 && isName(name, "Upgrade", "upgrade")) {
        asksUpgrade = true;
      }
    }
    this.host = host;
    this.hosts = hosts;
    this.bodyLength = bodyLength;
    this.hasBody = bodyLength !== 0;
    this.asksUpgrade = asksUpgrade;
  }

  get headers(): HeadersView {
    return (this.lazyHeaders ??= new RawHeaders(this.message.rawHeaders));
  }

  get body(): RequestBody {
    if (!this.hasBody) return noBody;
    return (this.lazyBody ??= this.makeBody());
  }

  get bytesReceived(): number {
    return this.lazyBody?.received ?? 0;
  }

  get bodyReadAt(): number | undefined {
    return this.lazyBody?.endedAt;
  }

  /** @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2 */
  refusal(limits: ServerLimits, hosts: Hosts): HttpError | undefined {
    const { message, target, host } = this;
    if (message.httpVersionMajor !== 1) return new HttpError(505);
    if (message.rawHeaders.length > 2 * limits.maxHeadersCount) return new HttpError(431);
    if (host === undefined && message.httpVersionMinor > 0) return new HttpError(400, "There is no Host.");
    if (this.hosts > 1) return new HttpError(400, "There is more than one Host.");
    const misdirected = hosts.refusal(host);
    if (misdirected !== undefined) return misdirected;
    if (target.length > limits.maxTargetLength) return new HttpError(414);
    if (this.expectation === "unknown") return unmet();
    if (target.includes("#")) return new HttpError(400, "The target has a fragment.");
    return target.charCodeAt(0) === slash ? undefined : this.targetRefusal();
  }

  private makeBody(): NodeBody {
    const body = new NodeBody(this.message, this.bodyLength, this.bodyLimit, false);
    if (typeof this.expectation === "function") body.proceed = this.expectation;
    return body;
  }

  private targetRefusal(): HttpError | undefined {
    const { target, host } = this;
    if (target === "*" && this.method === "OPTIONS") return undefined;
    const origin = /^https?:\/\/([^/?]*)/i.exec(target);
    if (origin === null) return new HttpError(400, "The target is not a path.");
    return host === undefined || origin[1]?.toLowerCase() === host.toLowerCase()
      ? undefined
      : new HttpError(400, "The target and the Host differ.");
  }
}

const slash = 0x2f;

function isName(name: string, usual: string, lower: string): boolean {
  return name === usual || name === lower || name.toLowerCase() === lower;
}

/** Start of the path in an absolute-form target; 0 for other forms. */
function pathStart(target: string): number {
  const scheme = target.indexOf("://");
  if (scheme === -1) return 0;
  const path = target.slice(scheme + 3).search(/[/?]/);
  return path === -1 ? target.length : scheme + 3 + path;
}
