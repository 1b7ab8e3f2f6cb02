import { mediaTypeMatches, parseMediaType } from "./media-type.ts";
import type { MediaType } from "./media-type.ts";

interface Preference {
  readonly range: MediaType;
  readonly quality: number;
  /** How much the range says: parameters > subtype > type > nothing (RFC 9110 §12.5.1). */
  readonly precision: number;
}

const qualityPattern = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Picks the offer that the caller likes best.
 * @param accept value of the `accept` field; undefined or "" accepts everything
 * @param offers media types in the server's order of preference, which decides between equals
 * @returns undefined when the caller accepts none of them
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
export function negotiate(accept: string | undefined, offers: readonly string[]): string | undefined {
  if (accept === undefined || accept === "" || accept === "*/*" || accept === offers[0]) return offers[0];
  const preferences = parseAccept(accept);
  let best: string | undefined;
  let bestQuality = 0;
  for (const offer of offers) {
    const mediaType = parseMediaType(offer);
    const quality = mediaType === undefined ? 0 : qualityOf(mediaType, preferences);
    if (quality > bestQuality) {
      best = offer;
      bestQuality = quality;
    }
  }
  return best;
}

function qualityOf(mediaType: MediaType, preferences: readonly Preference[]): number {
  let quality = 0;
  let precision = -1;
  for (const preference of preferences) {
    if (preference.precision > precision && mediaTypeMatches(preference.range, mediaType)) {
      quality = preference.quality;
      precision = preference.precision;
    }
  }
  return quality;
}

/** Elements that cannot be read are left out: a stray one must not make the others unreachable. */
function parseAccept(accept: string): Preference[] {
  const preferences: Preference[] = [];
  for (const element of splitList(accept)) {
    const range = parseMediaType(element);
    if (range === undefined) continue;
    const q = range.parameters.get("q");
    if (q !== undefined && !qualityPattern.test(q)) continue;
    preferences.push({ range, quality: q === undefined ? 1 : Number(q), precision: precisionOf(range) });
  }
  return preferences;
}

function precisionOf(range: MediaType): number {
  if (range.type === "*") return 0;
  if (range.subtype === "*") return 1;
  if (range.subtype.startsWith("*+")) return 2;
  return 3 + range.parameters.size - (range.parameters.has("q") ? 1 : 0);
}

/** Splits a list field at its commas, except inside quoted strings (RFC 9110 §5.6.1); empty elements are left out. */
export function splitList(text: string): string[] {
  const elements: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i <= text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
      if (i < text.length) continue;
    } else if (c === 0x22) {
      quoted = true;
      continue;
    }
    if (i >= text.length || c === 0x2c) {
      const element = text.slice(start, i).trim();
      if (element !== "") elements.push(element);
      start = i + 1;
    }
  }
  return elements;
}
