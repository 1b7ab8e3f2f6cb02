import type { Type, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code } from "../code.ts";

/**
 * What is known of the value of a printed expression.
 *
 * `number`, `text`, `boolean`: TypeScript's. `numeric`: a number, or a bigint or a text of digits that stands for one, or
 * nothing. `textual`: a text or nothing. `any`: anything, as conditions see it.
 */
export type Kind = "number" | "text" | "boolean" | "numeric" | "textual" | "any";

/** From the loosest to what needs no parentheses. */
export const strengths = {
  "??": 0,
  "||": 1,
  "&&": 2,
  "==": 3,
  "<": 4,
  "+": 5,
  "*": 6,
  unary: 7,
  atom: 8,
} as const;

/** A printed expression. */
export interface Operand {
  readonly code: Code;
  readonly kind: Kind;
  readonly strength: number;
  /** Of `numeric`: it may be something else than a number or nothing. */
  readonly converts?: true;
  /** Of a literal. */
  readonly literal?: string | number | boolean | null;
  /** Where it is a value of the contract. */
  readonly type?: Type | undefined;
}

/** What a condition may take a value of a type for. */
export function kindOf(type: Type | undefined, types: TypeTable): Pick<Operand, "kind" | "converts"> {
  const shape = type && shapeOf(type, types);
  switch (shape?.kind) {
    case "integer":
      return shape.as === "number" && shape.text === undefined
        ? { kind: "numeric" }
        : { kind: "numeric", converts: true };
    case "number":
      return shape.text === undefined ? { kind: "numeric" } : { kind: "numeric", converts: true };
    case "string":
      return { kind: "textual" };
    case "enum": {
      const kinds = new Set(shape.members.map(({ value }) => typeof value));
      if (kinds.size !== 1) return { kind: "any" };
      return { kind: kinds.has("number") ? "numeric" : kinds.has("string") ? "textual" : "any" };
    }
    default:
      return { kind: "any" };
  }
}

/** A type behind references and `null`. */
export function shapeOf(type: Type, types: TypeTable): Type | undefined {
  let at = resolve(type, types);
  for (let i = 0; at?.kind === "nullable" && i < 10; i++) at = resolve(at.inner, types);
  return at?.kind === "nullable" ? undefined : at;
}

/** The type of the property of an object, where it is declared in one place. */
export function propertyOf(type: Type | undefined, name: string, types: TypeTable): Type | undefined {
  const shape = type && shapeOf(type, types);
  if (shape?.kind === "object") return shape.properties.find((property) => property.name === name)?.type;
  return shape?.kind === "map" ? shape.values : undefined;
}

/** The types of the keys and of the elements of a list or map. */
export function elementsOf(
  type: Type | undefined,
  types: TypeTable,
): { readonly keys: Type | undefined; readonly values: Type | undefined } {
  const shape = type && shapeOf(type, types);
  if (shape?.kind === "array") return { keys: undefined, values: shape.items };
  return shape?.kind === "map"
    ? { keys: shape.keys, values: shape.values }
    : { keys: undefined, values: undefined };
}

/** Code that stands as an operand of an operator of a strength. */
export function within(operand: Operand, strength: number): Code {
  return operand.strength < strength ? code`(${operand.code})` : operand.code;
}
