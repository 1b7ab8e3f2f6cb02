import { decodeUtf8 } from "../../http/body.ts";
import { demandPlainBody } from "../../http/content-coding.ts";
import { JsonError, parseJson } from "../../http/parse-json.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { contentTypeOf } from "../media.ts";
import type { JsonBodyOptions } from "./options.ts";

/**
 * Which of the declared media types the body has; undefined when there is no body.
 * @throws {HttpError} 415 when it has none of them, with `Accept` and `Accept-Post` or `Accept-Patch`, and when it has a
 * content coding, with `Accept-Encoding`
 */
export function consumed(req: HttpRequest, mediaTypes: readonly string[]): string | undefined {
  if (!req.body.present) return undefined;
  demandPlainBody(req);
  const declared = req.headers.get("content-type");
  const found = declared === undefined ? undefined : contentTypeOf(declared, mediaTypes);
  if (found !== undefined) return found;
  const types = mediaTypes.join(", ");
  const headers: Record<string, string> = { accept: types };
  if (req.method === "POST" || req.method === "PATCH") {
    headers[`accept-${req.method.toLowerCase()}`] = types;
  }
  throw new HttpError(415, `The body must be of the type ${types}.`, { headers });
}

/**
 * Which of the media types the body has; undefined when there is no body, or one of another type.
 * @throws {HttpError} 415 when it has one of them and a content coding, with `Accept-Encoding`
 */
export function carried(req: HttpRequest, mediaTypes: readonly string[]): string | undefined {
  if (!req.body.present) return undefined;
  const declared = req.headers.get("content-type");
  const found = declared === undefined ? undefined : contentTypeOf(declared, mediaTypes);
  if (found !== undefined) demandPlainBody(req);
  return found;
}

/** @throws {HttpError} 400 when the bytes are not UTF-8 */
export function textOf(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new HttpError(400, "The body is not valid UTF-8.");
  return text;
}

/**
 * The JSON document in a body; undefined when it is empty.
 * @throws {HttpError} 400 when it is not UTF-8, not JSON, too deep, or holds a number that is not finite
 */
export function jsonOf(bytes: Uint8Array, options: JsonBodyOptions | undefined): unknown {
  const text = textOf(bytes);
  if (text === "") return undefined;
  try {
    return parseJson(text, options);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new HttpError(400, error.message);
  }
}
