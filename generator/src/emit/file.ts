import type { Code } from "./code.ts";
import { identifier } from "./code.ts";
import type { RuntimeSymbol, RuntimeType } from "./runtime-symbols.ts";

/** The module of the runtime that generated code may import. */
const runtimeModule = "volo-http/codegen/v1";

/** One import of a generated file. */
export interface GeneratedImport {
  /** `volo-http/codegen/v1`, or a generated file of the same contract without its extension, e.g. `./types`. */
  readonly module: string;
  readonly name: string;
  /** The name inside the file: `name`, or another one when the file has declared or imported that name already. */
  readonly local: string;
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
  readonly #taken: Set<string>;
  readonly #imports = new Map<string, GeneratedImport>();
  readonly #statements: Code[] = [];

  /** @param declared every name that the file declares, so that no import takes one of them. */
  constructor(path: string, declared: Iterable<string> = []) {
    this.path = path;
    this.#taken = new Set(declared);
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
    return file === this.path
      ? identifier(name)
      : this.#import(relative(this.path, file), name, kind === "type");
  }

  /** Appends a top-level declaration, its comment included. */
  add(statement: Code): void {
    this.#statements.push(statement);
  }

  get imports(): readonly GeneratedImport[] {
    return [...this.#imports.values()];
  }

  get statements(): readonly Code[] {
    return this.#statements;
  }

  #import(module: string, name: string, typeOnly: boolean): Code {
    const key = `${module} ${name}`;
    const known = this.#imports.get(key);
    if (known !== undefined && (typeOnly || !known.typeOnly)) return identifier(known.local);
    const local = known?.local ?? this.#free(name);
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
