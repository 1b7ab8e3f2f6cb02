import { decodeUtf8 } from "../http/body.ts";
import { demandPlainBody } from "../http/content-coding.ts";
import { isJson, isUtf8, parseMediaType } from "../http/media-type.ts";
import type { MediaType } from "../http/media-type.ts";
import { JsonError, parseJson } from "../http/parse-json.ts";
import { HttpError } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import { checkLimits } from "./check-limits.ts";
import type { Extractor } from "./extractor.ts";

export interface BodyOptions {
  /** Most bytes, counted while they arrive; default: the server's limit, 1 MiB. */
  limit?: number;
}

/**
 * A JSON body (`application/json` or any `+json`): 415 for another type, 413 when it is too large, 400 when it is not
 * UTF-8, not JSON, nested more than 64 levels deep, or not what `is` accepts.
 */
export function jsonBody(options?: BodyOptions): Extractor<unknown>;
export function jsonBody<T>(is: (value: unknown) => value is T, options?: BodyOptions): Extractor<T>;
export function jsonBody<T>(
  first?: ((value: unknown) => value is T) | BodyOptions,
  second?: BodyOptions,
): Extractor<unknown> {
  const is = typeof first === "function" ? first : undefined;
  const options = typeof first === "function" ? second : first;
  checkLimits({ limit: options?.limit });
  return async (req) => {
    demandType(req, "application/json", isJson);
    const value = parse(await readText(req, options));
    if (is !== undefined && !is(value)) {
      throw new HttpError(400, {
        detail: "The body does not have the expected form.",
        errors: [{ in: "body", pointer: "", message: "does not have the expected form" }],
      });
    }
    return value;
  };
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) throw new HttpError(400, error.message, { cause: error });
    throw error;
  }
}

/** The body as text, of any type: 415 for a charset other than UTF-8, 400 when it is not UTF-8, 413 when too large. */
export function textBody(options?: BodyOptions): Extractor<string> {
  checkLimits({ limit: options?.limit });
  return (req) => {
    demandPlainBody(req);
    const declared = req.headers.get("content-type");
    const mediaType = declared === undefined ? undefined : parseMediaType(declared);
    if (mediaType !== undefined && !isUtf8(mediaType)) throw new HttpError(415, "The body is not UTF-8.");
    return readText(req, options);
  };
}

/** The body as bytes; 413 when there are too many. */
export function bytesBody(options?: BodyOptions): Extractor<Uint8Array> {
  checkLimits({ limit: options?.limit });
  return (req) => {
    demandPlainBody(req);
    return req.body.bytes(options?.limit);
  };
}

/** The body as it arrives; reading fails with 413 beyond the limit. */
export function streamBody(options?: BodyOptions): Extractor<ReadableStream<Uint8Array>> {
  checkLimits({ limit: options?.limit });
  return (req) => {
    demandPlainBody(req);
    return req.body.stream(options?.limit);
  };
}

/** Refuses a body that is encoded, is not of the type, or whose type says that it is not UTF-8, with 415. */
export function demandType(
  req: HttpRequest,
  wanted: string,
  accepts: (mediaType: MediaType) => boolean,
): void {
  demandPlainBody(req);
  const declared = req.headers.get("content-type");
  const mediaType = declared === undefined ? undefined : parseMediaType(declared);
  if (mediaType !== undefined && accepts(mediaType) && isUtf8(mediaType)) return;
  throw new HttpError(415, `The body must be ${wanted}.`, { headers: { accept: wanted } });
}

/** The body as text; 413 and 400. */
export async function readText(req: HttpRequest, options: BodyOptions | undefined): Promise<string> {
  const decoded = decodeUtf8(await req.body.bytes(options?.limit));
  if (decoded === undefined) throw new HttpError(400, "The body is not valid UTF-8.");
  return decoded;
}
