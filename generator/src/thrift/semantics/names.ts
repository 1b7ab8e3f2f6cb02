import type { Diagnostics } from "../../source/diagnostic.ts";
import { nearest } from "../../source/suggest.ts";
import type {
  ConstDefinition,
  Definition,
  EnumDefinition,
  EnumMember,
  Name,
  ServiceDefinition,
  StructDefinition,
  TypedefDefinition,
} from "../ast.ts";
import type { Declared, Module } from "../program.ts";

/** A definition that is a type. */
export type TypeDefinition = StructDefinition | EnumDefinition | TypedefDefinition;

/** The definitions of a file by name; types, constants and services have names apart. */
interface Scope {
  readonly types: Map<string, TypeDefinition>;
  readonly constants: Map<string, ConstDefinition>;
  readonly services: Map<string, ServiceDefinition>;
}

/** What a name in the place of a value means. */
export type ValueName =
  | { readonly kind: "constant"; readonly constant: Declared<ConstDefinition> }
  | { readonly kind: "member"; readonly enum: Declared<EnumDefinition>; readonly member: EnumMember };

const baseTypes = [
  "bool",
  "byte",
  "i8",
  "i16",
  "i32",
  "i64",
  "double",
  "string",
  "binary",
  "uuid",
  "list",
  "set",
  "map",
];

/** Looks names up, in the file where they stand and in those that it includes. */
export class Names {
  readonly #scopes = new Map<Module, Scope>();
  readonly #diagnostics: Diagnostics;

  /** Reports names that are taken. */
  constructor(modules: readonly Module[], diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
    for (const module of modules) this.#scopes.set(module, this.#scopeOf(module));
  }

  #scopeOf(module: Module): Scope {
    const scope: Scope = { types: new Map(), constants: new Map(), services: new Map() };
    for (const definition of module.document.definitions) {
      if (definition.kind === "const") this.#add(scope.constants, definition);
      else if (definition.kind === "service") this.#add(scope.services, definition);
      else this.#add(scope.types, definition);
    }
    return scope;
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

  /** The type of a name; `undefined` after a diagnostic. */
  type(name: Name, module: Module): Declared<TypeDefinition> | undefined {
    const found = this.#find(name.text, module, (scope, text) => scope.types.get(text));
    if (found !== undefined) return found;
    const other =
      this.#find<Definition>(name.text, module, (scope, text) => scope.services.get(text)) ??
      this.#find<Definition>(name.text, module, (scope, text) => scope.constants.get(text));
    if (other !== undefined) {
      const what = other.definition.kind === "service" ? "a service" : "a constant";
      this.#unknown("VG3103", `\`${name.text}\` is ${what} and no type`, name, []);
    } else {
      const candidates = name.text.includes(".") ? [] : baseTypes;
      this.#unknown("VG3102", `unknown type \`${name.text}\``, name, [
        ...candidates,
        ...this.#all(module, (scope) => scope.types.keys()),
      ]);
    }
    return undefined;
  }

  /** The service of a name; `undefined` after a diagnostic. */
  service(name: Name, module: Module): Declared<ServiceDefinition> | undefined {
    const found = this.#find(name.text, module, (scope, text) => scope.services.get(text));
    if (found !== undefined) return found;
    const isType = this.#find(name.text, module, (scope, text) => scope.types.get(text)) !== undefined;
    if (isType) this.#unknown("VG3103", `\`${name.text}\` is a type and no service`, name, []);
    else
      this.#unknown(
        "VG3104",
        `unknown service \`${name.text}\``,
        name,
        this.#all(module, (scope) => scope.services.keys()),
      );
    return undefined;
  }

  /** What a name means as a value: a constant, or a member of an enum after the enum's name; `undefined`: nothing. */
  value(text: string, module: Module): ValueName | undefined {
    const constant = this.#find(text, module, (scope, name) => scope.constants.get(name));
    if (constant !== undefined) return { kind: "constant", constant };
    const dot = text.lastIndexOf(".");
    if (dot < 0) return undefined;
    const owner = this.#find(text.slice(0, dot), module, (scope, name) => {
      const type = scope.types.get(name);
      return type?.kind === "enum" ? type : undefined;
    });
    const member = owner?.definition.members.find((one) => one.name.text === text.slice(dot + 1));
    return owner && member && { kind: "member", enum: owner, member };
  }

  /** Names that could have been meant as a value. */
  valueNames(module: Module): readonly string[] {
    return this.#all(module, (scope) => [
      ...scope.constants.keys(),
      ...[...scope.types.values()].flatMap((type) =>
        type.kind === "enum" ? type.members.map((member) => `${type.name.text}.${member.name.text}`) : [],
      ),
    ]);
  }

  #find<D>(
    text: string,
    module: Module,
    get: (scope: Scope, name: string) => D | undefined,
  ): Declared<D> | undefined {
    const look = (where: Module, name: string): Declared<D> | undefined => {
      const scope = this.#scopes.get(where);
      const definition = scope && get(scope, name);
      return definition === undefined ? undefined : { definition, module: where };
    };
    const own = look(module, text);
    if (own !== undefined) return own;
    // The stem of a file may hold dots of its own, as may what is looked for: a member of an enum.
    for (const included of module.includes) {
      if (!text.startsWith(`${included.stem}.`)) continue;
      const found = look(included, text.slice(included.stem.length + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #all(module: Module, keys: (scope: Scope) => Iterable<string>): string[] {
    const of = (where: Module): string[] => {
      const scope = this.#scopes.get(where);
      return scope === undefined ? [] : [...keys(scope)];
    };
    return [
      ...of(module),
      ...module.includes.flatMap((included) => of(included).map((name) => `${included.stem}.${name}`)),
    ];
  }

  #unknown(
    code: "VG3102" | "VG3103" | "VG3104",
    message: string,
    name: Name,
    candidates: readonly string[],
  ): void {
    const meant = nearest(name.text, candidates);
    const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
    this.#diagnostics.add(code, message + hint, { span: name.span });
  }
}
