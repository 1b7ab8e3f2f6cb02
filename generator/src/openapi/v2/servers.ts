import type { Server } from "../../ir/api.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isArray } from "../../source/value.ts";
import { text } from "../context.ts";

/**
 * The servers that `host`, `basePath` and `schemes` describe: a URL for each scheme; only a path when there is no host.
 * The schemes of WebSockets are left to whoever speaks them.
 *
 * @param schemes those of an operation; those of the document when it has none of its own
 * @see https://spec.openapis.org/oas/v2.0.html#swagger-object
 */
export function lowerServers(
  document: JsonObject,
  root: NodeSpan,
  schemes: { readonly list: JsonData | undefined; readonly span: NodeSpan },
): Server[] {
  const host = text(document, "host");
  const path = (text(document, "basePath") ?? "").replace(/\/+$/, "");
  if (host === undefined)
    return path === "" ? [] : [{ url: path, variables: [], property: "", span: childSpan(root, "basePath") }];
  const at = childSpan(root, "host");
  const names = isArray(schemes.list) ? schemes.list : [];
  const stated = names.flatMap((name, i): Server[] =>
    name === "http" || name === "https"
      ? [{ url: `${name}://${host}${path}`, variables: [], property: "", span: childSpan(schemes.span, i) }]
      : [],
  );
  // A document says that it is served by the scheme that it was fetched by; a file was not fetched.
  return names.length > 0
    ? stated
    : [{ url: `https://${host}${path}`, variables: [], property: "", span: at }];
}

/** The servers of an operation that has schemes of its own. */
export function lowerOperationServers(
  document: JsonObject,
  root: NodeSpan,
  operation: JsonObject,
  span: NodeSpan,
): Server[] | undefined {
  const list = getOwn(operation, "schemes");
  if (!isArray(list) || text(document, "host") === undefined) return undefined;
  const servers = lowerServers(document, root, { list, span: childSpan(span, "schemes") });
  return servers.length === 0 ? undefined : servers;
}
