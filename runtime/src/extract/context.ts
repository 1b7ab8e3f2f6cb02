import { decodeUtf8 } from "../http/body.ts";
import type { ContextKey } from "../http/context.ts";
import { parseCookies } from "../http/cookie.ts";
import type { HeadersView } from "../http/header-map.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Extractor } from "./extractor.ts";

/** The whole request. */
export const request: Extractor<HttpRequest> = (req) => req;

/** All header fields. */
export const headers: Extractor<HeadersView> = (req) => req.headers;

/** All cookies by name, undecoded; of several with one name the first counts, as for {@link cookie}. */
export const cookies: Extractor<ReadonlyMap<string, string>> = (req) =>
  new Map(parseCookies(req.headers.get("cookie") ?? "").reverse());

/**
 * The id of the last event that a caller of {@link sse} has seen before its connection broke; undefined for a new caller.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
 */
export const lastEventId: Extractor<string | undefined> = (req) => {
  const raw = req.headers.get("last-event-id");
  if (raw === undefined || !/[\u0080-\u00ff]/.test(raw)) return raw;
  // Header fields are read as Latin-1, and the id is sent as UTF-8.
  return decodeUtf8(Uint8Array.from(raw, (character) => character.charCodeAt(0))) ?? raw;
};

/** A value that a layer left on the context; its absence is a fault of the server: 500, and the log names the key. */
export function extension<T>(key: ContextKey<T>): Extractor<T> {
  return (_req, cx) => {
    const value = cx.get(key);
    if (value === undefined) throw new Error(`No layer provides ${key.name} to the route ${cx.route}.`);
    return value;
  };
}
