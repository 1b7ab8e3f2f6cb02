import { dropBody } from "../../../http/stream-body.ts";
import { evaluateConditions, isEntityTag } from "../../../http/conditional.ts";
import type { Validators } from "../../../http/conditional.ts";
import type { ServerContext } from "../../../http/context.ts";
import { HeaderMap } from "../../../http/header-map.ts";
import { parseHttpDate } from "../../../http/http-date.ts";
import { HttpError } from "../../../http/problem.ts";
import type { HttpRequest } from "../../../http/request.ts";
import { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import type { EtagOptions } from "./layer.ts";

interface Settings {
  readonly hash: (body: string | Uint8Array) => string;
  readonly strong: boolean;
  readonly current: EtagOptions["current"];
}

const conditions = ["if-match", "if-none-match", "if-unmodified-since"];
// What a cache needs to renew the reply that it has (§15.4.5); anything else could contradict what it has.
const kept: ReadonlySet<string> = new Set([
  "cache-control",
  "content-location",
  "date",
  "etag",
  "expires",
  "vary",
]);

/** See `etag`. */
export class ConditionalService implements HttpService {
  private readonly inner: HttpService;
  private readonly settings: Settings;

  constructor(inner: HttpService, settings: Settings) {
    this.inner = inner;
    this.settings = settings;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    if (req.method !== "GET" && req.method !== "HEAD") return this.change(cx, req);
    const answer = this.inner.call(cx, req);
    return isPromise(answer) ? answer.then((reply) => this.finish(req, reply)) : this.finish(req, answer);
  }

  /** Calls the handler of a request that changes the resource, unless the resource is in another state than expected. */
  private change(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { current } = this.settings;
    if (current === undefined || !conditions.some((name) => req.headers.has(name))) {
      return this.inner.call(cx, req);
    }
    const state = current(req, cx);
    return isPromise(state)
      ? state.then((found) => this.changeIf(found, cx, req))
      : this.changeIf(state, cx, req);
  }

  private changeIf(
    state: Validators | undefined,
    cx: ServerContext,
    req: HttpRequest,
  ): Awaitable<HttpResponse> {
    if (evaluateConditions(req.method, req.headers, state) !== "proceed") throw new HttpError(412);
    return this.inner.call(cx, req);
  }

  private finish(req: HttpRequest, reply: HttpResponse): HttpResponse {
    // Conditions are about a reply that would be a success (§13.2.1).
    if (reply.status < 200 || reply.status > 299) return reply;
    const own = reply.headers.get("etag");
    const tagged = own === undefined ? this.tagged(reply) : reply;
    const lastModified = reply.headers.get("last-modified");
    const outcome = evaluateConditions(req.method, req.headers, {
      etag: tagged.headers.get("etag"),
      lastModified: lastModified === undefined ? undefined : parseHttpDate(lastModified),
    });
    if (outcome === "proceed") return tagged;
    dropBody(reply.body);
    if (outcome === "precondition-failed") throw new HttpError(412);
    return notModified(tagged);
  }

  private tagged(reply: HttpResponse): HttpResponse {
    const { status, body } = reply;
    if (status !== 200 || !(typeof body === "string" || body instanceof Uint8Array)) return reply;
    const opaque = `"${this.settings.hash(body)}"`;
    if (!isEntityTag(opaque)) throw new TypeError("hash gave what cannot stand in an entity tag");
    const headers = HeaderMap.from(reply.headers);
    headers.set("etag", this.settings.strong ? opaque : `W/${opaque}`);
    return new HttpResponse(status, headers, body);
  }
}

function notModified(reply: HttpResponse): HttpResponse {
  const headers = new HeaderMap();
  const dated = !reply.headers.has("etag");
  for (const [name, value] of reply.headers) {
    if (kept.has(name) || (dated && name === "last-modified")) headers.append(name, value);
  }
  return new HttpResponse(304, headers);
}
