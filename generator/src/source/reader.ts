import { lstat, open, realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Code } from "./codes.ts";
import type { Coverage } from "./coverage.ts";
import type { Diagnostics } from "./diagnostic.ts";
import type { Limits } from "./limits.ts";
import { defaultLimits } from "./limits.ts";
import { isThere, nearestFile } from "./nearby.ts";
import type { Span } from "./span.ts";

/** What may be read. */
export interface ReadOptions {
  /** Folder that no reference may leave. Default: the folder of the entry file. */
  readonly root?: string;
  /** Folder that the names in diagnostics are relative to. Default: the working directory. */
  readonly base?: string;
  /** Hosts (`example.com`, `example.com:8443`) that remote references may name. Default: none. */
  readonly allowHosts?: readonly string[];
  /**
   * Folders in which {@link SourceReader.include} looks for a file after the folder of the one that names it, and
   * which may be read as the root may. Default: none.
   */
  readonly includePaths?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Stands between what is read and its readers. */
  readonly coverage?: Coverage;
  /** Told of the absolute path of each local file before it is looked for, e.g. to watch it. */
  readonly onRead?: (path: string) => void;
}

/** The bytes of one input as text. */
export interface RawFile {
  readonly name: string;
  /** Absolute path with its links resolved, or a URL. */
  readonly path: string;
  readonly text: string;
}

const REDIRECTS = 5;
const FETCH_MS = 15_000;

/** True for a path that starts at a root, of any system, or a `file:` URL. */
function isAbsolutePath(path: string): boolean {
  return /^file:/i.test(path) || /^[a-z]:[\\/]/i.test(path) || /^[\\/]/.test(path);
}

/** True for a location on the network. */
function isRemote(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? text.slice(0, 200) + "…" : text);
}

/**
 * Reads files, and documents of allowed hosts, for one run; every refusal is a diagnostic. Nothing outside the root
 * is opened: a reference is checked as it is written and again after its symbolic links are resolved.
 */
export class SourceReader {
  readonly limits: Limits;
  readonly #diagnostics: Diagnostics;
  readonly #base: string;
  readonly #hosts: ReadonlySet<string>;
  readonly #rootOption: string | undefined;
  readonly #onRead: ((path: string) => void) | undefined;
  readonly #includePaths: readonly string[];
  /** The root, then the include paths, with their links resolved. */
  #roots: readonly string[] = [];
  #count = 0;

  constructor(diagnostics: Diagnostics, options: ReadOptions = {}) {
    this.#diagnostics = diagnostics;
    this.limits = { ...defaultLimits, ...options.limits };
    this.#base = resolve(options.base ?? ".");
    this.#hosts = new Set((options.allowHosts ?? []).map((host) => host.toLowerCase()));
    this.#rootOption = options.root;
    this.#onRead = options.onRead;
    this.#includePaths = (options.includePaths ?? []).map((path) => resolve(this.#base, path));
  }

  /**
   * Reads the file that a run starts from. The caller names it, so it may stand anywhere.
   *
   * @param mayBeEmpty an empty file is one of the language, and no fault. Default: `false`.
   */
  async entry(path: string, mayBeEmpty: boolean = false): Promise<RawFile | undefined> {
    const absolute = resolve(this.#base, path);
    const file = await this.#read(absolute, this.#nameOf(absolute), undefined, mayBeEmpty);
    if (file !== undefined) {
      const root =
        this.#rootOption === undefined ? dirname(file.path) : resolve(this.#base, this.#rootOption);
      const roots = [root, ...this.#includePaths];
      this.#roots = await Promise.all(roots.map((folder) => realpath(folder).catch(() => folder)));
    }
    return file;
  }

  /**
   * The location of an included file: a path, not a URL, that is looked for in the folder of the file that names it
   * and then in the include paths. `undefined` after a diagnostic when there is none or it may not be read.
   */
  async include(path: string, from: string, span: Span): Promise<string | undefined> {
    if (isAbsolutePath(path)) {
      this.#diagnostics.add("VG1011", `the include ${quote(path)} names an absolute location`, {
        span,
        hint: "write a path relative to this file, or to an include path",
      });
      return undefined;
    }
    if (/[\0-\x1f\\]/.test(path)) {
      const text = `the include ${quote(path)} holds a character that no path may hold`;
      this.#diagnostics.add("VG1014", text, { span });
      return undefined;
    }
    const folders = [dirname(from), ...this.#roots.slice(1)];
    const candidates = [...new Set(folders.map((folder) => resolve(folder, path)))];
    const allowed = candidates.filter((candidate) => this.#inside(candidate));
    if (allowed.length === 0) return this.#outside(path, span);
    for (const candidate of allowed) {
      if (await isThere(candidate)) return candidate;
      // What watches the files wants to know when one of these appears.
      this.#onRead?.(candidate);
    }
    const near = await nearestFile(allowed, async (folder) => {
      const real = await realpath(folder).catch(() => undefined);
      return real !== undefined && this.#inside(real);
    });
    const tried = allowed.map((candidate) => `\`${this.#nameOf(candidate)}\``).join(", ");
    const meant = near && path.slice(0, path.lastIndexOf("/") + 1) + near;
    const question = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
    this.#diagnostics.add("VG3020", `included file \`${path}\` not found, looked for ${tried}${question}`, {
      span,
    });
    return undefined;
  }

  /**
   * The location that a relative reference names, seen from a file: an absolute path or a URL.
   * `undefined` after a diagnostic when it may not be read.
   */
  locate(reference: string, from: string, span: Span): string | undefined {
    const fail = (code: Code, message: string, hint?: string): undefined => {
      this.#diagnostics.add(code, message, { span, hint });
    };
    if (isAbsolutePath(reference)) {
      // A path that starts at the host of a remote document is an ordinary URL reference.
      if (!isRemote(from) || !/^\/[^/\\]/.test(reference)) {
        return fail(
          "VG1011",
          `the reference ${quote(reference)} names an absolute location`,
          "write a path relative to this file",
        );
      }
    }
    if (isRemote(reference) || isRemote(from)) {
      if (!URL.canParse(reference, isRemote(from) ? from : undefined)) {
        return fail("VG1014", `${quote(reference)} is not a URL`);
      }
      const url = new URL(reference, isRemote(from) ? from : undefined);
      url.hash = "";
      return this.#allowed(url, span) ? url.href : undefined;
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) {
      return fail(
        "VG1014",
        `references of the scheme ${quote(reference.slice(0, reference.indexOf(":") + 1))} cannot be followed`,
      );
    }
    let path: string;
    try {
      path = decodeURIComponent(reference);
    } catch {
      return fail("VG1014", `the reference ${quote(reference)} has a broken percent-encoding`);
    }
    if (/[\0\\?]/.test(path))
      return fail("VG1014", `the reference ${quote(reference)} holds a character that no path may hold`);
    const absolute = resolve(dirname(from), path);
    if (!this.#inside(absolute)) return this.#outside(reference, span);
    return absolute;
  }

  /**
   * Reads what {@link locate} or {@link include} returned.
   *
   * @param mayBeEmpty see {@link entry}.
   */
  async read(location: string, span: Span, mayBeEmpty: boolean = false): Promise<RawFile | undefined> {
    if (++this.#count > this.limits.files) {
      this.#diagnostics.add("VG1006", `more than ${this.limits.files} files are referenced`, { span });
      return undefined;
    }
    return isRemote(location)
      ? this.#fetch(location, span)
      : this.#read(location, this.#nameOf(location), span, mayBeEmpty);
  }

  /** True for a URL of a host that may be asked. */
  allows(reference: string): boolean {
    if (!isRemote(reference) || !URL.canParse(reference)) return false;
    const { host, hostname } = new URL(reference);
    return this.#hosts.has(host.toLowerCase()) || this.#hosts.has(hostname.toLowerCase());
  }

  #nameOf(path: string): string {
    return relative(this.#base, path).split(sep).join("/");
  }

  #inside(path: string): boolean {
    return this.#roots.some((root) => {
      const way = relative(root, path);
      return way === "" || (way !== ".." && !way.startsWith(".." + sep) && !isAbsolute(way));
    });
  }

  #outside(reference: string, span: Span | undefined): undefined {
    const [first] = this.#roots;
    const root = first === undefined ? "" : this.#nameOf(first) || ".";
    this.#diagnostics.add("VG1010", `${quote(reference)} lies outside the root folder ${quote(root)}`, {
      span,
      hint: "move the file into the root folder, or set the root to a folder that holds both",
    });
  }

  async #read(
    path: string,
    name: string,
    span: Span | undefined,
    mayBeEmpty: boolean,
  ): Promise<RawFile | undefined> {
    const fail = (code: Code, message: string): undefined => {
      this.#diagnostics.add(code, message, { span });
    };
    let real: string;
    let bytes: Buffer;
    this.#onRead?.(path);
    try {
      real = await realpath(path);
      if (span !== undefined && !this.#inside(real)) return this.#outside(name, span);
      const stat = await lstat(real);
      if (stat.isDirectory()) return fail("VG1001", `${quote(name)} is a folder, not a file`);
      if (!stat.isFile()) return fail("VG1001", `${quote(name)} is not a regular file`);
      if (stat.size > this.limits.bytes)
        return fail("VG1006", `${quote(name)} is larger than ${this.limits.bytes} bytes`);
      const handle = await open(real, "r");
      try {
        bytes = await handle.readFile();
      } finally {
        await handle.close();
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "ENOTDIR") return fail("VG1001", `${quote(name)} does not exist`);
      if (code === "EACCES" || code === "EPERM")
        return fail("VG1001", `${quote(name)} may not be read: permission denied`);
      if (code === "ELOOP") return fail("VG1001", `${quote(name)} is a symbolic link that leads to itself`);
      if (code === "ENAMETOOLONG") return fail("VG1001", `the name ${quote(name)} is too long`);
      return fail("VG1001", `${quote(name)} cannot be read: ${code ?? String(error)}`);
    }
    return this.#decode(bytes, name, real, span, mayBeEmpty);
  }

  #decode(
    bytes: Uint8Array,
    name: string,
    path: string,
    span: Span | undefined,
    mayBeEmpty: boolean,
  ): RawFile | undefined {
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
      this.#diagnostics.add("VG1003", `${quote(name)} is written in UTF-16`, {
        span,
        hint: "save it as UTF-8",
      });
      return undefined;
    }
    let text: string;
    try {
      // The decoder drops a byte order mark, so that offsets are those which editors show.
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      const good = new TextDecoder().decode(bytes).split("\uFFFD", 1)[0] ?? "";
      const line = good.split("\n").length;
      this.#diagnostics.add("VG1003", `${quote(name)} is not valid UTF-8, first on line ${line}`, {
        span,
        hint: "save it as UTF-8",
      });
      return undefined;
    }
    if (!mayBeEmpty && text.trim() === "") {
      this.#diagnostics.add("VG1004", `${quote(name)} is empty`, { span });
      return undefined;
    }
    return { name, path, text };
  }

  #allowed(url: URL, span: Span): boolean {
    if (url.username !== "" || url.password !== "") {
      this.#diagnostics.add("VG1012", "a remote reference may not carry credentials", { span });
      return false;
    }
    if (this.allows(url.href)) return true;
    this.#diagnostics.add("VG1012", `the remote reference ${quote(url.href)} is not followed`, {
      span,
      hint: `allow the host with --allow-host ${url.host}, or keep a copy of the document beside this one`,
    });
    return false;
  }

  async #fetch(location: string, span: Span): Promise<RawFile | undefined> {
    const fail = (message: string): undefined => {
      this.#diagnostics.add("VG1013", message, { span });
    };
    let url = new URL(location);
    const signal = AbortSignal.timeout(FETCH_MS);
    try {
      for (let hop = 0; hop <= REDIRECTS; hop++) {
        const reply = await fetch(url.href, {
          redirect: "manual",
          signal,
          credentials: "omit",
          headers: { accept: "application/json, application/yaml, */*;q=0.5" },
        });
        const target = reply.headers.get("location");
        if (reply.status >= 300 && reply.status < 400 && target !== null) {
          await reply.body?.cancel();
          if (!URL.canParse(target, url.href))
            return fail(`${quote(url.href)} redirects to ${quote(target)}, which is not a URL`);
          url = new URL(target, url.href);
          if (!/^https?:$/.test(url.protocol) || !this.#allowed(url, span)) {
            return /^https?:$/.test(url.protocol)
              ? undefined
              : fail(`${quote(location)} redirects to ${quote(url.href)}`);
          }
          continue;
        }
        if (!reply.ok || reply.body === null)
          return fail(`${quote(location)} answers with status ${reply.status}`);
        const chunks: Uint8Array[] = [];
        let size = 0;
        for await (const chunk of reply.body) {
          size += chunk.byteLength;
          if (size > this.limits.bytes)
            return fail(`${quote(location)} is larger than ${this.limits.bytes} bytes`);
          chunks.push(chunk);
        }
        return this.#decode(Buffer.concat(chunks), location, location, span, false);
      }
      return fail(`${quote(location)} redirects more than ${REDIRECTS} times`);
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      return fail(`${quote(location)} cannot be fetched: ${cause}`);
    }
  }
}
