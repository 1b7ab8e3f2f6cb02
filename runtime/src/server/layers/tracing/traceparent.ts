/** What a field `traceparent` says: which trace a request belongs to, and which span of the caller it comes from. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly parentId: string;
  /** The lowest bit says that the caller records the trace, the next one that the trace id is random. */
  readonly flags: number;
}

const syntax = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** The bits of the flags that mean something; others are not passed on. */
const knownFlags = 0b11;

/**
 * Reads a field `traceparent`. Versions to come may append what they like after a dash; version ff is none.
 * @param value several fields, which make it invalid, come joined by a comma
 * @returns undefined when it is invalid: a new trace begins
 * @see https://www.w3.org/TR/trace-context-1/#traceparent-header
 */
export function parseTraceParent(value: string | undefined): TraceParent | undefined {
  const match = value === undefined ? null : syntax.exec(value);
  if (match === null) return undefined;
  const [, version = "", traceId = "", parentId = "", flags = "", rest] = match;
  if (version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined;
  return { traceId, parentId, flags: Number.parseInt(flags, 16) & knownFlags };
}

/** Writes a field `traceparent` of version 00. */
export function formatTraceParent(traceId: string, spanId: string, flags: number): string {
  return `00-${traceId}-${spanId}-0${flags & knownFlags}`;
}
