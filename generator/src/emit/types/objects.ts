import type { NamedType, ObjectType, Type, TypeId, View } from "../../ir/index.ts";
import { directionOf, travels } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code } from "../code.ts";
import { nameIn } from "../type-of.ts";
import type { TypePrinter } from "./print.ts";
import { isInterface, undeclared } from "./print.ts";

/** An object type that can be an interface: what it extends and what it adds. */
export interface InterfaceShape {
  readonly bases: readonly Code[];
  readonly own: readonly ObjectType[];
}

interface Member {
  readonly type: Code;
  readonly optional: boolean;
}

/** The members of an interface by name; `undefined` for a type that none can extend. */
type Members = ReadonlyMap<string, Member> | undefined;

/**
 * Decides which named types are interfaces. An `allOf` is one when everything in it is an interface or an object and
 * TypeScript accepts the combination; otherwise it stays an intersection, which TypeScript never refuses.
 */
export class Interfaces {
  readonly #printer: TypePrinter;
  readonly #members = new Map<string, Members>();

  constructor(printer: TypePrinter) {
    this.#printer = printer;
  }

  /** How a named type is declared as an interface; `undefined` when it is an alias. */
  shapeOf(named: NamedType, view: View): InterfaceShape | undefined {
    const { type } = named;
    if (type.kind === "object") return isInterface(type) ? { bases: [], own: [type] } : undefined;
    if (type.kind !== "intersection" || this.membersOf(named.id, view) === undefined) return undefined;
    const bases = type.members.flatMap((member) => {
      const base = member.kind === "ref" ? this.#printer.types.get(member.target) : undefined;
      return base === undefined ? [] : [this.#printer.file.from("types", nameIn(base, view), "type")];
    });
    return { bases: [...new Set(bases)], own: type.members.filter((member) => member.kind === "object") };
  }

  membersOf(id: TypeId, view: View): Members {
    const key = `${view} ${id}`;
    if (this.#members.has(key)) return this.#members.get(key);
    this.#members.set(key, undefined); // a type that extends itself is no interface
    const named = this.#printer.types.get(id);
    // A type of the user may be anything that fits, also what no interface can extend.
    const members = named?.own === undefined ? this.#combine(named?.type, view) : undefined;
    this.#members.set(key, members);
    return members;
  }

  #combine(type: Type | undefined, view: View): Members {
    if (type?.kind === "object") return isInterface(type) ? this.#own([type], view) : undefined;
    if (type?.kind !== "intersection") return undefined;
    const own: ObjectType[] = [];
    const inherited = new Map<string, Member>();
    for (const member of type.members) {
      if (member.kind === "object" && member.exactlyOne === true) return undefined;
      if (member.kind === "object") own.push(member);
      else if (member.kind !== "ref") return undefined;
      else {
        const base = this.membersOf(member.target, view);
        if (base === undefined || !merge(inherited, base)) return undefined;
      }
    }
    if (own.length === type.members.length && !own.some(isInterface)) return undefined;
    const added = this.#printer.besides(type.members, () => this.#own(own, view));
    if (added === undefined || !overrides(inherited, added)) return undefined;
    return new Map([...inherited, ...added]);
  }

  #own(objects: readonly ObjectType[], view: View): Members {
    const members = new Map<string, Member>();
    for (const object of objects) {
      const index = this.#printer.indexSignature(object, view);
      if (index !== undefined && (objects.length > 1 || !index.endsWith("unknown;"))) return undefined;
      // Required here and declared elsewhere: only an intersection adds the two up.
      if (objects.length > 1 && undeclared(object).length > 0) return undefined;
      for (const name of undeclared(object)) members.set(name, { type: unknown, optional: false });
      for (const property of object.properties) {
        if (!travels(property, directionOf(view))) continue;
        if (members.has(property.name)) return undefined;
        members.set(property.name, {
          type: this.#printer.print(property.type, view),
          optional: this.#printer.isOptional(property, view),
        });
      }
    }
    return members;
  }
}

const unknown = code`unknown`;

/** Adds the members of a base; false when another base has one of them differently. */
function merge(into: Map<string, Member>, base: ReadonlyMap<string, Member>): boolean {
  for (const [name, member] of base) {
    const known = into.get(name);
    if (known !== undefined && (known.type !== member.type || known.optional !== member.optional))
      return false;
    into.set(name, member);
  }
  return true;
}

/** Whether every member that an interface declares again is what `extends` asks for. */
function overrides(inherited: ReadonlyMap<string, Member>, added: ReadonlyMap<string, Member>): boolean {
  for (const [name, member] of added) {
    const base = inherited.get(name);
    if (base === undefined) continue;
    const narrower =
      base.type === member.type || (base.type === "string" && /^("[^"\\]*"( \| )?)+$/.test(member.type));
    if (!narrower || (member.optional && !base.optional)) return false;
  }
  return true;
}
