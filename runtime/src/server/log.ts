import type { ServerContext } from "../http/context.ts";

/** What every line of a server's log says about its request, by the same names everywhere. */
export interface RequestRecord {
  /** The same as in the caller's problem details and in traces. */
  readonly traceId: string;
  /** Name of the service, if the server has one. */
  readonly service?: string;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  /** Template of the route; "" when none matched. */
  readonly route: string;
  /** Name of the operation in the contract. */
  readonly operation?: string;
}

// What callers send may be as long as a header can be.
const longest = 1_024;

/** Text of a stranger for a log: cut off after 1,024 characters. */
export function logged(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** The fields that identify a request. */
export function requestRecord(cx: ServerContext): RequestRecord {
  const { request, operation, callee } = cx;
  return {
    traceId: cx.traceId,
    ...(callee === undefined ? {} : { service: callee }),
    method: request.method,
    path: logged(request.path),
    route: cx.route,
    ...(operation === undefined ? {} : { operation }),
  };
}

// JSON escapes the control characters of ASCII by itself. Those of Latin-1 drive terminals as well, and what separates lines or
// turns the direction of text makes a line look like another one.
// oxlint-disable-next-line no-control-regex
const deceptive = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A line of a log as JSON: time, level, kind of event, and the fields of a record. Nothing in it ends the line or hides. */
export function jsonLine(level: "info" | "error", text: string, record: object): string {
  const line = JSON.stringify({ time: new Date().toISOString(), level, msg: text, ...record });
  return line.replace(
    deceptive,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
