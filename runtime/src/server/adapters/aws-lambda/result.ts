import { Buffer } from "node:buffer";
import { decodeUtf8 } from "../../../http/body.ts";
import { addPendingHeaders, HeaderMap } from "../../../http/header-map.ts";
import type { HttpResponse } from "../../../http/response.ts";
import { reasonPhrase } from "../../../http/status.ts";
import type { LambdaEvent, LambdaResult, LambdaSource } from "./events.ts";

/** The header of a reply with what layers added. */
export function headersOf(reply: HttpResponse, pending: HeaderMap | undefined): HeaderMap {
  const { status } = reply;
  // What is between AWS and the caller would answer 502, and nobody would learn why.
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`A reply has a status from 200 to 599, not ${status}`);
  }
  const headers = new HeaderMap(reply.headers.toFlat());
  addPendingHeaders(reply.headers, pending, (name, value) => headers.append(name, value));
  return headers;
}

/**
 * What a function answers with.
 * @throws {Error} when the reply has several cookies, and the load balancer is set to one value for each field
 */
export function resultOf(
  event: LambdaEvent,
  source: LambdaSource,
  status: number,
  headers: HeaderMap,
  content: string | Uint8Array | undefined,
): LambdaResult {
  const body = bodyOf(headers, content);
  if (source === "http-api") {
    return { statusCode: status, headers: joined(headers), cookies: headers.getAll("set-cookie"), ...body };
  }
  if (source === "rest-api") return { statusCode: status, multiValueHeaders: listed(headers), ...body };
  const statusDescription = `${status} ${reasonPhrase(status)}`;
  if ("multiValueHeaders" in event && event.multiValueHeaders !== undefined) {
    return { statusCode: status, statusDescription, multiValueHeaders: listed(headers), ...body };
  }
  const cookies = headers.getAll("set-cookie");
  if (cookies.length > 1) {
    throw new Error("Several cookies need a target group that is set to multi-value headers.");
  }
  const fields = joined(headers);
  if (cookies[0] !== undefined) fields["set-cookie"] = cookies[0];
  return { statusCode: status, statusDescription, headers: fields, ...body };
}

/** One value for each field but `set-cookie`. */
export function joined(headers: HeaderMap): Record<string, string> {
  const fields: [string, string][] = [];
  for (const name of new Set([...headers].map(([each]) => each))) {
    if (name !== "set-cookie") fields.push([name, headers.get(name) ?? ""]);
  }
  return Object.fromEntries(fields);
}

function listed(headers: HeaderMap): Record<string, string[]> {
  return Object.fromEntries([...headers].map(([name]) => [name, headers.getAll(name)]));
}

const textual = /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|xml|javascript|x-www-form-urlencoded)\b)/i;

function bodyOf(
  headers: HeaderMap,
  content: string | Uint8Array | undefined,
): Pick<LambdaResult, "body" | "isBase64Encoded"> {
  if (content === undefined) return { body: "", isBase64Encoded: false };
  if (typeof content === "string") return { body: content, isBase64Encoded: false };
  // A REST API decodes base64 only for the media types that it is told are binary.
  if (textual.test(headers.get("content-type") ?? "") && !headers.has("content-encoding")) {
    const hasMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
    const text = hasMark ? undefined : decodeUtf8(content);
    if (text !== undefined) return { body: text, isBase64Encoded: false };
  }
  const { buffer, byteOffset, length } = content;
  return { body: Buffer.from(buffer, byteOffset, length).toString("base64"), isBase64Encoded: true };
}
