import type { TypedefDefinition } from "../ast.ts";
import type { ResolvedType } from "../program.ts";

/** Finds exceptions in the types of values; what typedefs stand for is looked at once. */
export class ExceptionTypes {
  readonly #known = new Map<TypedefDefinition, string | undefined>();

  /** The name of an exception that a value of the type is or holds; those inside of structs do not count. */
  in(type: ResolvedType): string | undefined {
    switch (type.kind) {
      case "struct": {
        const { kind, name } = type.struct.definition;
        return kind === "exception" ? name.text : undefined;
      }
      case "list":
      case "set":
        return this.in(type.element);
      case "map":
        return this.in(type.key) ?? this.in(type.value);
      case "typedef": {
        const { definition } = type.typedef;
        if (!this.#known.has(definition)) this.#known.set(definition, this.in(type.target));
        return this.#known.get(definition);
      }
      default:
        return undefined;
    }
  }
}
