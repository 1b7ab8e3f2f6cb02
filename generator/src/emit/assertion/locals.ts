import type { Type, TypeTable, ValuePath } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, literal } from "../code.ts";
import type { RuntimeSymbol } from "../runtime-symbols.ts";
import { propertyOf } from "./operand.ts";

/** A value that a condition is about: all of what it belongs to, or a parameter or the body of a request. */
export interface Root {
  readonly code: Code;
  readonly type: Type | undefined;
}

/** The constants at the head of a condition, one for each value that it looks at. */
export class Locals {
  readonly #types: TypeTable;
  readonly #root: (path: ValuePath) => Root;
  readonly #runtime: (name: RuntimeSymbol) => Code;
  readonly #known = new Map<string, Root>();
  readonly #names = new Set<string>();
  readonly #statements: Code[] = [];

  constructor(types: TypeTable, root: (path: ValuePath) => Root, runtime: (name: RuntimeSymbol) => Code) {
    this.#types = types;
    this.#root = root;
    this.#runtime = runtime;
  }

  /** The declarations, in the order in which the values were asked for. */
  get statements(): readonly Code[] {
    return this.#statements;
  }

  value(path: ValuePath): Root {
    const root = this.#root(path);
    if (path.keys.length === 0 && root.code === "v") return root;
    const key = JSON.stringify([root.code, path.keys]);
    let found = this.#known.get(key);
    if (found === undefined) {
      let { code: value, type } = root;
      for (const name of path.keys) {
        value = code`${this.#runtime("partOf")}(${value}, ${literal(name)})`;
        type = propertyOf(type, name, this.#types);
      }
      const last = path.keys.at(-1) ?? (path.from === "parameter" ? path.name : path.from);
      const local = this.#name(last);
      // A type that is known better would make the compiler judge comparisons.
      const annotation = path.keys.length === 0 ? code`: unknown` : code``;
      this.#statements.push(code`const ${local}${annotation} = ${value};`);
      found = { code: local, type };
      this.#known.set(key, found);
    }
    return found;
  }

  #name(wire: string): Code {
    const words = wire.match(/[A-Za-z0-9]+/g) ?? [];
    const joined = words
      .map(
        (word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1),
      )
      .join("");
    const base = /^[a-z]/i.test(joined) ? `${joined}Value` : "value";
    let name = base;
    for (let n = 2; this.#names.has(name); n++) name = `${base}${n}`;
    this.#names.add(name);
    return identifier(name);
  }
}
