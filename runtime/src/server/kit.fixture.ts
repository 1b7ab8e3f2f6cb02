import { BytesBody, noBody } from "../http/body.ts";
import { ServerContext } from "../http/context.ts";
import { addPendingHeaders, HeaderMap } from "../http/header-map.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { errorResponse } from "../respond/problem.ts";
import type { HttpService } from "./types.ts";

export interface Init {
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** What a test sees of a reply. */
export interface Seen {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Makes a request without a server. */
export function requestOf(method: string, target: string, init: Init = {}): HttpRequest {
  const [path = "", query = ""] = target.split("?");
  return {
    method,
    target,
    path,
    query,
    headers: HeaderMap.from(init.headers ?? {}),
    body: init.body === undefined ? noBody : new BytesBody(new TextEncoder().encode(init.body)),
  };
}

/**
 * Calls a service without a server; a {@link HttpError} becomes its reply and the fields that layers left are added, as
 * servers do it.
 */
export async function call(
  service: HttpService,
  method: string,
  target: string,
  init?: Init,
  context?: ServerContext,
): Promise<Seen> {
  const req = requestOf(method, target, init);
  const cx = context ?? new ServerContext(req);
  let reply: HttpResponse;
  try {
    reply = await service.call(cx, req);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    reply = errorResponse(error);
  }
  const body = reply.body === undefined ? "" : await new Response(reply.body as string).text();
  const fields = HeaderMap.from(reply.headers);
  addPendingHeaders(reply.headers, cx.pendingHeaders, (name, value) => fields.append(name, value));
  const headers = Object.fromEntries([...fields].map(([name]) => [name, fields.get(name) ?? ""]));
  return { status: reply.status, headers, body };
}

/** Status and body in one line: what most routing tests compare. */
export async function line(
  service: HttpService,
  method: string,
  target: string,
  init?: Init,
): Promise<string> {
  const { status, body } = await call(service, method, target, init);
  return status === 200 ? body : String(status);
}
