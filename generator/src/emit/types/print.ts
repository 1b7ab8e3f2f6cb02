import type {
  EnumType,
  JsonValue,
  NamedType,
  ObjectType,
  Property,
  TupleType,
  Type,
  TypeId,
  TypeTable,
  UnionType,
  View,
} from "../../ir/index.ts";
import { directionOf, isOptional, isReadView, resolve, travels } from "../../ir/view.ts";
import { walkType } from "../../ir/walk.ts";
import type { Code } from "../code.ts";
import { code, cut, join, literal, propertyKey } from "../code.ts";
import type { GeneratedFile } from "../file.ts";
import { isExported, nameIn } from "../type-of.ts";
import { typeComment } from "./docs.ts";

/** How tightly a type expression binds: `A | B`, `A & B`, everything else. */
type Binding = "union" | "intersection" | "atom";

interface Printed {
  readonly code: Code;
  readonly binding: Binding;
}

/** Whether an object is declared as an interface, whose members are looked at lazily. */
export function isInterface(type: ObjectType): boolean {
  if (type.exactlyOne === true) return false;
  return type.properties.length > 0 || (type.requiredExtra ?? []).length > 0;
}

/** Prints types as TypeScript for one file; names that the file does not declare are imported from `./types`. */
export class TypePrinter {
  readonly file: GeneratedFile;
  readonly types: TypeTable;
  #documented = true;
  /** The members of the intersections that are being printed. */
  #beside: readonly Type[] = [];
  readonly #circular = new Map<TypeId, ReadonlySet<TypeId>>();

  constructor(file: GeneratedFile, types: TypeTable) {
    this.file = file;
    this.types = types;
  }

  print(type: Type, view: View): Code {
    return this.#print(type, view).code;
  }

  /** A type that stands before `[]` or beside `&`: in parentheses where it needs them. */
  printTight(type: Type, view: View): Code {
    const printed = this.#print(type, view);
    return printed.binding === "atom" ? printed.code : code`(${printed.code})`;
  }

  /** A type that is printed where it is used, although the codec has a name for it. */
  inPlace(type: Type): Type {
    const named = type.kind === "ref" ? this.types.get(type.target) : undefined;
    return named === undefined || isExported(named) ? type : named.type;
  }

  /** The right side of `type X =`: members that lead straight back to `X` add nothing and are left out. */
  alias(named: NamedType, view: View): Code {
    const { type } = named;
    const circular = (part: Type): boolean => part.kind === "ref" && this.leadsTo(part.target).has(named.id);
    if (!this.leadsTo(named.id).has(named.id)) return this.print(type, view);
    if (type.kind === "ref") return code`unknown`;
    if (type.kind === "nullable" && circular(type.inner)) return code`null`;
    if (type.kind !== "union" && type.kind !== "intersection") return this.print(type, view);
    const members = type.members.filter((member) => !circular(member));
    if (members.length === 0) return type.kind === "union" ? code`never` : code`unknown`;
    return this.print({ ...type, members }, view);
  }

  /** The names that a type is made of directly, without a property, element or interface in between. */
  leadsTo(id: TypeId): ReadonlySet<TypeId> {
    const known = this.#circular.get(id);
    if (known !== undefined) return known;
    const found = new Set<TypeId>();
    const visit = (type: Type): void => {
      if (type.kind === "ref" && !found.has(type.target)) {
        found.add(type.target);
        const target = this.types.get(type.target);
        if (target !== undefined) visit(target.type);
      } else if (type.kind === "nullable") visit(type.inner);
      else if (type.kind === "union" || type.kind === "intersection") type.members.forEach(visit);
    };
    const named = this.types.get(id);
    if (named !== undefined) visit(named.type);
    this.#circular.set(id, found);
    return found;
  }

  /** Prints without documentation, for what is documented elsewhere already. */
  undocumented<T>(print: () => T): T {
    const before = this.#documented;
    this.#documented = false;
    const printed = print();
    this.#documented = before;
    return printed;
  }

  get documented(): boolean {
    return this.#documented;
  }

  /** The members of an object type, one a line, documented. */
  members(type: ObjectType, view: View): Code[] {
    const lines = type.properties
      .filter((property) => travels(property, directionOf(view)))
      .map((property) => {
        const comment = this.#documented
          ? typeComment(property.docs ?? inlineDocs(property), property.type)
          : code``;
        return code`${comment}${this.member(property, view)}`;
      });
    lines.push(...this.requiredMembers(type, view));
    const index = this.indexSignature(type, view);
    if (index !== undefined) lines.push(index);
    return lines;
  }

  /**
   * Members that an object requires without declaring them. Beside a type that does, they have the type which that one
   * declares: TypeScript does not take `unknown` for a narrower type there.
   */
  requiredMembers(type: ObjectType, view: View): Code[] {
    return undeclared(type).map((name) => {
      const found = this.#beside.map((other) => this.#property(other, name, new Set()));
      const declared = found.find((property) => property !== undefined);
      const text = declared === undefined ? code`unknown` : this.#inner(declared.type, view);
      return code`${propertyKey(name)}: ${text};`;
    });
  }

  /** A part of a value: what stands beside the whole says nothing about it. */
  #inner(type: Type, view: View): Code {
    return this.besides([], () => this.print(type, view));
  }

  /** The members of an object that is part of an intersection. */
  membersBeside(type: ObjectType, others: readonly Type[], view: View): Code[] {
    return this.besides(others, () => this.members(type, view));
  }

  member(property: Property, view: View): Code {
    const mark = this.isOptional(property, view) ? code`?` : code``;
    return code`${propertyKey(property.name)}${mark}: ${this.#inner(property.type, view)};`;
  }

  /** Whether a member is printed with `?`: not when a type beside it requires the property. */
  isOptional(property: Property, view: View): boolean {
    if (!isOptional(property, view, this.types)) return false;
    return !this.#beside.some((other) => this.#requires(other, property.name, view, new Set()));
  }

  #requires(type: Type, name: string, view: View, seen: Set<TypeId>): boolean {
    if (type.kind === "object") {
      if (type.requiredExtra?.includes(name) === true) return true;
      return type.properties.some((one) => one.name === name && !isOptional(one, view, this.types));
    }
    if (type.kind === "intersection")
      return type.members.some((part) => this.#requires(part, name, view, seen));
    if (type.kind !== "ref" || seen.has(type.target)) return false;
    seen.add(type.target);
    const target = this.types.get(type.target);
    return target !== undefined && this.#requires(target.type, name, view, seen);
  }

  /** What an object may hold beyond its declared properties, when the contract says so. */
  indexSignature(type: ObjectType, view: View): Code | undefined {
    const patterns = type.patterns ?? [];
    const additional = typeof type.additional === "object" ? type.additional : undefined;
    if (additional === undefined && patterns.length === 0) return undefined;
    const values = patterns.map((pattern) => this.print(pattern.type, view));
    if (additional !== undefined) values.push(this.print(additional, view));
    // TypeScript wants every declared property to fit the signature; where one does not, only `unknown` is true of all.
    const [value] = values;
    const declared = type.properties.filter((property) => travels(property, directionOf(view)));
    const fits =
      value !== undefined &&
      values.every((other) => other === value) &&
      (patterns.length === 0 || type.additional !== "open") &&
      undeclared(type).length === 0 &&
      declared.every((p) => !isOptional(p, view, this.types) && this.print(p.type, view) === value);
    return fits ? code`[key: string]: ${value};` : code`[key: string]: unknown;`;
  }

  #print(type: Type, view: View): Printed {
    switch (type.kind) {
      case "boolean":
        return atom(code`boolean`);
      case "integer":
        return atom(type.as === "bigint" ? code`bigint` : type.as === "string" ? code`string` : code`number`);
      case "number":
        return atom(code`number`);
      case "string":
        return atom(code`string`);
      case "bytes":
        return atom(code`Uint8Array`);
      case "literal":
        return atom(literalType(type.value));
      case "enum":
        return union(
          [
            ...new Set(type.members.map((member) => literal(member.value))),
            // Whatever else is let in keeps the names of the others in editors: `number` alone would swallow them.
            ...(type.open === true ? [openValues(type)] : []),
          ].map(atom),
        );
      case "array":
        if (type.as === "set") return atom(code`ReadonlySet<${this.#inner(type.items, view)}>`);
        return atom(code`${this.besides([], () => this.printTight(type.items, view))}[]`);
      case "tuple":
        return atom(this.besides([], () => this.#tuple(type, view)));
      case "object":
        return atom(this.#object(type, view));
      case "map":
        if (type.as === "map") {
          const key = type.keys === undefined ? code`string` : this.#inner(type.keys, view);
          return atom(code`ReadonlyMap<${key}, ${this.#inner(type.values, view)}>`);
        }
        return atom(this.besides([], () => this.#map(type.values, view)));
      case "union":
        return this.#union(type, view);
      case "intersection":
        return this.#intersection(type.members, view);
      case "nullable":
        return union([this.#print(type.inner, view), atom(code`null`)]);
      case "ref":
        return this.#reference(type.target, view);
      case "unknown":
        return atom(code`unknown`);
      case "never":
        return atom(code`never`);
      case "binary":
        return atom(this.file.runtimeType(isReadView(view) ? "BinaryBody" : "BinarySource"));
      case "stream":
        return atom(
          code`${isReadView(view) ? code`AsyncIterable` : this.file.runtimeType("ItemSource")}<${this.#inner(type.items, view)}>`,
        );
    }
  }

  #intersection(members: readonly Type[], view: View): Printed {
    return intersection(
      this.besides([...this.#beside, ...members], () => members.map((member) => this.#print(member, view))),
    );
  }

  /** Prints types that are members of one intersection with others. */
  besides<T>(members: readonly Type[], print: () => T): T {
    const before = this.#beside;
    this.#beside = members;
    const printed = print();
    this.#beside = before;
    return printed;
  }

  #reference(id: TypeId, view: View): Printed {
    const named = this.types.get(id);
    if (named === undefined) return atom(code`unknown`);
    if (!isExported(named)) return this.#print(named.type, view);
    return atom(this.file.from("types", nameIn(named, view), "type"));
  }

  #tuple(type: TupleType, view: View): Code {
    const least = type.constraints.minItems ?? 0;
    const items = type.items.map((item, i) =>
      i < least ? this.print(item, view) : code`${this.printTight(item, view)}?`,
    );
    if (type.rest.kind !== "never") items.push(code`...${this.printTight(type.rest, view)}[]`);
    return code`[${join(items, ", ")}]`;
  }

  #object(type: ObjectType, view: View): Code {
    if (type.exactlyOne === true) {
      if (type.properties.length === 0) return code`never`;
      const required = type.properties.map((property) => ({ ...property, required: true }));
      const { exactlyOne: _, ...plain } = type;
      const members = this.#object({ ...plain, properties: required }, view);
      return code`${this.file.runtimeType("ExactlyOne")}<${members}>`;
    }
    const lines = this.members(type, view);
    if (lines.length === 0)
      return type.additional === "closed" ? code`Record<string, never>` : code`Record<string, unknown>`;
    if (type.properties.length === 0 && lines.length === 1 && type.requiredExtra === undefined) {
      return code`{ ${join(lines, "")} }`;
    }
    const short = lines.every((line) => !line.includes("\n")) && join(lines, " ").length < 80;
    if (short) return code`{ ${dropSemicolon(join(lines, " "))} }`;
    return code`{\n  ${lines}\n}`;
  }

  /** `Record` asks for its argument at once, which a recursive alias cannot give; an index signature waits. */
  #map(values: Type, view: View): Code {
    let lazy = true;
    walkType(values, (part) => {
      if (part.kind !== "ref") return;
      const target = this.types.get(part.target);
      if (target?.type.kind !== "object" || !isInterface(target.type) || target.own !== undefined)
        lazy = false;
    });
    const value = this.print(values, view);
    return lazy ? code`Record<string, ${value}>` : code`{ [key: string]: ${value} }`;
  }

  #union(type: UnionType, view: View): Printed {
    // Printing the others would import names that nothing uses.
    if (type.members.some((member) => this.#isUnknown(member))) return atom(code`unknown`);
    return union(
      type.members.map((member, index) => {
        const printed = this.#print(member, view);
        const values = this.#tags(type, index, view);
        if (values.length === 0 || type.discriminator === undefined) return printed;
        const tag = join(
          values.map((value) => literal(value)),
          " | ",
        );
        return intersection([printed, atom(code`{ ${propertyKey(type.discriminator.property)}: ${tag} }`)]);
      }),
    );
  }

  #isUnknown(type: Type): boolean {
    const part = this.inPlace(type);
    if (part.kind === "union") return part.members.some((member) => this.#isUnknown(member));
    return part.kind === "unknown" || (part.kind === "nullable" && this.#isUnknown(part.inner));
  }

  /** The values of the discriminator that a member's own declaration does not pin down. */
  #tags(type: UnionType, index: number, view: View): readonly string[] {
    const { discriminator } = type;
    if (discriminator === undefined || discriminator.fallback === index) return [];
    const values = discriminator.mapping
      .filter((entry) => entry.member === index)
      .map((entry) => entry.value);
    const member = type.members[index];
    const declared = member && this.#property(member, discriminator.property, new Set());
    if (declared === undefined) return [];
    if (!travels(declared, directionOf(view))) return [];
    const kind = resolve(declared.type, this.types)?.kind;
    return kind === "string" ? values : [];
  }

  /** The property of that name of an object, looked for through references and intersections; the last one counts. */
  #property(type: Type, name: string, seen: Set<TypeId>): Property | undefined {
    if (type.kind === "object") return type.properties.find((property) => property.name === name);
    if (type.kind === "ref" && !seen.has(type.target)) {
      const target = this.types.get(type.target);
      return target && this.#property(target.type, name, new Set([...seen, type.target]));
    }
    if (type.kind !== "intersection") return undefined;
    const found = type.members
      .map((member) => this.#property(member, name, seen))
      .filter((p) => p !== undefined);
    return found.find((property) => resolve(property.type, this.types)?.kind !== "string") ?? found.at(-1);
  }
}

/** Required names that no property declares. */
export function undeclared(type: ObjectType): readonly string[] {
  return (type.requiredExtra ?? []).filter(
    (name) => !type.properties.some((property) => property.name === name),
  );
}

/** The values of an open enum besides its members. */
function openValues(type: EnumType): Code {
  return type.members.some(({ value }) => typeof value === "string")
    ? code`(string & {})`
    : code`(number & {})`;
}

/** Documentation of a type that is written in place; that of a named one stands at its declaration. */
function inlineDocs(property: Property): Type["docs"] {
  return property.type.kind === "ref" ? undefined : property.type.docs;
}

function dropSemicolon(line: Code): Code {
  return line.endsWith(";") ? cut(line, 0, -1) : line;
}

function atom(text: Code): Printed {
  return { code: text, binding: "atom" };
}

/** `A | B` without repetition; `unknown` swallows the others and `never` disappears, as in TypeScript itself. */
function union(members: readonly Printed[]): Printed {
  const texts = [...new Set(members.map((member) => member.code))].filter((text) => text !== "never");
  if (texts.includes(code`unknown`)) return atom(code`unknown`);
  if (texts.length === 0) return atom(code`never`);
  const single = members.find((member) => member.code === texts[0]);
  if (texts.length === 1 && single !== undefined) return single;
  return { code: join(texts, " | "), binding: "union" };
}

function intersection(members: readonly Printed[]): Printed {
  const distinct = members.filter(
    (member, i) =>
      member.code !== "unknown" && members.findIndex((other) => other.code === member.code) === i,
  );
  const [first] = distinct;
  if (first === undefined) return atom(code`unknown`);
  if (distinct.length === 1) return first;
  const parts = distinct.map((member) => (member.binding === "union" ? code`(${member.code})` : member.code));
  return { code: join(parts, " & "), binding: "intersection" };
}

function literalType(value: JsonValue): Code {
  if (typeof value !== "object" || value === null) return literal(value);
  if (Array.isArray(value)) return code`[${join((value as readonly JsonValue[]).map(literalType), ", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => code`${propertyKey(key)}: ${literalType(item)}`);
  return entries.length === 0
    ? code`Record<string, never>`
    : code`{ ${entries.reduce((a, b) => code`${a}; ${b}`)} }`;
}

/** The members of a union, one a line. */
export function variantLines(members: readonly Code[]): Code {
  return code`\n  ${members.map((member) => code`| ${member}`)}`;
}
