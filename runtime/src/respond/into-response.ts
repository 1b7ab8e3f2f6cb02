import { HeaderMap } from "../http/header-map.ts";
import type { HeadersInitLike } from "../http/header-map.ts";
import { HttpError } from "../http/problem.ts";
import { Reply } from "../http/reply.ts";
import { HttpResponse } from "../http/response.ts";
import type { ResponseBody } from "../http/response.ts";
import type { HttpStatus } from "../http/status.ts";
import { errorResponse } from "./problem.ts";

/**
 * What a handler may answer with.
 *
 * | value | reply |
 * |---|---|
 * | nothing | 204 |
 * | string | 200 `text/plain; charset=utf-8` |
 * | bytes, stream, async iterable | 200 `application/octet-stream` |
 * | a status | that status without a body |
 * | `[status, body]`, `[status, headers, body]` | the body's reply with that status and those headers |
 * | {@link Reply} | its status; text, bytes or otherwise JSON |
 * | {@link HttpError} | its problem details |
 * | {@link HttpResponse} | as it is |
 * | `Response` | as it is; what `fetch` has decoded is sent without the coding |
 */
export type IntoResponse =
  | void
  | ResponseBody
  | HttpStatus
  | HttpResponse
  | Response
  | HttpError
  | Reply<number, unknown, unknown, string | undefined>
  | readonly [status: HttpStatus, body: IntoResponse]
  | readonly [status: HttpStatus, headers: HeadersInitLike, body: IntoResponse];

const textType = "text/plain; charset=utf-8";
const bytesType = "application/octet-stream";
const jsonType = "application/json";

/** Makes the reply of what a handler answered with. */
export function intoResponse(value: IntoResponse): HttpResponse {
  if (value instanceof HttpResponse) return value;
  if (typeof value === "string") return new HttpResponse(200, ["content-type", textType], value);
  if (value === undefined) return new HttpResponse(204);
  if (typeof value === "number") return new HttpResponse(value);
  if (isTuple(value)) return tupleResponse(value);
  if (value instanceof Reply) return replyResponse(value);
  if (value instanceof HttpError) return errorResponse(value);
  if (value instanceof Response) return fromFetchResponse(value);
  if (isBody(value)) return new HttpResponse(200, ["content-type", bytesType], value);
  throw new TypeError("A handler answered with what is no response; is json() missing?");
}

function isTuple(value: IntoResponse): value is Extract<IntoResponse, readonly unknown[]> {
  return Array.isArray(value);
}

function isBody(value: object): value is Exclude<ResponseBody, undefined | string> {
  return value instanceof Uint8Array || value instanceof ReadableStream || Symbol.asyncIterator in value;
}

function tupleResponse(value: Extract<IntoResponse, readonly unknown[]>): HttpResponse {
  const inner = intoResponse(value.length === 2 ? value[1] : value[2]);
  const headers = new HeaderMap(inner.headers.toFlat());
  if (value.length === 3) {
    const given = HeaderMap.from(value[1]);
    for (const [name] of given) headers.delete(name);
    for (const [name, field] of given) headers.append(name, field);
  }
  return new HttpResponse(value[0], headers, inner.body);
}

function replyResponse(value: Reply<number, unknown, unknown, string | undefined>): HttpResponse {
  const { status, body, contentType } = value;
  const headers = new HeaderMap();
  const send = (type: string, content: ResponseBody): HttpResponse => {
    headers.set("content-type", contentType ?? type);
    return new HttpResponse(status, headers, content);
  };
  for (const [name, field] of Object.entries(value.headers ?? {})) {
    if (Array.isArray(field)) for (const each of field) headers.append(name, String(each));
    else if (field !== undefined) headers.append(name, String(field));
  }
  if (body === undefined) return new HttpResponse(status, headers);
  if (typeof body === "string") return send(textType, body);
  if (typeof body === "object" && body !== null && isBody(body)) return send(bytesType, body);
  return send(jsonType, JSON.stringify(body));
}

/**
 * A reply of any JSON value.
 * @param status default 200
 */
export function json(value: unknown, status: number = 200): HttpResponse {
  return new HttpResponse(status, ["content-type", jsonType], JSON.stringify(value));
}

/**
 * A reply of HTML text. Nothing is escaped.
 * @param status default 200
 */
export function html(text: string, status: number = 200): HttpResponse {
  return new HttpResponse(status, ["content-type", "text/html; charset=utf-8"], text);
}

/** Codings that `fetch` undoes before anybody sees the body. */
const decodedByFetch = /^(?:(?:x-)?gzip|deflate|br)(?:[\t ]*,[\t ]*(?:(?:x-)?gzip|deflate|br))*$/i;

/** Fields that are about the connection on which a response came (RFC 9110 §7.6.1). */
const hopByHop = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/** A reply of a fetch `Response`; its body is taken over. */
function fromFetchResponse(response: Response): HttpResponse {
  if (response.bodyUsed || response.body?.locked === true) {
    throw new TypeError("The body of the Response was read already; a body can be read once.");
  }
  const headers = HeaderMap.from(response.headers);
  // Only what came over the network has a URL.
  if (response.url !== "") {
    for (const name of hopByHop) headers.delete(name);
    if (response.body !== null && decodedByFetch.test(headers.get("content-encoding") ?? "")) {
      headers.delete("content-encoding");
      headers.delete("content-length");
    }
  }
  return new HttpResponse(response.status, headers, response.body ?? undefined);
}
