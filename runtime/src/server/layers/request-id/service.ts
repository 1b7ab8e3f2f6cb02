import type { ServerContext } from "../../../http/context.ts";
import type { HttpRequest } from "../../../http/request.ts";
import type { HttpResponse } from "../../../http/response.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { requestIdKey } from "./key.ts";

/** What {@link RequestId} goes by. */
interface Settings {
  /** In lower case. */
  readonly header: string;
  readonly trusts: (cx: ServerContext) => boolean;
  readonly generate: (cx: ServerContext) => string;
}

// Nothing that ends a line, a field or a quotation in any format of logs, and no more than a log line can bear.
const harmless = /^[A-Za-z0-9\-._~+/=:]{1,128}$/;

/** See `requestId`. */
export class RequestId implements HttpService {
  private readonly inner: HttpService;
  private readonly settings: Settings;

  constructor(inner: HttpService, settings: Settings) {
    this.inner = inner;
    this.settings = settings;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const id = this.incoming(cx, req) ?? this.made(cx);
    cx.set(requestIdKey, id);
    cx.responseHeaders.set(this.settings.header, id);
    return this.inner.call(cx, req);
  }

  private incoming(cx: ServerContext, req: HttpRequest): string | undefined {
    const { header, trusts } = this.settings;
    // Several fields are joined by a comma, which no id has.
    const id = req.headers.get(header);
    return id !== undefined && harmless.test(id) && trusts(cx) === true ? id : undefined;
  }

  private made(cx: ServerContext): string {
    const id = this.settings.generate(cx);
    if (typeof id === "string" && harmless.test(id)) return id;
    throw new TypeError("generate gave an id that is not made of 1 to 128 letters, digits and -._~+/=:");
  }
}
