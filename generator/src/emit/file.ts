import type { OwnType } from "../ir/index.ts";
import type { Code } from "./code.ts";
import { identifier, member } from "./code.ts";
import type { RuntimeSymbol, RuntimeType } from "./runtime-symbols.ts";

/** The module of the runtime that generated code may import. */
const runtimeModule = "volo-http/codegen/v1";

/** One import of a generated file. */
export interface GeneratedImport {
  /** `volo-http/codegen/v1`, or a generated file of the same contract without its extension, e.g. `./types`. */
  readonly module: string;
  /** `module` is one of the user, as the IR names it: a package, or a file seen from the folder of the IDL file. */
  readonly ofUser?: true;
  /** The exported name; `*` for the module as a whole. */
  readonly name: string;
  /** The name inside the file: `name`, or another one when the file has declared or imported that name already. */
  readonly local: string;
  readonly typeOnly: boolean;
}

/** Names of another file of the contract that a generated file exports as its own. */
export interface GeneratedExport {
  /** The file without its extension, e.g. `./server/pets`. */
  readonly module: string;
  readonly names: readonly string[];
  readonly typeOnly: boolean;
}

/**
 * A file being generated. Code names a symbol through `runtime`, `runtimeType` or `from`, and the import appears by
 * itself: there are no unused and no missing ones. A contract may call a type `Reply` or `Client`: the import of the
 * runtime's symbol then gets another local name, so that a symbol added to the runtime never renames a user's type.
 */
export class GeneratedFile {
  /** Path inside the folder of the contract, without extension, e.g. `types` or `server/pets`. */
  readonly path: string;
  readonly #namespaces: ReadonlyMap<string, string>;
  readonly #taken: Set<string>;
  readonly #imports = new Map<string, GeneratedImport>();
  readonly #exports: GeneratedExport[] = [];
  readonly #statements: Code[] = [];

  /**
   * @param declared every name that the file declares, so that no import takes one of them.
   * @param namespaces generated files that this one imports whole, with the name by which it calls them: for files that
   * would list hundreds of names. Bundlers leave out what is not used all the same.
   */
  constructor(
    path: string,
    declared: Iterable<string> = [],
    namespaces: ReadonlyMap<string, string> = new Map(),
  ) {
    this.path = path;
    this.#taken = new Set(declared);
    this.#namespaces = namespaces;
  }

  /** A function, class or constant of the runtime. */
  runtime(name: RuntimeSymbol): Code {
    return this.#import(runtimeModule, name, false);
  }

  /** A type of the runtime. */
  runtimeType(name: RuntimeType): Code {
    return this.#import(runtimeModule, name, true);
  }

  /** A symbol of another file of the same contract. */
  from(file: string, name: string, kind: "value" | "type"): Code {
    if (file === this.path) return identifier(name);
    const module = relative(this.path, file);
    const namespace = this.#namespaces.get(file);
    if (namespace === undefined) return this.#import(module, name, kind === "type");
    return member(this.#import(module, "*", kind === "type", namespace), identifier(name));
  }

  /**
   * A type of the user.
   *
   * @param beside the type of the contract that it stands for, from which its name in the file tells it.
   */
  ownType({ module, name }: OwnType, beside: string): Code {
    const key = `user ${module} ${name}`;
    const known = this.#imports.get(key);
    if (known !== undefined) return identifier(known.local);
    const local = this.#free(`${beside}Own`);
    this.#imports.set(key, { module, ofUser: true, name, local, typeOnly: true });
    return identifier(local);
  }

  /** A file that this one imports whole. */
  namespace(file: string): Code {
    return this.#import(relative(this.path, file), "*", false, this.#namespaces.get(file));
  }

  /** Passes on what another file of the same contract declares, under the same names. */
  reexport(file: string, names: readonly string[], kind: "value" | "type"): void {
    this.#exports.push({ module: relative(this.path, file), names, typeOnly: kind === "type" });
  }

  /** Appends a top-level declaration, its comment included. */
  add(statement: Code): void {
    this.#statements.push(statement);
  }

  /** A name for something that the file declares beyond what it was made for: the wanted one, or one like it. */
  claim(wanted: string): Code {
    return identifier(this.#free(wanted));
  }

  get imports(): readonly GeneratedImport[] {
    return [...this.#imports.values()];
  }

  get exports(): readonly GeneratedExport[] {
    return this.#exports;
  }

  get statements(): readonly Code[] {
    return this.#statements;
  }

  #import(module: string, name: string, typeOnly: boolean, wanted: string = name): Code {
    const key = `${module} ${name}`;
    const known = this.#imports.get(key);
    if (known !== undefined && (typeOnly || !known.typeOnly)) return identifier(known.local);
    const local = known?.local ?? this.#free(wanted);
    this.#imports.set(key, { module, name, local, typeOnly });
    return identifier(local);
  }

  #free(name: string): string {
    let local = name;
    while (this.#taken.has(local)) local += "_";
    this.#taken.add(local);
    return local;
  }
}

/** The specifier by which one generated file names another. */
function relative(from: string, to: string): string {
  const depth = from.split("/").length - 1;
  return depth === 0 ? `./${to}` : "../".repeat(depth) + to;
}
