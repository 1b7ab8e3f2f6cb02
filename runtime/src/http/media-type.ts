/** A media type or media range: `application/json; charset=utf-8`, `text/*`. */
export interface MediaType {
  /** Lower case. */
  readonly type: string;
  /** Lower case. */
  readonly subtype: string;
  /** Names in lower case, values as written. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const essencePattern = new RegExp(`^(${token})/(${token})`);
const parameterPattern = new RegExp(
  // The value of a quoted string may hold HTAB, visible text and obs-text, with backslash as the escape.
  `[\\t ]*;[\\t ]*(?:(${token})=(?:(${token})|"((?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*)"))?`,
  "y",
);

// Types repeat for the life of a process. Strangers choose the text, so what is kept is bounded.
const cache = new Map<string, MediaType>();
const cacheLimit = 256;
const cachedLength = 128;

/**
 * Reads the value of a `content-type` field, or one element of `accept`. The only reader of media types: what selects a
 * body's codec and what checks the body see the same type.
 * @returns undefined when the text is not one media type by RFC 9110 §8.3.1, or when a parameter occurs twice
 */
export function parseMediaType(text: string): MediaType | undefined {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text.trim());
  if (parsed !== undefined && text.length <= cachedLength && cache.size < cacheLimit) cache.set(text, parsed);
  return parsed;
}

function parse(text: string): MediaType | undefined {
  const essence = essencePattern.exec(text);
  if (essence === null) return undefined;
  const parameters = new Map<string, string>();
  let position = essence[0].length;
  while (position < text.length) {
    parameterPattern.lastIndex = position;
    const match = parameterPattern.exec(text);
    if (match === null) return undefined;
    position = parameterPattern.lastIndex;
    if (match[1] === undefined) continue;
    const name = match[1].toLowerCase();
    if (parameters.has(name)) return undefined;
    parameters.set(name, match[2] ?? (match[3] ?? "").replace(/\\(.)/gs, "$1"));
  }
  return {
    type: (essence[1] ?? "").toLowerCase(),
    subtype: (essence[2] ?? "").toLowerCase(),
    parameters,
  };
}

/** `type/subtype` in lower case, without parameters. */
export function essenceOf(mediaType: MediaType): string {
  return `${mediaType.type}/${mediaType.subtype}`;
}

/**
 * Whether a type lies in a range: `a/b`, `a/*`, any type at all, or a range of a suffix such as `application/*+json`. Parameters of
 * the range must be met, apart from `q` and `charset`.
 */
export function mediaTypeMatches(range: MediaType, mediaType: MediaType): boolean {
  if (range.type === "*" && range.subtype !== "*") return false;
  if (range.type !== "*" && range.type !== mediaType.type) return false;
  if (!subtypeMatches(range.subtype, mediaType.subtype)) return false;
  for (const [name, value] of range.parameters) {
    if (name === "q" || name === "charset") continue;
    if (mediaType.parameters.get(name)?.toLowerCase() !== value.toLowerCase()) return false;
  }
  return true;
}

function subtypeMatches(range: string, subtype: string): boolean {
  if (range === "*" || range === subtype) return true;
  return range.startsWith("*+") && subtype.length > range.length - 1 && subtype.endsWith(range.slice(1));
}

/** Whether a type is JSON by RFC 8259, or by its suffix as RFC 6839 §3.1 says. */
export function isJson(mediaType: MediaType): boolean {
  if (mediaType.subtype === "json") return mediaType.type === "application" || mediaType.type === "text";
  return mediaType.subtype.endsWith("+json");
}

/** Whether a type's text can be read as UTF-8: it says so, or says nothing. */
export function isUtf8(mediaType: MediaType): boolean {
  const charset = mediaType.parameters.get("charset")?.toLowerCase();
  return charset === undefined || charset === "utf-8" || charset === "utf8" || charset === "us-ascii";
}
