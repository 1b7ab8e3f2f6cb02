import type { HeadersView } from "./header-map.ts";
import type { HttpRequest, RequestBody } from "./request.ts";

/** Another request as it is, apart from what a subclass changes. */
export class DerivedRequest implements HttpRequest {
  protected readonly outer: HttpRequest;

  constructor(outer: HttpRequest) {
    this.outer = outer;
  }

  get method(): string {
    return this.outer.method;
  }

  get target(): string {
    return this.outer.target;
  }

  get path(): string {
    return this.outer.path;
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
