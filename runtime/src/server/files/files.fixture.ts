import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ServerContext } from "../../http/context.ts";
import { HeaderMap } from "../../http/header-map.ts";
import { HttpError } from "../../http/problem.ts";
import type { HttpResponse } from "../../http/response.ts";
import { requestOf } from "../kit.fixture.ts";
import type { HttpService } from "../types.ts";

/** When the files of a {@link Folder} were changed: long ago, so that their tags are strong. */
export const changedAt: Date = new Date("2024-01-02T03:04:05.678Z");

/** {@link changedAt} in a header field. */
export const changedText = "Tue, 02 Jan 2024 03:04:05 GMT";

/** A folder of a test's own. */
export class Folder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Folder> {
    const folder = new Folder(await realpath(await mkdtemp(join(tmpdir(), "volo-files-"))));
    for (const [path, content] of Object.entries(files)) await folder.write(path, content);
    return folder;
  }

  at(path: string): string {
    return join(this.path, path);
  }

  async write(path: string, content: string | Uint8Array, when: Date = changedAt): Promise<void> {
    await mkdir(dirname(this.at(path)), { recursive: true });
    await writeFile(this.at(path), content);
    await utimes(this.at(path), when, when);
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** What a test sees of a reply. */
export interface Seen {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly text: string;
}

/** Asks a service; an {@link HttpError} becomes its reply. */
export async function ask(
  service: HttpService,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method: string = "GET",
): Promise<Seen> {
  const req = requestOf(method, target, { headers });
  return seen(async () => service.call(new ServerContext(req), req));
}

/** A reply, or what it failed with. */
export async function seen(call: () => Promise<HttpResponse>): Promise<Seen> {
  try {
    const { status, headers, body } = await call();
    const text = body === undefined ? "" : await new Response(body as string).text();
    return { status, headers, text };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { status: error.status, headers: HeaderMap.from(error.headers ?? {}), text: error.message };
  }
}
