import type { Code } from "./code.ts";
import { identifier } from "./code.ts";
import type { RuntimeSymbol, RuntimeType } from "./runtime-symbols.ts";

/** The module of the runtime that generated code may import. */
export const runtimeModule = "volo-http/codegen/v1";

/** One import of a generated file. */
export interface GeneratedImport {
  /** `volo-http/codegen/v1`, or a generated file of the same contract without its extension, e.g. `./types`. */
  readonly module: string;
  readonly name: string;
  readonly typeOnly: boolean;
}

/**
 * A file being generated. Code names a symbol through `runtime`, `runtimeType` or `from`, and the import appears by
 * itself: there are no unused and no missing ones.
 */
export class GeneratedFile {
  /** Path inside the folder of the contract, without extension, e.g. `types` or `server/pets`. */
  readonly path: string;
  readonly #imports = new Map<string, GeneratedImport>();
  readonly #statements: Code[] = [];

  constructor(path: string) {
    this.path = path;
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
    return file === this.path ? identifier(name) : this.#import(relative(this.path, file), name, kind === "type");
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
    if (known === undefined || (known.typeOnly && !typeOnly)) this.#imports.set(key, { module, name, typeOnly });
    return identifier(name);
  }
}

/** The specifier by which one generated file names another. */
function relative(from: string, to: string): string {
  const depth = from.split("/").length - 1;
  return depth === 0 ? `./${to}` : "../".repeat(depth) + to;
}
