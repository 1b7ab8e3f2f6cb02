import type { ServerHttp2Stream } from "node:http2";
import { contentLength, noBody } from "../../../http/body.ts";
import type { HeadersView } from "../../../http/header-map.ts";
import { HttpError } from "../../../http/problem.ts";
import type { RequestBody } from "../../../http/request.ts";
import type { ServerLimits } from "../../defaults.ts";
import { NodeBody } from "./body.ts";
import { RawHeaders } from "../shared/raw-headers.ts";
import type { Hosts } from "../shared/hosts.ts";
import { unmet } from "./request.ts";
import type { IncomingRequest } from "./request.ts";

/** What each field costs beside its name and value in the size of a header (RFC 9113 §6.5.2). */
const fieldOverhead = 32;

/** A request over HTTP/2. Node has refused what is malformed (RFC 9113 §8.1.1); the rest is judged as in HTTP/1. */
export class Http2Request implements IncomingRequest {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeadersView;
  readonly stream: ServerHttp2Stream;
  /** Whether a body of at least one byte may follow the header. */
  readonly hasBody: boolean;
  private readonly host: string | undefined;
  private readonly hosts: number;
  private readonly fieldCount: number;
  private readonly headerSize: number;
  private readonly contradicts: boolean;
  private readonly expectation: string | undefined;
  private readonly bodyLength: number | undefined;
  private readonly bodyLimit: number;
  private lazyBody: NodeBody | undefined = undefined;

  /** @param raw names and values in turn, those that begin with a colon included */
  constructor(stream: ServerHttp2Stream, raw: readonly string[], bodyLimit: number) {
    this.stream = stream;
    this.bodyLimit = bodyLimit;
    const pseudo = { ":method": "", ":path": "", ":authority": undefined as string | undefined };
    const fields: string[] = [];
    let host: string | undefined;
    let hosts = 0;
    let length: string | undefined;
    let expectation: string | undefined;
    let headerSize = 0;
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i] ?? "";
      const value = raw[i + 1] ?? "";
      headerSize += name.length + value.length + fieldOverhead;
      if (name.charCodeAt(0) === colon) {
        if (name in pseudo) pseudo[name as keyof typeof pseudo] = value;
        continue;
      }
      if (name === "host") {
        host = value;
        hosts += 1;
        continue;
      }
      if (name === "content-length") length = value;
      else if (name === "expect") expectation = value.toLowerCase();
      fields.push(name, value);
    }
    this.expectation = expectation;
    this.headerSize = headerSize;
    this.fieldCount = fields.length / 2 + hosts;
    const authority = pseudo[":authority"];
    this.hosts = hosts;
    this.host = authority ?? host;
    this.contradicts =
      authority !== undefined && host !== undefined && authority.toLowerCase() !== host.toLowerCase();
    // For those who read it: in HTTP/1 it would be there (RFC 9113 §8.3.1).
    if (this.host !== undefined) fields.push("host", this.host);
    this.headers = new RawHeaders(fields);

    this.method = pseudo[":method"];
    const target = pseudo[":path"];
    this.target = target;
    const mark = target.indexOf("?");
    this.path = mark === -1 ? target : target.slice(0, mark);
    this.query = mark === -1 ? "" : target.slice(mark + 1);
    this.bodyLength = contentLength(length);
    this.hasBody = !stream.endAfterHeaders && this.bodyLength !== 0;
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

  /** @see https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1 */
  refusal(limits: ServerLimits, hosts: Hosts): HttpError | undefined {
    const { target, host } = this;
    if (this.fieldCount > limits.maxHeadersCount || this.headerSize > limits.maxHeaderSize) {
      return new HttpError(431);
    }
    if (host === undefined) return new HttpError(400, "There is no Host.");
    if (this.hosts > 1) return new HttpError(400, "There is more than one Host.");
    if (this.contradicts) return new HttpError(400, "The target and the Host differ.");
    const misdirected = hosts.refusal(host);
    if (misdirected !== undefined) return misdirected;
    if (target.length > limits.maxTargetLength) return new HttpError(414);
    if (this.expectation !== undefined && this.expectation !== continues) return unmet();
    if (target.includes("#")) return new HttpError(400, "The target has a fragment.");
    if (target.charCodeAt(0) === slash || (target === "*" && this.method === "OPTIONS")) return undefined;
    return new HttpError(400, "The target is not a path.");
  }

  private makeBody(): NodeBody {
    const { stream } = this;
    const body = new NodeBody(stream, this.bodyLength, this.bodyLimit, true);
    if (this.expectation !== continues) return body;
    body.proceed = () => {
      if (!stream.headersSent && !stream.closed) stream.additionalHeaders({ ":status": 100 });
    };
    return body;
  }
}

const continues = "100-continue";

const colon = 0x3a;
const slash = 0x2f;
