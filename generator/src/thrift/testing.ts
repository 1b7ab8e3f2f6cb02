import { posix } from "node:path";
import { Diagnostics } from "../source/diagnostic.ts";
import { locate } from "../source/locate.ts";
import type { ThriftDocument } from "./ast.ts";
import type { Module, Program } from "./program.ts";
import { resolveProgram } from "./semantics/index.ts";
import { parseThrift } from "./syntax/index.ts";

/**
 * For tests: a program of texts by the names of their files, without reading any. An include is looked for beside the
 * file that holds it, then from the root; one that is not there, or that leads back, is left out without a diagnostic.
 *
 * @param entry default: the first.
 */
export function programOf(
  texts: Readonly<Record<string, string>>,
  entry: string = Object.keys(texts)[0] ?? "",
): { readonly program: Program; readonly diagnostics: Diagnostics } {
  const diagnostics = new Diagnostics();
  return { program: resolveProgram(modulesOf(texts, entry, diagnostics), diagnostics), diagnostics };
}

interface OpenModule extends Module {
  readonly includes: Module[];
}

/** For tests: the modules of a program, the entry first, then what they include, depth first. */
export function modulesOf(
  texts: Readonly<Record<string, string>>,
  entry: string,
  diagnostics: Diagnostics,
): readonly Module[] {
  const files = new Map(Object.entries(texts));
  const known = new Map<string, OpenModule>();
  const open = new Set<string>();
  const read = (name: string): OpenModule | undefined => {
    const text = files.get(name);
    if (text === undefined || open.has(name)) return undefined;
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    const document = parse(name, text, diagnostics);
    const stem = posix.basename(name).replace(/\.[^.]*$/, "");
    const module: OpenModule = { document, stem, includes: [], isEntry: name === entry };
    known.set(name, module);
    open.add(name);
    for (const { path } of document.includes) {
      const beside = posix.join(posix.dirname(name), path.text);
      const found = read(files.has(beside) ? beside : posix.normalize(path.text));
      if (found !== undefined && !module.includes.includes(found)) module.includes.push(found);
    }
    open.delete(name);
    return module;
  };
  read(entry);
  return [...known.values()];
}

function parse(name: string, text: string, diagnostics: Diagnostics): ThriftDocument {
  return parseThrift({ name, path: `/${name}`, text, format: "thrift" }, diagnostics);
}

/** For tests: findings as they are printed, without the source: `a.thrift:4:1 - error VG3004: …`. */
export function printed(diagnostics: Diagnostics): readonly string[] {
  return diagnostics.list.map(({ severity, code, message, span }) => {
    const at = span && locate(span);
    const place = at === undefined ? "-" : `${at.file.name}:${at.line}:${at.column}`;
    return `${place} - ${severity} ${code}: ${message}`;
  });
}
