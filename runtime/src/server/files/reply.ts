import { evaluateConditions, rangeApplies } from "../../http/conditional.ts";
import type { Validators } from "../../http/conditional.ts";
import { HeaderMap } from "../../http/header-map.ts";
import { formatHttpDate } from "../../http/http-date.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { HttpResponse } from "../../http/response.ts";
import type { Coding } from "../layers/compression/codings.ts";
import { parseRange } from "./byte-range.ts";
import type { ByteRange } from "./byte-range.ts";
import { contentOf } from "./content.ts";
import { attachmentDisposition } from "./disposition.ts";
import type { Entry } from "./jail.ts";

/** What of a request decides how a file is sent. */
export type FileRequest = Pick<HttpRequest, "method" | "headers">;

/** How a file is sent. */
export interface Presentation {
  readonly contentType: string;
  readonly cacheControl: string | undefined;
  /** Name under which the caller is asked to save it. */
  readonly attachment: string | undefined;
  /** How the file itself is encoded. */
  readonly coding: Coding | undefined;
  /** Whether another `accept-encoding` may get another file. */
  readonly varies: boolean;
}

/**
 * Sends a file, or what of it the request asks for.
 * @param req without it the whole is sent
 * @throws {HttpError} 412 and 416, and 503 when the file has changed since it was found
 */
export async function fileReply(
  file: Entry,
  how: Presentation,
  req: FileRequest | undefined,
): Promise<HttpResponse> {
  const modified = Number(file.modified / 1_000_000n);
  const validators: Validators = { etag: etagOf(file, how.coding), lastModified: modified };
  const headers = cacheHeaders(validators, modified, how);
  const outcome = req === undefined ? "proceed" : evaluateConditions(req.method, req.headers, validators);
  if (outcome === "precondition-failed") throw new HttpError(412);
  if (outcome === "not-modified") return new HttpResponse(304, headers);

  headers.set("content-type", how.contentType);
  headers.set("x-content-type-options", "nosniff");
  headers.set("accept-ranges", "bytes");
  if (how.coding !== undefined) headers.set("content-encoding", how.coding);
  if (how.attachment !== undefined) {
    headers.set("content-disposition", attachmentDisposition(how.attachment));
  }
  const range = req === undefined ? undefined : rangeOf(req, file.size, validators);
  const part = range ?? { start: 0, end: file.size };
  headers.set("content-length", String(part.end - part.start));
  if (range !== undefined) headers.set("content-range", `bytes ${range.start}-${range.end - 1}/${file.size}`);
  const status = range === undefined ? 200 : 206;
  if (req?.method === "HEAD") return new HttpResponse(status, headers);
  return new HttpResponse(status, headers, await contentOf(file, part));
}

/** Of GET only (RFC 9110 §14.2). */
function rangeOf(req: FileRequest, size: number, validators: Validators): ByteRange | undefined {
  const field = req.method === "GET" ? req.headers.get("range") : undefined;
  if (field === undefined || !rangeApplies(req.headers, validators)) return undefined;
  const range = parseRange(field, size);
  if (range !== "unsatisfiable") return range;
  throw new HttpError(416, undefined, { headers: { "content-range": `bytes */${size}` } });
}

/** The fields that 304 has as well (RFC 9110 §15.4.5). */
function cacheHeaders({ etag = "" }: Validators, modified: number, how: Presentation): HeaderMap {
  const headers = new HeaderMap(["etag", etag, "last-modified", formatHttpDate(modified)]);
  if (how.cacheControl !== undefined) headers.set("cache-control", how.cacheControl);
  if (how.varies) headers.set("vary", "accept-encoding");
  return headers;
}

/** What a file system may take for one moment: 2 s for FAT. */
const granularity = 2_000;

/**
 * Made of size and time. A file that was changed just now may change once more within the same tick of the file system's
 * clock, so its tag is weak until that is over: two of its states may share it.
 */
function etagOf(file: Entry, coding: Coding | undefined): string {
  const suffix = coding === undefined ? "" : `-${coding}`;
  const tag = `"${file.size.toString(36)}-${file.modified.toString(36)}${suffix}"`;
  return Date.now() - Number(file.modified / 1_000_000n) < granularity ? `W/${tag}` : tag;
}
