import type { EnumDefinition, StructDefinition } from "../ast.ts";
import type { ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";

/** A number for each type, equal for types whose values are the same, whatever typedefs they are reached by. */
export class Identities {
  readonly #known = new Map<ResolvedType, number>();
  readonly #numbers = new Map<string | StructDefinition | EnumDefinition, number>();

  of(type: ResolvedType): number {
    const under = underlying(type);
    let known = this.#known.get(under);
    if (known === undefined) {
      known = this.#number(this.#keyOf(under));
      this.#known.set(under, known);
    }
    return known;
  }

  #keyOf(type: ReturnType<typeof underlying>): string | StructDefinition | EnumDefinition {
    switch (type.kind) {
      case "base":
        return type.name === "byte" ? "i8" : type.name;
      case "list":
      case "set":
        return `${type.kind} ${this.of(type.element)}`;
      case "map":
        return `map ${this.of(type.key)} ${this.of(type.value)}`;
      case "struct":
        return type.struct.definition;
      case "enum":
        return type.enum.definition;
      case "missing":
        return "missing";
    }
  }

  #number(key: string | StructDefinition | EnumDefinition): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** Types of one group may share literals; structs share them with no other one. */
export function groupOf(type: ResolvedType): string | StructDefinition {
  const under = underlying(type);
  switch (under.kind) {
    case "base":
      return under.name === "string" || under.name === "binary" || under.name === "uuid" ? "text" : "number";
    case "enum":
      return "number";
    case "struct":
      return under.struct.definition;
    case "set":
      return "list";
    default:
      return under.kind;
  }
}
