import { DerivedRequest } from "../../../http/derived-request.ts";
import type { HttpRequest, RequestBody } from "../../../http/request.ts";

/** A body of which no reader gets more than a limit. */
class LimitedBody implements RequestBody {
  readonly limit: number;
  private readonly outer: RequestBody;

  constructor(outer: RequestBody, limit: number) {
    this.outer = outer;
    this.limit = limit;
  }

  get present(): boolean {
    return this.outer.present;
  }

  get length(): number | undefined {
    return this.outer.length;
  }

  get used(): boolean {
    return this.outer.used;
  }

  bytes(limit: number = this.limit): Promise<Uint8Array> {
    return this.outer.bytes(Math.min(limit, this.limit));
  }

  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    return this.outer.stream(Math.min(limit, this.limit));
  }
}

/** A request with such a body. */
export class LimitedRequest extends DerivedRequest {
  private readonly limited: RequestBody;

  constructor(outer: HttpRequest, limit: number) {
    super(outer);
    this.limited = new LimitedBody(outer.body, limit);
  }

  override get body(): RequestBody {
    return this.limited;
  }
}
