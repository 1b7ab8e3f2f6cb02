import type { Bytes } from "./client.ts";

/** One row of a table: what is sent, and the status of every reply that comes back, in order. */
export interface RawCase {
  readonly name: string;
  readonly send: readonly Bytes[];
  /** No element: the connection is closed without a reply. */
  readonly statuses: readonly number[];
  /** Text that the last body holds. */
  readonly body?: string;
  /** Text that the last body must not hold. */
  readonly without?: string;
  /** Whether the last body arrives whole (default true). */
  readonly complete?: boolean;
  /** Fields that the last reply has; undefined: must not be there. */
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  /**
   * Whether the server closes the connection (default: either is right, as with a refusal that came before the whole body had
   * arrived).
   */
  readonly closes?: boolean;
  /** Which of the requests are HEAD. */
  readonly heads?: readonly boolean[];
}

/** A request with a Host, its fields one a line. */
export function request(
  line: string,
  fields: readonly string[] = [],
  body: string | Uint8Array = "",
): Bytes[] {
  return [`${line} HTTP/1.1\r\n${["Host: a", ...fields].map((field) => `${field}\r\n`).join("")}\r\n`, body];
}

/** A request with a body of known length. */
export function withBody(
  line: string,
  type: string | undefined,
  body: string | Uint8Array,
  fields: readonly string[] = [],
): Bytes[] {
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  const own = type === undefined ? [] : [`Content-Type: ${type}`];
  return request(line, [...own, `Content-Length: ${length}`, ...fields], body);
}

/** A request in chunks. */
export function chunked(
  line: string,
  type: string,
  chunks: readonly string[],
  fields: readonly string[] = [],
): Bytes[] {
  const body = [...chunks, ""].map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`);
  return request(line, [`Content-Type: ${type}`, "Transfer-Encoding: chunked", ...fields], body.join(""));
}
