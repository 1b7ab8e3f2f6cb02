import type { ContextKey } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Extractor } from "./extractor.ts";

/** The whole request. */
export const request: Extractor<HttpRequest> = (req) => req;

/** A value that a layer left on the context; its absence is a fault of the server: 500, and the log names the key. */
export function extension<T>(key: ContextKey<T>): Extractor<T> {
  return (_req, cx) => {
    const value = cx.get(key);
    if (value === undefined) throw new Error(`No layer provides ${key.name} to the route ${cx.route}.`);
    return value;
  };
}
