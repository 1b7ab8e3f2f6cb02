import { bodyTooLarge } from "../../../http/body.ts";
import type { ServerContext } from "../../../http/context.ts";
import { mediaTypeMatches, parseMediaType } from "../../../http/media-type.ts";
import type { MediaType } from "../../../http/media-type.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { LimitedRequest } from "./limited.ts";

/** See `bodyLimit`. */
export class BodyLimit implements HttpService {
  private readonly inner: HttpService;
  private readonly limit: number;
  private readonly byType: readonly (readonly [range: MediaType, limit: number])[];

  constructor(inner: HttpService, limit: number, byType: readonly (readonly [MediaType, number])[]) {
    this.inner = inner;
    this.limit = limit;
    this.byType = byType;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { present, length } = req.body;
    if (!present) return this.inner.call(cx, req);
    const limit = this.limitOf(req);
    if (length !== undefined && length > limit) throw bodyTooLarge(limit);
    const limited = new LimitedRequest(req, limit);
    // The request as it came is another way to the same body.
    const original = cx.request === req ? limited : new LimitedRequest(cx.request, limit);
    return this.inner.call(cx.derive({ request: original }), limited);
  }

  private limitOf(req: HttpRequest): number {
    if (this.byType.length === 0) return this.limit;
    const field = req.headers.get("content-type");
    const type = field === undefined ? undefined : parseMediaType(field);
    if (type === undefined) return this.limit;
    return this.byType.find(([range]) => mediaTypeMatches(range, type))?.[1] ?? this.limit;
  }
}
