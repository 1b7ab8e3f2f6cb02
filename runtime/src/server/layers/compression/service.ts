import { dropBody } from "../../../http/stream-body.ts";
import { contentLength } from "../../../http/body.ts";
import { parseEntityTags, weakened } from "../../../http/conditional.ts";
import { negotiateCoding } from "../../../http/content-coding.ts";
import type { CodingChoice } from "../../../http/content-coding.ts";
import type { ServerContext } from "../../../http/context.ts";
import { HeaderMap } from "../../../http/header-map.ts";
import type { HttpRequest } from "../../../http/request.ts";
import { HttpResponse } from "../../../http/response.ts";
import type { ResponseBody } from "../../../http/response.ts";
import { isBodiless } from "../../../http/status.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { codedStream } from "./coded-stream.ts";
import type { Coding, Encoder } from "./codings.ts";
import type { TypeFilter } from "./compressible.ts";

/** {@link CompressionOptions}, checked. */
export interface CompressionConfig {
  /** In order of preference. */
  readonly encoders: ReadonlyMap<Coding, Encoder>;
  readonly minSize: number;
  readonly types: TypeFilter;
}

/** Most bytes that are compressed at once: about as long as handing them to another thread takes. */
const inlineSize = 16_384;

// Browsers send one of few texts; others may send what they like.
const choicesLimit = 64;
const choiceLength = 128;

/** Their content is meant as it is, or a digest of it was made. */
const untouchable = [
  "content-encoding",
  "content-range",
  "content-digest",
  "repr-digest",
  "digest",
  "content-md5",
];

/** A body that is only announced, as that of HEAD, and whose size is not known. */
const announced: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

export class Compression implements HttpService {
  private readonly inner: HttpService;
  private readonly config: CompressionConfig;
  private readonly offers: readonly Coding[];
  private readonly choices: Map<string, CodingChoice> = new Map();

  constructor(inner: HttpService, config: CompressionConfig) {
    this.inner = inner;
    this.config = config;
    this.offers = [...config.encoders.keys()];
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const answer = this.inner.call(cx, req);
    return isPromise(answer)
      ? answer.then((reply) => this.encode(cx, req, reply))
      : this.encode(cx, req, answer);
  }

  private encode(cx: ServerContext, req: HttpRequest, reply: HttpResponse): Awaitable<HttpResponse> {
    const { status, headers, body } = reply;
    if (status === 304) return unchanged(req, reply);
    if (isBodiless(status) || status === 206 || isUntouchable(cx, headers)) return reply;
    const size = sizeOf(body) ?? contentLength(headers.get("content-length"));
    if (size === 0 || (body === undefined && size === undefined)) return reply;

    const { coding, identityRefused } = this.choose(req.headers.get("accept-encoding"));
    const type = headers.get("content-type");
    const worthIt = (size === undefined || size >= this.config.minSize) && type !== undefined;
    if (!identityRefused && !(worthIt && this.config.types.has(type))) return reply;
    const encoder = this.config.encoders.get(coding as Coding);
    if (encoder === undefined) return new HttpResponse(status, varied(headers), body);

    const coded = codedHeaders(cx, headers, encoder.coding);
    if (req.method === "HEAD") {
      dropBody(body);
      return new HttpResponse(status, coded, announced);
    }
    if (typeof body === "string" || body instanceof Uint8Array) {
      if (size !== undefined && size <= inlineSize) {
        return new HttpResponse(status, coded, encoder.encodeNow(body));
      }
      return encoder.encode(body).then((bytes) => new HttpResponse(status, coded, bytes));
    }
    if (body === undefined) return reply;
    // What has told its size is there already; nothing else may wait for more.
    const flushKind = size === undefined ? encoder.flushKind : undefined;
    return new HttpResponse(status, coded, codedStream(body, encoder.stream(), { flushKind }));
  }

  private choose(accept: string | undefined): CodingChoice {
    if (accept === undefined) return negotiateCoding(accept, this.offers);
    let choice = this.choices.get(accept);
    if (choice === undefined) {
      choice = negotiateCoding(accept, this.offers);
      if (accept.length <= choiceLength && this.choices.size < choicesLimit) this.choices.set(accept, choice);
    }
    return choice;
  }
}

function sizeOf(body: ResponseBody): number | undefined {
  if (typeof body === "string") return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.length : undefined;
}

function isUntouchable(cx: ServerContext, headers: HeaderMap): boolean {
  const pending = cx.pendingHeaders;
  if (untouchable.some((name) => headers.has(name) || pending?.has(name) === true)) return true;
  const cacheControl = headers.get("cache-control") ?? pending?.get("cache-control");
  return cacheControl !== undefined && noTransform.test(cacheControl);
}

const noTransform = /(?:^|[\t ,])no-transform(?:$|[\t ,])/i;

function codedHeaders(cx: ServerContext, headers: HeaderMap, coding: Coding): HeaderMap {
  const coded = varied(headers);
  coded.set("content-encoding", coding);
  coded.delete("content-length");
  // Ranges are of the body as it was.
  coded.delete("accept-ranges");
  // Two codings of one thing differ byte for byte (RFC 9110 §8.8.3.3).
  const etag = coded.get("etag");
  if (etag !== undefined) coded.set("etag", weakened(etag));
  const pendingTag = cx.pendingHeaders?.get("etag");
  if (pendingTag !== undefined) cx.responseHeaders.set("etag", weakened(pendingTag));
  return coded;
}

/** A copy that tells caches that another `accept-encoding` may have another reply. */
function varied(headers: HeaderMap): HeaderMap {
  const copy = new HeaderMap(headers.toFlat());
  const vary = copy.get("vary");
  if (vary === undefined) copy.set("vary", "accept-encoding");
  else if (!variesAlready.test(vary)) copy.set("vary", `${vary}, accept-encoding`);
  return copy;
}

const variesAlready = /(?:^|[\t ,])(?:\*|accept-encoding)(?:$|[\t ,])/i;

/** Tells the caller that it is the compressed reply, whose tag was weakened, that is still good (RFC 9111 §4.3.4). */
function unchanged(req: HttpRequest, reply: HttpResponse): HttpResponse {
  const etag = reply.headers.get("etag");
  const known = req.headers.get("if-none-match");
  if (etag === undefined || known === undefined) return reply;
  const weak = weakened(etag);
  if (weak === etag || !parseEntityTags(known).includes(weak)) return reply;
  return new HttpResponse(reply.status, varied(reply.headers).set("etag", weak), reply.body);
}
