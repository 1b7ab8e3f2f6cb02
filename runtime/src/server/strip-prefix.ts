import type { ServerContext } from "../http/context.ts";
import type { HeadersView } from "../http/header-map.ts";
import type { HttpRequest, RequestBody } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { Awaitable } from "../service/service.ts";
import type { Template } from "./template.ts";
import type { HttpService } from "./types.ts";

/** Calls a service with the path that is left after a prefix; at least "/". */
export class StripPrefix implements HttpService {
  private readonly depth: number;
  private readonly inner: HttpService;

  constructor(prefix: Template, inner: HttpService) {
    this.depth = prefix.text === "/" ? 0 : prefix.segments.length;
    this.inner = inner;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    let start = 0;
    for (let i = 0; i < this.depth && start !== -1; i++) start = req.path.indexOf("/", start + 1);
    return this.inner.call(cx, new StrippedRequest(req, start === -1 ? "/" : req.path.slice(start)));
  }
}

class StrippedRequest implements HttpRequest {
  readonly path: string;
  private readonly outer: HttpRequest;

  constructor(outer: HttpRequest, path: string) {
    this.outer = outer;
    this.path = path;
  }

  get method(): string {
    return this.outer.method;
  }

  get target(): string {
    return this.outer.target;
  }

  get query(): string {
    return this.outer.query;
  }

  get headers(): HeadersView {
    return this.outer.headers;
  }

  get body(): RequestBody {
    return this.outer.body;
  }
}
