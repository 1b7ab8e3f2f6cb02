import type { ValuePath } from "./assertion.ts";

/**
 * A condition over values. Numbers are doubles; an absent value is `null`; operators on values of other kinds than they
 * are made for give `false` (comparisons) or `null` (arithmetic).
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "value"; readonly path: ValuePath }
  /** An element of a list or an entry of a map; `null` when there is none. */
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  /** Inside the condition of `range`: the key or index, the value, and the number of elements of what is looked through. */
  | { readonly kind: "variable"; readonly name: "key" | "value" | "size" }
  | { readonly kind: "unary"; readonly operator: "!" | "+" | "-"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "call"; readonly function: ExpressionFunction; readonly arguments: readonly Expression[] };

export type BinaryOperator = "*" | "/" | "%" | "+" | "-" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "&&" | "||";

/**
 * `len`: bytes of a text or of binary data, elements of a list or map. `mblen`: characters (code points) of a text.
 * `regexp(pattern, text)`: unanchored; the pattern is a literal in ECMA-262 syntax that compiles with the flag `u`.
 * `range(list, condition)`: whether the condition holds for all elements. `in(value, …)`: whether it is one of the others.
 */
export type ExpressionFunction =
  | "len"
  | "mblen"
  | "regexp"
  | "sprintf"
  | "range"
  | "in"
  | "email"
  | "phone"
  | "startsWith"
  | "endsWith"
  | "contains";
