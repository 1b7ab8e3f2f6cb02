import { contentLength, noBody } from "../../../http/body.ts";
import type { HeadersView } from "../../../http/header-map.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import type { Hosts } from "../shared/hosts.ts";
import { FetchBody } from "./body.ts";
import { FetchHeaders } from "./headers.ts";
import type { WebLimits } from "./host.ts";

/** A fetch `Request` as services see it. */
export class FetchRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly source: Request;
  /** Whether there was a fragment, which is left out: programs may write one, but it is not to be sent (RFC 9112 §3.2). */
  readonly hasFragment: boolean;
  private readonly bodyLimit: number;
  private lazyHeaders: HeadersView | undefined = undefined;
  private lazyBody: RequestBody | undefined = undefined;

  constructor(source: Request, bodyLimit: number) {
    this.source = source;
    this.bodyLimit = bodyLimit;
    this.method = source.method;
    // The text is taken apart by hand: parsing it would resolve dot segments that the platform has left in it.
    const { url } = source;
    const origin = url.indexOf("://");
    const start = origin === -1 ? 0 : startOfPath(url, origin + 3);
    const hash = url.indexOf("#", start);
    const target = hash === -1 ? url.slice(start) : url.slice(start, hash);
    const mark = target.indexOf("?");
    this.hasFragment = hash !== -1;
    this.target = target;
    this.path = mark === -1 ? target : target.slice(0, mark);
    this.query = mark === -1 ? "" : target.slice(mark + 1);
  }

  get headers(): HeadersView {
    return (this.lazyHeaders ??= new FetchHeaders(this.source.headers));
  }

  get body(): RequestBody {
    return (this.lazyBody ??= this.makeBody());
  }

  /** Bytes of the body that were read so far. */
  get bytesReceived(): number {
    return this.lazyBody instanceof FetchBody ? this.lazyBody.received : 0;
  }

  /** When the last byte of the body was read; undefined before, and when there is none. */
  get bodyReadAt(): number | undefined {
    return this.lazyBody instanceof FetchBody ? this.lazyBody.endedAt : undefined;
  }

  /** Why the request is refused before it is routed; undefined when it is fine. */
  refusal(limits: WebLimits, hosts: Hosts): HttpError | undefined {
    const { headers } = this.source;
    if (hasMoreThan(headers, limits.maxHeadersCount)) return new HttpError(431);
    // Some platforms put the field into the URL as it is, where a slash in it would be taken for the path.
    const host = headers.get("host") ?? undefined;
    const misdirected = hosts.refusal(host ?? authorityOf(this.source.url));
    if (misdirected !== undefined) return misdirected;
    if (this.target.length > limits.maxTargetLength) return new HttpError(414);
    return this.path.startsWith("/") ? undefined : new HttpError(400, "The target is not a path.");
  }

  private makeBody(): RequestBody {
    const { source } = this;
    const { body } = source;
    if (body === null) return noBody;
    return new FetchBody(source, body, contentLength(source.headers.get("content-length")), this.bodyLimit);
  }
}

function startOfPath(url: string, authority: number): number {
  for (let i = authority; i < url.length; i++) {
    const code = url.charCodeAt(i);
    if (code === slash || code === question || code === hashSign) return i;
  }
  return url.length;
}

function authorityOf(url: string): string | undefined {
  const origin = url.indexOf("://");
  return origin === -1 ? undefined : url.slice(origin + 3, startOfPath(url, origin + 3));
}

const slash = 0x2f;
const question = 0x3f;
const hashSign = 0x23;

/** Counts no further than it must. */
function hasMoreThan(headers: Headers, most: number): boolean {
  let count = 0;
  for (const _name of headers.keys()) if (++count > most) return true;
  return false;
}
