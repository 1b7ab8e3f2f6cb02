import type { ValuePath } from "./assertion.ts";
import type { JsonValue } from "./json.ts";

/**
 * A condition over values. Numbers are doubles, 64-bit integers included; an absent value is `null`.
 *
 * - Falsy are `null`, `false`, `0`, the empty text, and a list that holds something falsy.
 * - A comparison takes its kind from the left operand: beside a number, a text of digits is its number; beside a text,
 *   anything else is its text, and texts are ordered by their characters. Where that fails, and beside other kinds, it is
 *   `false`; `null` equals `null` only, a boolean its like only.
 * - `+` adds where the left operand is a number, joins where it is a text, and otherwise gives the left operand. The other
 *   operations of arithmetic count texts of digits as their numbers and everything else as 0. Dividing by 0 gives NaN; `%`
 *   leaves out what is behind the decimal points.
 * - `-` and `+` before a value leave what is no number as it is.
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | {
      readonly kind: "value";
      readonly path: ValuePath;
      /** What stands for the value when it is absent, in its JSON form. Default: `null`. */
      readonly otherwise?: JsonValue;
    }
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
  | {
      readonly kind: "call";
      readonly function: ExpressionFunction;
      readonly arguments: readonly Expression[];
    };

export type BinaryOperator =
  "*" | "/" | "%" | "+" | "-" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "&&" | "||";

/**
 * `len`: bytes of a text or of binary data, elements of a list or map, 0 for anything else. `mblen`: the same, but
 * characters (code points) of a text. `regexp(pattern, text, negated)`: unanchored; the pattern is a literal in ECMA-262
 * syntax that compiles with the flag `u`; with a literal `true` as third argument, whether it is *not* found; `false` for
 * what is no text either way. `sprintf(format, …)`: the format is a literal. `range(list, condition)`: whether the condition
 * holds for all elements, as it does where there are none. `in(value, …)`: whether it is the same as one of the others, which
 * lists never are. `email`: of the form of an address. `phone`: a text, whatever it is. The last three are of texts: `startsWith(text,
 * part)`.
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
