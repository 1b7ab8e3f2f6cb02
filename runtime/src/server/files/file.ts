import { basename } from "node:path";
import { HttpError } from "../../http/problem.ts";
import type { HttpResponse } from "../../http/response.ts";
import { contentTypeOf } from "./content-types.ts";
import { find, findInside, parsePlainPath } from "./jail.ts";
import { fileReply } from "./reply.ts";
import type { FileRequest } from "./reply.ts";

/** How one file is sent. */
export interface FileOptions {
  /**
   * The request that is answered: its conditions, `range` and HEAD are heeded. Without it the reply is the whole file.
   */
  readonly request?: FileRequest;
  /**
   * A folder that the path starts from and must not leave, neither by its text nor by symbolic links. It is what makes a
   * path safe that the caller had a say in.
   */
  readonly root?: string;
  /** Default: by the extension of the file. */
  readonly contentType?: string;
  /** Asks the caller to save the file, under this name or, with `true`, its own. Default: false. */
  readonly attachment?: string | boolean;
  /** Value of `cache-control`. Default `no-cache`: caches keep the file, and ask each time whether it has changed. */
  readonly cacheControl?: string;
}

/**
 * The reply of one file: what a handler returns. It has an entity tag and `last-modified`, and `content-length` is the size
 * of the file, which is streamed; when it is cut short meanwhile the connection breaks off.
 *
 * ```ts
 * get((req) => file("reports/2024.pdf", { request: req, attachment: "Bericht für 2024.pdf" }));
 * ```
 * @param path of the program's own choice, or below `root`, with slashes and not encoded
 * @throws {HttpError} 404 when there is no such file, 403 when the server may not read it; with `root` also 400 for a path
 * that could lead out of it; as the request asks, 412 and 416
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14
 */
export async function file(path: string, options: FileOptions = {}): Promise<HttpResponse> {
  const { root, attachment = false } = options;
  const found =
    root === undefined ? await find(path) : await findInside(root, parsePlainPath(path, false).names);
  if (found?.kind !== "file") throw new HttpError(404);
  const name = basename(path);
  const how = {
    contentType: options.contentType ?? contentTypeOf(name, undefined),
    cacheControl: options.cacheControl ?? "no-cache",
    attachment: attachment === true ? name : attachment === false ? undefined : attachment,
    coding: undefined,
    varies: false,
  };
  return fileReply(found, how, options.request);
}
