import { negotiate } from "../http/accept.ts";
import { isJson, isUtf8, mediaTypeMatches, parseMediaType } from "../http/media-type.ts";
import type { MediaType } from "../http/media-type.ts";

/**
 * Which of the declared media types (which may be ranges such as `image/*`) a `content-type` is; exact ones are preferred
 * to ranges. Undefined when it is none of them, malformed, or text in a charset that is not read.
 */
export function contentTypeOf(contentType: string, declared: readonly string[]): string | undefined {
  if (contentType === declared[0]) return contentType;
  const mediaType = parseMediaType(contentType);
  if (mediaType === undefined || (isText(mediaType) && !isUtf8(mediaType))) return undefined;
  let found: string | undefined;
  for (const text of declared) {
    const range = parseMediaType(text);
    if (range === undefined || !mediaTypeMatches(range, mediaType)) continue;
    if (!text.includes("*")) return text;
    // `*/*` is the widest, and of two ranges of a type the longer says more.
    if (
      found === undefined ||
      found.startsWith("*") ||
      (!text.startsWith("*") && text.length > found.length)
    ) {
      found = text;
    }
  }
  return found;
}

function isText(mediaType: MediaType): boolean {
  return mediaType.type === "text" || isJson(mediaType) || mediaType.subtype === "x-www-form-urlencoded";
}

/** The offer that `accept` prefers; undefined when it accepts none. */
export function acceptable(accept: string | undefined, offers: readonly string[]): string | undefined {
  return accept === offers[0] ? accept : negotiate(accept, offers);
}
