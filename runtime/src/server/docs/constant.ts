import { createHash } from "node:crypto";
import { evaluateConditions } from "../../http/conditional.ts";
import type { HttpRequest } from "../../http/request.ts";
import { HttpResponse } from "../../http/response.ts";

/** A reply that is the same for as long as the server runs; callers that have it get 304. */
export class Constant {
  private readonly body: Uint8Array;
  private readonly etag: string;
  private readonly fields: readonly string[];

  /** @param fields of the reply besides `content-type` and what makes it cacheable, names and values in turn */
  constructor(type: string, text: string, fields: readonly string[] = []) {
    this.body = new TextEncoder().encode(text);
    this.etag = `"${createHash("sha256").update(this.body).digest("base64url").slice(0, 22)}"`;
    this.fields = ["content-type", type, "x-content-type-options", "nosniff", ...fields];
  }

  respond(req: HttpRequest): HttpResponse {
    const { etag, body } = this;
    // A new version of the service is seen at once, and nothing travels twice.
    const caching = ["etag", etag, "cache-control", "no-cache"];
    switch (evaluateConditions(req.method, req.headers, { etag })) {
      case "not-modified":
        return new HttpResponse(304, caching);
      case "precondition-failed":
        return new HttpResponse(412, caching);
      case "proceed":
        return new HttpResponse(200, [...this.fields, ...caching], body);
    }
  }
}
