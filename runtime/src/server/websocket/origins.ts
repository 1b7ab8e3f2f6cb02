import type { ServerContext } from "../../http/context.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { OriginPredicate } from "../layers/cors/layer.ts";
import { checkOrigin } from "../layers/cors/policy.ts";
import { clientKey } from "../layers/client-ip/key.ts";

/** Which pages may open a WebSocket: those of listed origins, those that a function admits, or all of them. */
export type WebSocketOrigins = readonly string[] | OriginPredicate | "*";

/**
 * Keeps pages of other sites out. Browsers let every page open a WebSocket to every server, with the cookies of that server, and
 * no preflight asks before.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-10.2
 */
export class OriginPolicy {
  private readonly everybody: boolean;
  private readonly listed: ReadonlySet<string> | undefined;
  private readonly decide: OriginPredicate | undefined;

  /**
   * @param origins undefined admits the server's own
   * @throws {TypeError} when it is none of the forms, or lists what browsers do not send
   */
  constructor(origins: WebSocketOrigins | undefined) {
    this.everybody = origins === "*";
    this.decide = typeof origins === "function" ? origins : undefined;
    this.listed = Array.isArray(origins) ? new Set(origins.map(checkOrigin)) : undefined;
    if (origins !== undefined && !this.everybody && this.decide === undefined && this.listed === undefined) {
      throw new TypeError('origins is a list of origins, a function that decides, or "*"');
    }
  }

  /** @throws {HttpError} 403 (the promise rejects) when a page of another origin asks; who names no origin is no browser */
  async check(req: HttpRequest, cx: ServerContext): Promise<void> {
    const origin = req.headers.get("origin");
    if (origin === undefined || (await this.allows(origin, req, cx))) return;
    throw new HttpError(403, "Pages of this origin may not open a WebSocket here.");
  }

  private async allows(origin: string, req: HttpRequest, cx: ServerContext): Promise<boolean> {
    if (this.everybody) return true;
    // What a sandboxed frame sends, which any page can make.
    if (origin === "null") return false;
    if (this.decide !== undefined) return (await this.decide(origin, cx)) === true;
    return this.listed === undefined ? isOwn(origin, req, cx) : this.listed.has(origin);
  }
}

/** Whether an origin is that of the request's own URL, as far as it is known. */
function isOwn(origin: string, req: HttpRequest, cx: ServerContext): boolean {
  const client = cx.get(clientKey);
  const host = client?.host ?? req.headers.get("host");
  if (host === undefined || !/^https?:\/\//.test(origin)) return false;
  const scheme = client === undefined ? ownScheme(cx) : client.scheme;
  const [given, own] = [
    parseUrl(origin),
    parseUrl(`${scheme ?? origin.slice(0, origin.indexOf(":"))}://${host}`),
  ];
  return given !== undefined && given.origin === origin && given.origin === own?.origin;
}

/** Without TLS up to here a proxy may have ended it. */
function ownScheme(cx: ServerContext): "https" | undefined {
  return cx.connection?.secure === true ? "https" : undefined;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
