import { parseMediaType } from "../../../http/media-type.ts";
import type { MediaType } from "../../../http/media-type.ts";
import type { Layer } from "../../../service/layer.ts";
import type { HttpService } from "../../types.ts";
import { checkWholeNumber } from "../check-options.ts";
import { BodyLimit } from "./service.ts";

export interface BodyLimitOptions {
  /** Most bytes of a body of a type that is not listed, or of none. */
  limit: number;
  /** Most bytes by media type or range, such as `image/*`; the first that matches counts. */
  types?: Readonly<Record<string, number>>;
}

/**
 * Limits the bodies of what is inside: a longer `content-length` is refused with 413 before anything inside is called, and
 * whoever reads more is stopped with 413, however the body comes and whatever it claims. The limit replaces that of the server, be
 * it lower or higher. A reader, a contract or another such layer further inside can lower it, and not raise it.
 *
 * ```ts
 * router.layer(bodyLimit({ limit: 100_000, types: { "multipart/form-data": 10_000_000 } }));
 * ```
 * @param options the options, or the limit in bytes
 * @throws {RangeError} when a limit is no whole number of bytes
 * @throws {TypeError} when a type is no media type
 */
export function bodyLimit(options: number | BodyLimitOptions): Layer<HttpService> {
  const { limit, types = {} } = typeof options === "object" ? options : { limit: options };
  checkWholeNumber("limit", limit, 0);
  const byType = Object.entries(types).map(
    ([text, most]) => [rangeOf(text), checkWholeNumber(`types: ${text}`, most, 0)] as const,
  );
  return { layer: (inner: HttpService) => new BodyLimit(inner, limit, byType) };
}

function rangeOf(text: string): MediaType {
  const range = parseMediaType(text);
  if (range === undefined) throw new TypeError(`types: ${JSON.stringify(text)} is no media type`);
  return range;
}
