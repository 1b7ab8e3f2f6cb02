import { posix } from "node:path";
import type { Diagnostics } from "../../source/diagnostic.ts";
import type {
  ConstDefinition,
  Definition,
  EnumDefinition,
  ServiceDefinition,
  StructDefinition,
  TypedefDefinition,
} from "../ast.ts";
import type { Declared, Module } from "../program.ts";

/** A definition that is a type. */
export type TypeDefinition = StructDefinition | EnumDefinition | TypedefDefinition;

/** The definitions of a file by name; types, constants and services have names apart. */
export interface Scope {
  readonly types: Map<string, TypeDefinition>;
  readonly constants: Map<string, ConstDefinition>;
  readonly services: Map<string, ServiceDefinition>;
}

/** What can be seen from a file. */
interface View {
  readonly scope: Scope;
  /** What it includes, by prefix. */
  readonly prefixes: ReadonlyMap<string, readonly Module[]>;
  /** Prefixes of files that it includes and that could not be read, of which a diagnostic has told. */
  readonly broken: ReadonlySet<string>;
  /** Length of the longest prefix. */
  readonly longest: number;
}

/** The definitions that can be seen from each file of a program, under their own names or behind a prefix. */
export class Scopes {
  readonly #views = new Map<Module, View>();
  readonly #byStem = new Map<string, Module>();
  readonly #diagnostics: Diagnostics;

  /** Reports names that are defined twice. */
  constructor(modules: readonly Module[], diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
    for (const module of modules) {
      this.#views.set(module, this.#viewOf(module));
      if (!this.#byStem.has(module.stem)) this.#byStem.set(module.stem, module);
    }
  }

  #viewOf(module: Module): View {
    const scope: Scope = { types: new Map(), constants: new Map(), services: new Map() };
    for (const definition of module.document.definitions) {
      if (definition.kind === "const") this.#add(scope.constants, definition);
      else if (definition.kind === "service") this.#add(scope.services, definition);
      else this.#add(scope.types, definition);
    }
    const prefixes = new Map<string, Module[]>();
    for (const included of module.includes) {
      const same = prefixes.get(included.stem);
      if (same === undefined) prefixes.set(included.stem, [included]);
      else same.push(included);
    }
    const stems = module.document.includes.map(({ path }) =>
      posix.basename(path.text).replace(/\.[^.]*$/, ""),
    );
    const broken = new Set(stems.filter((stem) => !prefixes.has(stem)));
    const longest = [...prefixes.keys(), ...broken].reduce((most, stem) => Math.max(most, stem.length), 0);
    return { scope, prefixes, broken, longest };
  }

  #add<D extends Definition>(names: Map<string, D>, definition: D): void {
    const { text, span } = definition.name;
    const first = names.get(text);
    if (first === undefined) names.set(text, definition);
    else {
      this.#diagnostics.add("VG3101", `\`${text}\` is defined twice`, {
        span,
        related: [{ message: "the first definition", span: first.name.span }],
      });
    }
  }

  /** The definitions that a name may mean in a file. More than one: files of one stem define it. */
  find<D extends Definition>(
    text: string,
    module: Module,
    get: (scope: Scope, name: string) => D | undefined,
  ): readonly Declared<D>[] {
    const found: Declared<D>[] = [];
    const look = (where: Module, name: string): void => {
      const view = this.#views.get(where);
      const definition = view && get(view.scope, name);
      if (definition !== undefined) found.push({ definition, module: where });
    };
    look(module, text);
    if (!text.includes(".")) return found;
    for (const { prefix, rest } of this.#splits(text, module)) {
      for (const included of this.#views.get(module)?.prefixes.get(prefix) ?? []) look(included, rest);
    }
    return found;
  }

  /** The ways to read a name as a prefix and a rest: the stem of a file may hold dots of its own. */
  *#splits(text: string, module: Module): Iterable<{ readonly prefix: string; readonly rest: string }> {
    const longest = this.#views.get(module)?.longest ?? 0;
    for (let dot = text.indexOf("."); dot >= 0 && dot <= longest; dot = text.indexOf(".", dot + 1)) {
      yield { prefix: text.slice(0, dot), rest: text.slice(dot + 1) };
    }
  }

  /** Whether a name begins with the prefix of a file that could not be read: nothing need be said of it. */
  isBroken(text: string, module: Module): boolean {
    const broken = this.#views.get(module)?.broken;
    if (broken === undefined || broken.size === 0) return false;
    for (const { prefix } of this.#splits(text, module)) if (broken.has(prefix)) return true;
    return false;
  }

  /** Whether a name begins with the prefix of an included file. */
  hasPrefix(text: string, module: Module): boolean {
    const prefixes = this.#views.get(module)?.prefixes;
    for (const { prefix } of this.#splits(text, module)) if (prefixes?.has(prefix) === true) return true;
    return false;
  }

  /** The prefixes that names may have in a file. */
  prefixes(module: Module): readonly string[] {
    return [...(this.#views.get(module)?.prefixes.keys() ?? [])];
  }

  /** A file of the program that a prefix may have been meant for, included or not. */
  byStem(stem: string): Module | undefined {
    return this.#byStem.get(stem);
  }

  /** All names of one sort that can be seen from a file, its own first. */
  *names(module: Module, get: (scope: Scope) => Iterable<string>): Iterable<string> {
    const own = this.#views.get(module);
    if (own === undefined) return;
    yield* get(own.scope);
    for (const included of module.includes) {
      const view = this.#views.get(included);
      if (view === undefined) continue;
      for (const name of get(view.scope)) yield `${included.stem}.${name}`;
    }
  }

  /** How a name is written in a file, when its last part is that of something there or in what it includes. */
  spelling(last: string, module: Module, get: (scope: Scope, name: string) => unknown): string | undefined {
    const sees = (where: Module): boolean => {
      const view = this.#views.get(where);
      return view !== undefined && get(view.scope, last) !== undefined;
    };
    if (sees(module)) return last;
    const included = module.includes.find(sees);
    return included && `${included.stem}.${last}`;
  }
}
