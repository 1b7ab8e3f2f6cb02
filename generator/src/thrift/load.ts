import { posix } from "node:path";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { RawFile, ReadOptions } from "../source/reader.ts";
import { SourceReader } from "../source/reader.ts";
import type { Include, ThriftDocument } from "./ast.ts";
import type { Module } from "./program.ts";
import { parseThrift } from "./syntax/index.ts";

/** What may be read: the folders of `includePaths` as well as the root. */
export type ThriftReadOptions = Pick<ReadOptions, "root" | "base" | "includePaths" | "limits" | "onRead">;

/** A module that is being read: what it includes is not complete. */
interface OpenModule extends Module {
  readonly includes: Module[];
  /** The next of its includes to be looked at. */
  next: number;
  /** True while something that it includes is being read. */
  open: boolean;
}

/**
 * Reads a file of Thrift and all that it includes, each file once, whatever paths or links lead to it.
 *
 * @returns the entry first, then the others in the order in which they are included, depth first. Empty when the entry
 * cannot be read. An include that is missing, refused or part of a cycle is a diagnostic and is left out.
 */
export async function loadThrift(
  path: string,
  diagnostics: Diagnostics,
  options: ThriftReadOptions = {},
): Promise<readonly Module[]> {
  return new Loader(diagnostics, options).load(path);
}

class Loader {
  readonly #diagnostics: Diagnostics;
  readonly #reader: SourceReader;
  /** By the location that leads to it and by its real path; `undefined`: it cannot be read. */
  readonly #known = new Map<string, OpenModule | undefined>();
  readonly #modules: OpenModule[] = [];
  /** The way from the entry to the module whose includes are being read. */
  readonly #way: OpenModule[] = [];

  constructor(diagnostics: Diagnostics, options: ThriftReadOptions) {
    this.#diagnostics = diagnostics;
    this.#reader = new SourceReader(diagnostics, options);
  }

  async load(path: string): Promise<readonly Module[]> {
    const raw = await this.#reader.entry(path, true);
    if (raw === undefined) return [];
    this.#enter(this.#parse(raw, true));
    // A chain of includes may be as long as the limit of files: it is followed without recursion.
    for (let at = this.#way.at(-1); at !== undefined; at = this.#way.at(-1)) {
      const include = at.document.includes[at.next++];
      if (include === undefined) {
        at.open = false;
        this.#way.pop();
      } else await this.#follow(at, include);
    }
    return this.#modules;
  }

  async #follow(from: OpenModule, include: Include): Promise<void> {
    const path = include.path.text;
    if (path.trim() === "") return;
    const span = include.path.span;
    const location = await this.#reader.include(path, from.document.file.path, span);
    if (location === undefined) return;
    const known = this.#known.get(location) ?? (await this.#read(location, include));
    if (known === undefined) return;
    if (known.open) {
      this.#cycle(known, include);
      return;
    }
    if (!from.includes.includes(known)) from.includes.push(known);
    if (known.next === 0) this.#enter(known);
  }

  /** Reads a file that was not yet read under this location; `undefined` after a diagnostic. */
  async #read(location: string, include: Include): Promise<OpenModule | undefined> {
    if (this.#known.has(location)) return undefined;
    const raw = await this.#reader.read(location, include.path.span, true);
    const module = raw && (this.#known.get(raw.path) ?? this.#parse(raw, false));
    this.#known.set(location, module);
    return module;
  }

  #parse(raw: RawFile, isEntry: boolean): OpenModule {
    const document: ThriftDocument = parseThrift(
      { ...raw, format: "thrift" },
      this.#diagnostics,
      this.#reader.limits,
    );
    const stem = posix.basename(raw.name).replace(/\.[^.]*$/, "");
    const module: OpenModule = { document, stem, includes: [], isEntry, next: 0, open: false };
    this.#known.set(raw.path, module);
    this.#modules.push(module);
    return module;
  }

  #enter(module: OpenModule): void {
    module.open = true;
    this.#way.push(module);
  }

  #cycle(known: OpenModule, include: Include): void {
    const from = this.#way.indexOf(known);
    const chain = [...this.#way.slice(from), known].map(({ document }) => document.file.name);
    const shown = chain.length <= 12 ? chain : [...chain.slice(0, 6), "…", ...chain.slice(-5)];
    this.#diagnostics.add("VG3021", `include cycle ${shown.join(" -> ")}`, { span: include.path.span });
  }
}
