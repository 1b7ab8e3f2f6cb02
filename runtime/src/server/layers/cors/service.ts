import type { ServerContext } from "../../../http/context.ts";
import type { HeaderMap } from "../../../http/header-map.ts";
import type { HttpRequest } from "../../../http/request.ts";
import { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { isToken } from "../check-options.ts";
import type { CorsPolicy } from "./policy.ts";

const requestMethod = "access-control-request-method";
const requestPrivateNetwork = "access-control-request-private-network";

/** See `cors`. */
export class Cors implements HttpService {
  private readonly inner: HttpService;
  private readonly policy: CorsPolicy;

  constructor(inner: HttpService, policy: CorsPolicy) {
    this.inner = inner;
    this.policy = policy;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { policy } = this;
    // A cache must not give one origin the reply of another, so also replies without an origin tell what they vary by.
    addVary(cx.responseHeaders, req.method === "OPTIONS" ? policy.preflightVary : policy.vary);
    const origin = req.headers.get("origin");
    if (origin === undefined) return this.inner.call(cx, req);
    const allowed = policy.allows(origin, cx);
    return isPromise(allowed)
      ? allowed.then((decided) => this.answer(decided, origin, cx, req))
      : this.answer(allowed, origin, cx, req);
  }

  private answer(
    allowed: boolean,
    origin: string,
    cx: ServerContext,
    req: HttpRequest,
  ): Awaitable<HttpResponse> {
    // What a predicate gives may have come from JavaScript: nothing but true is a yes.
    if (allowed !== true) return this.inner.call(cx, req);
    // Left on the context, where errors find them as well.
    this.policy.share(cx.responseHeaders, origin);
    if (req.method === "OPTIONS" && req.headers.has(requestMethod)) return this.preflight(cx, req);
    this.policy.expose(cx.responseHeaders);
    return this.inner.call(cx, req);
  }

  private preflight(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const methods = cx.root.matched?.allow;
    if (methods !== undefined) {
      this.permit(methods, cx, req);
      return new HttpResponse(204);
    }
    // The router is further inside, or the route takes every method: only the answer to OPTIONS tells.
    const answer = this.inner.call(cx, req);
    return isPromise(answer)
      ? answer.then((reply) => this.learn(reply, cx, req))
      : this.learn(answer, cx, req);
  }

  private learn(reply: HttpResponse, cx: ServerContext, req: HttpRequest): HttpResponse {
    const wanted = req.headers.get(requestMethod) ?? "";
    const known = reply.headers.get("allow") ?? cx.root.matched?.allow;
    const methods = known ?? (isToken(wanted) ? wanted : undefined);
    // Browsers ask for a status of success (Fetch §4.8, step 7), and anything else is no permission.
    if (methods !== undefined && reply.status >= 200 && reply.status < 300) this.permit(methods, cx, req);
    return reply;
  }

  private permit(methods: string, cx: ServerContext, req: HttpRequest): void {
    this.policy.permit(cx.responseHeaders, methods, req.headers.get(requestPrivateNetwork) === "true");
  }
}

function addVary(headers: HeaderMap, names: string): void {
  if (names !== "" && !headers.getAll("vary").includes(names)) headers.append("vary", names);
}
