import type { ServerContext } from "../../http/context.ts";
import { negotiateCoding } from "../../http/content-coding.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { HttpResponse } from "../../http/response.ts";
import type { Coding } from "../layers/compression/codings.ts";
import type { HttpService } from "../types.ts";
import { contentTypeOf } from "./content-types.ts";
import { findInside, parseUrlPath } from "./jail.ts";
import type { Entry } from "./jail.ts";
import { resolveOptions } from "./options.ts";
import type { StaticFilesConfig, StaticFilesOptions } from "./options.ts";
import { fileReply } from "./reply.ts";

/**
 * Serves the files of a folder to GET and HEAD; any other method is 405. Nothing outside of the folder is reachable: segments
 * are decoded once, what could lead elsewhere is 400, and symbolic links are followed but not out of the folder.
 *
 * A folder is answered with its index, at the path with a slash at its end, to which the one without is redirected; there
 * are no listings. Files have an entity tag and `last-modified`, conditions and a single `range` are heeded
 * (several ranges get the whole), and `x-content-type-options` is always `nosniff`.
 *
 * ```ts
 * router.nestService("/assets", staticFiles("public", { cacheControl: "public, max-age=31536000, immutable" }));
 * ```
 * @param root the folder; it may be a symbolic link, and is looked up for each request
 * @throws {TypeError} when an option cannot be used
 */
export function staticFiles(root: string, options: StaticFilesOptions = {}): HttpService {
  return new StaticFiles(root, resolveOptions(root, options));
}

/** Codings of files beside a file, smallest first, with the extension that each is known by. */
const siblings: ReadonlyMap<string, string> = new Map<Coding, string>([
  ["br", ".br"],
  ["zstd", ".zst"],
  ["gzip", ".gz"],
]);

class StaticFiles implements HttpService {
  readonly name: string = "staticFiles";
  private readonly root: string;
  private readonly config: StaticFilesConfig;

  constructor(root: string, config: StaticFilesConfig) {
    this.root = root;
    this.config = config;
  }

  async call(cx: ServerContext, req: HttpRequest): Promise<HttpResponse> {
    if (req.method !== "GET" && req.method !== "HEAD") {
      throw new HttpError(405, undefined, { headers: { allow: "GET, HEAD" } });
    }
    const { names, slash } = parseUrlPath(req.path, this.config.dotfiles);
    const found = await findInside(this.root, names);
    if (found?.kind === "file" && !slash) return this.send(req, names, found);
    const { index } = this.config;
    if (found?.kind !== "folder" || index === undefined) throw new HttpError(404);
    const indexNames = [...names, index];
    const indexFile = await findInside(this.root, indexNames);
    if (indexFile?.kind !== "file") throw new HttpError(404);
    // The root of a service below a prefix is "/", whether the caller wrote a slash or not.
    const asked = names.length === 0 ? cx.request.path : req.path;
    return asked.endsWith("/") ? this.send(req, indexNames, indexFile) : withSlash(asked, req.query);
  }

  private async send(req: HttpRequest, names: readonly string[], plain: Entry): Promise<HttpResponse> {
    const { attachment, cacheControl, contentTypes, precompressed } = this.config;
    const name = names.at(-1) ?? "";
    const encoded = precompressed ? await this.sibling(req, names) : undefined;
    const how = {
      contentType: contentTypeOf(name, contentTypes),
      cacheControl: typeof cacheControl === "function" ? cacheControl(names.join("/")) : cacheControl,
      attachment: attachment ? name : undefined,
      coding: encoded?.coding,
      varies: precompressed,
    };
    return fileReply(encoded?.file ?? plain, how, req);
  }

  /** The compressed file that the caller likes best, among those that are there. */
  private async sibling(
    req: HttpRequest,
    names: readonly string[],
  ): Promise<{ coding: Coding; file: Entry } | undefined> {
    const accept = req.headers.get("accept-encoding");
    const offers = [...siblings.keys()];
    for (;;) {
      const { coding } = negotiateCoding(accept, offers);
      if (coding === undefined) return undefined;
      const name = `${names.at(-1)}${siblings.get(coding)}`;
      const file = await findInside(this.root, [...names.slice(0, -1), name]);
      if (file?.kind === "file") return { coding: coding as Coding, file };
      offers.splice(offers.indexOf(coding), 1);
    }
  }
}

/**
 * Sends the caller to the same path with a slash. The reference has the last segment alone, so it can name no other host,
 * and `./` keeps a colon in it from making a scheme. It is not permanent: a folder may become a file.
 */
function withSlash(path: string, query: string): HttpResponse {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return new HttpResponse(307, ["location", `./${last}/${query === "" ? "" : `?${query}`}`]);
}
