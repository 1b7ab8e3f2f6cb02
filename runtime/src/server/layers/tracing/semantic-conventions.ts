import type { RequestStats, ServerContext } from "../../../http/context.ts";
import { logged } from "../../log.ts";
import { addressOf } from "../client-address.ts";
import { clientKey } from "../client-ip/key.ts";
import { knownMethods } from "../known-methods.ts";

/** Attributes of spans, as far as they occur here. */
type Attributes = Record<string, string | number>;

/** The name of a span: method and template; `HTTP` stands for methods that callers have made up. */
export function spanName(method: string, route: string): string {
  const known = knownMethods.has(method) ? method : "HTTP";
  return route === "" ? known : `${known} ${route}`;
}

/**
 * What is known when a request begins. The query is left out: it may hold secrets.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function requestAttributes(cx: ServerContext): Attributes {
  const { request, route, remoteAddress, connection } = cx;
  const known = knownMethods.has(request.method);
  const attributes: Attributes = {
    "http.request.method": known ? request.method : "_OTHER",
    "url.path": logged(request.path),
    "url.scheme": cx.get(clientKey)?.scheme ?? (connection?.secure === true ? "https" : "http"),
  };
  if (!known) attributes["http.request.method_original"] = logged(request.method);
  if (route !== "") attributes["http.route"] = route;
  const [host, port] = authorityOf(cx.get(clientKey)?.host ?? request.headers.get("host"));
  if (host !== undefined) attributes["server.address"] = logged(host);
  if (port !== undefined) attributes["server.port"] = port;
  const client = addressOf(cx);
  if (client !== undefined) attributes["client.address"] = client;
  if (remoteAddress !== undefined) attributes["network.peer.address"] = remoteAddress;
  const userAgent = request.headers.get("user-agent");
  if (userAgent !== undefined) attributes["user_agent.original"] = logged(userAgent);
  return attributes;
}

/** What is known when its reply is gone. */
export function replyAttributes(cx: ServerContext, stats: RequestStats): Attributes {
  const { status } = stats;
  const attributes: Attributes = {
    "http.request.body.size": stats.bytesReceived,
    "http.response.body.size": stats.bytesSent,
  };
  if (cx.route !== "") attributes["http.route"] = cx.route;
  if (status !== 0) attributes["http.response.status_code"] = status;
  if (status >= 500) attributes["error.type"] = String(status);
  else if (!stats.complete) attributes["error.type"] = "aborted";
  return attributes;
}

function authorityOf(authority: string | undefined): [host: string | undefined, port: number | undefined] {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(authority ?? "");
  if (match === null || match[1] === "") return [undefined, undefined];
  return [match[1], match[2] === undefined ? undefined : Number(match[2])];
}
