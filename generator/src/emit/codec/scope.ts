import type { Direction, JsonValue, NamedType, Type, TypeId, TypeTable } from "../../ir/index.ts";
import { readView, writeView } from "../../ir/view.ts";
import { walkType } from "../../ir/walk.ts";
import type { Code } from "../code.ts";
import { code, identifier, indexed, join, literal } from "../code.ts";
import type { GeneratedFile } from "../file.ts";
import type { Test } from "./expression.ts";
import { runtimeSymbols } from "../runtime-symbols.ts";
import { nameIn } from "../type-of.ts";
import { Repeats } from "./repeats.ts";

/** The checks of types, which those of objects, unions and refinements are made of. */
export interface Checks {
  /** The conditions under which `value` is of a type; none when every value is. */
  tests(type: Type, value: Code, place: Place): readonly Test[];
  /** A function that tells whether its argument is of a type. */
  predicate(type: Type, place: Place): Code;
  /** A call of that function; `undefined` when every value passes. */
  call(type: Type, value: Code, place: Place): Code | undefined;
}

/** Where in the codec something is printed. */
export interface Place {
  readonly scope: Scope;
  readonly direction: Direction;
  /** In PascalCase: what the functions that are split off here are called after. */
  readonly hint: string;
}

/** A place inside another one, called after a property or a role. */
export function inside(place: Place, name: string): Place {
  const words = name.match(/[A-Za-z0-9]+/g) ?? ["Part"];
  const hint = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return { ...place, hint: place.hint.length > 60 ? place.hint : place.hint + hint };
}

/** What every object inherits: reading such a name directly would find the prototype's when the property is absent. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** The names and the shared helpers of the file `codec`. */
export class Scope {
  readonly file: GeneratedFile;
  readonly types: TypeTable;
  readonly checks: Checks;
  readonly repeats: Repeats = new Repeats();
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();
  readonly #texts = new Map<Code, Code>();
  readonly #patterns = new Map<string, Code>();
  readonly #helpers = new Map<string, WeakMap<object, Code>>();
  readonly #shapes = new WeakMap<Type, Type>();
  readonly #directional = new WeakMap<Type, boolean>();

  /** @param declared the names that the file exports. */
  constructor(file: GeneratedFile, types: TypeTable, declared: Iterable<string>, checks: Checks) {
    this.file = file;
    this.types = types;
    this.checks = checks;
    this.#taken = new Set([...declared, ...runtimeSymbols]);
  }

  /** A name that nothing else in the file has. */
  claim(wanted: string): Code {
    let name = wanted;
    for (let n = this.#counts.get(wanted) ?? 2; this.#taken.has(name); n++) {
      name = `${wanted}_${n}`;
      this.#counts.set(wanted, n + 1);
    }
    this.#taken.add(name);
    return identifier(name);
  }

  /** A function of a named type: `isPet`, `readPet` … */
  of(id: TypeId, role: "is" | "read" | "write" | "Schema", direction: Direction): Code {
    const named = this.types.get(id);
    if (named === undefined) throw new Error(`a reference leads to no type: ${id}`);
    return codecName(named, role, direction);
  }

  /** A regular expression, declared where it is first used. */
  pattern(source: string, place: Place): Code {
    const known = this.#patterns.get(source);
    if (known !== undefined) return known;
    const name = this.claim(`${lowerFirst(place.hint)}Pattern`);
    this.file.add(code`const ${name} = /* @__PURE__ */ new RegExp(${literal(source)}, "u");`);
    this.#patterns.set(source, name);
    return name;
  }

  /** A set of values, declared before its first user. */
  set(values: readonly JsonValue[], place: Place, role: string, element: "string" | "unknown"): Code {
    const items = join(values.map(literal), ", ");
    const type = element === "string" ? code`string` : code`unknown`;
    const value = code`/* @__PURE__ */ new Set<${type}>([${items}])`;
    return this.#shared(
      value,
      lowerFirst(place.hint) + role,
      (name) => code`const ${name}: ReadonlySet<${type}> = ${value};`,
    );
  }

  /** A schema that stands at several places, declared before the first of them. */
  schema(value: Code, place: Place): Code {
    const type = this.file.runtimeType("Schema");
    return this.#shared(
      value,
      `${lowerFirst(place.hint)}Schema`,
      (name) => code`const ${name}: ${type} = ${value};`,
    );
  }

  /**
   * A function that is split off from that of a named type; parts that are the same at several places share one.
   *
   * @param rest everything after its name.
   */
  helper(role: string, part: Type, place: Place, rest: () => Code): Code {
    const key = this.#isDirectional(part) ? `${role} ${place.direction}` : role;
    let known = this.#helpers.get(key);
    if (known === undefined) this.#helpers.set(key, (known = new WeakMap()));
    let name = known.get(part);
    if (name === undefined) known.set(part, (name = this.function(role + place.hint, rest())));
    return name;
  }

  /** A function that nothing else in the contract names, shared with others of the same text. */
  function(wanted: string, rest: Code): Code {
    return this.#shared(rest, wanted, (name) => code`function ${name}${rest}`);
  }

  #shared(value: Code, wanted: string, declare: (name: Code) => Code): Code {
    let name = this.#texts.get(value);
    if (name === undefined) {
      this.#texts.set(value, (name = this.claim(wanted)));
      this.file.add(declare(name));
    }
    return name;
  }

  /** A type without its refinements; the same object each time, so that it is split off once. */
  shapeOf(type: Type): Type {
    if ((type.refinements ?? []).length === 0) return type;
    let shape = this.#shapes.get(type);
    if (shape === undefined) this.#shapes.set(type, (shape = { ...type, refinements: [] }));
    return shape;
  }

  /** Whether a type is not the same in requests and replies. */
  #isDirectional(type: Type): boolean {
    let known = this.#directional.get(type);
    if (known === undefined) {
      known = false;
      walkType(type, (part) => {
        if (part.kind === "object")
          known ||= part.properties.some(({ only, given }) => only !== undefined || given !== undefined);
        if (part.kind !== "ref") return;
        const views = this.types.get(part.target)?.views;
        known ||= views?.requestRead !== views?.replyRead || views?.requestWrite !== views?.replyWrite;
      });
      this.#directional.set(type, known);
    }
    return known;
  }
}

/** The name of a function or schema of a named type. */
export function codecName(
  named: NamedType,
  role: "is" | "read" | "write" | "Schema",
  direction: Direction,
): Code {
  const view = role === "write" ? writeView(direction) : readView(direction);
  const name = nameIn(named, view);
  return identifier(role === "Schema" ? `${name}Schema` : `${role}${name}`);
}

/** A property of a record. */
export function field(record: Code, name: string, scope: Scope): Code {
  return inherited.has(name)
    ? code`${scope.file.runtime("own")}(${record}, ${literal(name)})`
    : indexed(record, name);
}

/** The condition that a value is an object with a property of that name. */
export function hasProperty(value: Code, name: string, place: Place): Code {
  return code`${place.scope.file.runtime("has")}(${value}, ${literal(name)})`;
}

/** The place of a member of a union, called after its number. */
export function memberPlace(place: Place, index: number): Place {
  return inside(place, `option ${index + 1}`);
}

/** Whether every object inherits something of that name. */
export function isInherited(name: string): boolean {
  return inherited.has(name);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
