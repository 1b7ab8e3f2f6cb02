import type { HeadersView } from "./header-map.ts";
import { parseHttpDate } from "./http-date.ts";

/** What tells one state of a resource from another. */
export interface Validators {
  /** Entity tag as it is sent: `"abc"` or `W/"abc"`. */
  readonly etag?: string | undefined;
  /** When it was last changed: a date, or milliseconds since 1970. */
  readonly lastModified?: Date | number | undefined;
}

/** What becomes of a conditional request: it is carried out, answered with 304, or answered with 412. */
export type ConditionOutcome = "proceed" | "not-modified" | "precondition-failed";

// These neither select nor change a representation, so conditions say nothing about them (§13.2.1).
const unconditional: ReadonlySet<string> = new Set(["CONNECT", "OPTIONS", "TRACE"]);

/**
 * Evaluates `if-match`, `if-unmodified-since`, `if-none-match` and `if-modified-since` in the order that the standard
 * prescribes. It is to be asked only when the reply without conditions would be a success.
 *
 * A date that cannot be read is ignored. An element of a list that is no entity tag matches nothing, so a malformed
 * `if-match` fails and a malformed `if-none-match` lets the request proceed.
 * @param current the resource's validators; undefined when it has no representation, so that a PUT would create it
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function evaluateConditions(
  method: string,
  headers: HeadersView,
  current: Validators | undefined,
): ConditionOutcome {
  if (unconditional.has(method)) return "proceed";
  const lastModified = secondsOf(current?.lastModified);

  const ifMatch = headers.get("if-match");
  if (ifMatch !== undefined) {
    if (!listed(ifMatch, current, equalStrong)) return "precondition-failed";
  } else if (lastModified !== undefined) {
    const since = secondsOf(dateOf(headers, "if-unmodified-since"));
    if (since !== undefined && lastModified > since) return "precondition-failed";
  }

  const reads = method === "GET" || method === "HEAD";
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== undefined) {
    if (!listed(ifNoneMatch, current, equalWeak)) return "proceed";
    return reads ? "not-modified" : "precondition-failed";
  }
  if (!reads || lastModified === undefined) return "proceed";
  const since = secondsOf(dateOf(headers, "if-modified-since"));
  return since !== undefined && lastModified <= since ? "not-modified" : "proceed";
}

/**
 * Whether `range` may be honoured: there is no `if-range`, or it names the current representation, by a strong entity tag
 * or by exactly its date. Otherwise the whole has to be sent.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5
 */
export function rangeApplies(headers: HeadersView, current: Validators): boolean {
  const condition = headers.get("if-range");
  if (condition === undefined) return true;
  if (isEntityTag(condition)) return current.etag !== undefined && equalStrong(condition, current.etag);
  const date = secondsOf(parseHttpDate(condition));
  return date !== undefined && date === secondsOf(current.lastModified);
}

// Anything visible but the quote itself, and obs-text; a backslash is an ordinary character (§8.8.3).
const tag = /(?:W\/)?"[!#-~\u0080-\u00ff]*"/y;
const elementEnd = /[\t ]*(?=,|$)/y;

/** Whether a text is one entity tag: `"abc"` or `W/"abc"`. */
export function isEntityTag(text: string): boolean {
  tag.lastIndex = 0;
  return tag.test(text) && tag.lastIndex === text.length;
}

/** The entity tags of a list, as they are written; what is none is left out. */
export function parseEntityTags(list: string): string[] {
  const tags: string[] = [];
  let position = 0;
  while (position < list.length) {
    const code = list.charCodeAt(position);
    if (code === 0x2c || code === 0x20 || code === 0x09) {
      position += 1;
      continue;
    }
    tag.lastIndex = position;
    if (tag.test(list)) {
      const end = tag.lastIndex;
      elementEnd.lastIndex = end;
      if (elementEnd.test(list)) tags.push(list.slice(position, end));
      position = end;
    }
    const comma = list.indexOf(",", position);
    position = comma === -1 ? list.length : comma + 1;
  }
  return tags;
}

/** Whether two entity tags are the same and none of them is weak: the representations are equal byte for byte. */
export function equalStrong(one: string, other: string): boolean {
  return one === other && !isWeak(one);
}

/** Whether two entity tags are the same apart from being weak: one representation may stand for the other. */
export function equalWeak(one: string, other: string): boolean {
  return opaqueOf(one) === opaqueOf(other);
}

/** Makes an entity tag weak; one that is weak stays what it is. */
export function weakened(etag: string): string {
  return isWeak(etag) ? etag : `W/${etag}`;
}

function isWeak(etag: string): boolean {
  return etag.startsWith("W/");
}

function opaqueOf(etag: string): string {
  return isWeak(etag) ? etag.slice(2) : etag;
}

function listed(
  field: string,
  current: Validators | undefined,
  equal: (one: string, other: string) => boolean,
): boolean {
  if (field.trim() === "*") return current !== undefined;
  const etag = current?.etag;
  return etag !== undefined && parseEntityTags(field).some((each) => equal(each, etag));
}

function dateOf(headers: HeadersView, name: string): number | undefined {
  const text = headers.get(name);
  return text === undefined ? undefined : parseHttpDate(text);
}

/** Header fields know no parts of a second. */
function secondsOf(date: Date | number | undefined): number | undefined {
  if (date === undefined) return undefined;
  const seconds = Math.floor(Number(date) / 1000);
  return Number.isNaN(seconds) ? undefined : seconds;
}
