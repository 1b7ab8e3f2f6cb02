import { contentCodings, unknownCoding } from "../../../http/content-coding.ts";
import type { ServerContext } from "../../../http/context.ts";
import { DerivedRequest } from "../../../http/derived-request.ts";
import type { HeadersView } from "../../../http/header-map.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import type { Coding } from "../compression/codings.ts";
import { DecompressedBody } from "./body.ts";

/** {@link DecompressionOptions}, checked. */
export interface DecompressionConfig {
  readonly codings: readonly Coding[];
  readonly limit: number | undefined;
  readonly maxRatio: number;
}

export class Decompression implements HttpService {
  private readonly inner: HttpService;
  private readonly config: DecompressionConfig;

  constructor(inner: HttpService, config: DecompressionConfig) {
    this.inner = inner;
    this.config = config;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const field = req.headers.get("content-encoding");
    if (field === undefined || !req.body.present) return this.inner.call(cx, req);
    const names = contentCodings(field);
    if (names.length === 0) return this.inner.call(cx, req);
    const { codings, limit, maxRatio } = this.config;
    const coding = codings.find((known) => known === names[0]);
    // Each of a chain may blow up what the one before it has blown up.
    if (coding === undefined || names.length > 1) throw unknownCoding(codings);
    const body = new DecompressedBody(req.body, coding, limit ?? req.body.limit, maxRatio);
    return this.inner.call(cx, new DecompressedRequest(req, body));
  }
}

/** A request as if it had been sent without a content coding. */
class DecompressedRequest extends DerivedRequest {
  private readonly plainHeaders: HeadersView;
  private readonly plainBody: RequestBody;

  constructor(outer: HttpRequest, body: RequestBody) {
    super(outer);
    this.plainHeaders = new DecompressedHeaders(outer.headers);
    this.plainBody = body;
  }

  override get headers(): HeadersView {
    return this.plainHeaders;
  }

  override get body(): RequestBody {
    return this.plainBody;
  }
}

/** They tell of the bytes that were sent. */
const encodedOnly: ReadonlySet<string> = new Set(["content-encoding", "content-length"]);

class DecompressedHeaders implements HeadersView {
  private readonly outer: HeadersView;

  constructor(outer: HeadersView) {
    this.outer = outer;
  }

  get(name: string): string | undefined {
    return encodedOnly.has(name.toLowerCase()) ? undefined : this.outer.get(name);
  }

  getAll(name: string): readonly string[] {
    return encodedOnly.has(name.toLowerCase()) ? [] : this.outer.getAll(name);
  }

  has(name: string): boolean {
    return !encodedOnly.has(name.toLowerCase()) && this.outer.has(name);
  }

  *[Symbol.iterator](): Generator<readonly [string, string]> {
    for (const field of this.outer) if (!encodedOnly.has(field[0])) yield field;
  }
}
