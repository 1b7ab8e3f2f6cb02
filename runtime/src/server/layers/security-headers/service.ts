import type { ServerContext } from "../../../http/context.ts";
import { HeaderMap } from "../../../http/header-map.ts";
import type { HttpRequest } from "../../../http/request.ts";
import { HttpResponse } from "../../../http/response.ts";
import { isPromise } from "../../../service/service.ts";
import type { Awaitable } from "../../../service/service.ts";
import type { HttpService } from "../../types.ts";
import { cameOverTls } from "../client-ip/key.ts";

/** What {@link SecuredService} sends. */
interface Settings {
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** `strict-transport-security`, if it is sent. */
  readonly transport: string | undefined;
  /** Whether callers come over TLS; undefined: as each request tells. */
  readonly tls: boolean | undefined;
  /** Names in lower case. */
  readonly removed: readonly string[];
}

/** See `securityHeaders`. */
export class SecuredService implements HttpService {
  private readonly inner: HttpService;
  private readonly settings: Settings;

  constructor(inner: HttpService, settings: Settings) {
    this.inner = inner;
    this.settings = settings;
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    const { fields, transport, tls } = this.settings;
    const { responseHeaders } = cx;
    for (const [name, value] of fields) responseHeaders.set(name, value);
    if (transport !== undefined && (tls ?? cameOverTls(cx))) {
      responseHeaders.set("strict-transport-security", transport);
    }
    const answer = this.inner.call(cx, req);
    return isPromise(answer) ? answer.then((reply) => this.cleaned(reply)) : this.cleaned(answer);
  }

  private cleaned(reply: HttpResponse): HttpResponse {
    const { removed } = this.settings;
    if (!removed.some((name) => reply.headers.has(name))) return reply;
    const headers = HeaderMap.from(reply.headers);
    for (const name of removed) headers.delete(name);
    return new HttpResponse(reply.status, headers, reply.body);
  }
}
