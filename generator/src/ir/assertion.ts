import type { Span } from "../source/span.ts";
import type { Expression } from "./expression.ts";

/** A condition that the author wrote, beyond what constraints can say. */
export interface Assertion {
  /** The condition. What it is falsy for is refused; `null` (no value at all) passes. */
  readonly test: Expression;
  /** The part of the value that a failure is reported at. Default: the value itself. */
  readonly at?: ValuePath;
  /** What a failure says. Default: the condition as it was written. */
  readonly message?: Expression;
  /** The condition as it was written. */
  readonly text: string;
  /**
   * Keywords of JSON Schema that say the same of the value at `at`, wholly or in part, for published documents; the
   * codec goes by `test`.
   */
  readonly implies?: Readonly<Record<string, number | string>>;
  readonly span: Span;
}

/** Which value a condition means. */
export type ValuePath =
  /** A part of what the assertion belongs to, by names on the wire; none: all of it. */
  | { readonly from: "self"; readonly keys: readonly string[] }
  /** Of an operation's assertion: a parameter, or a part of it. */
  | {
      readonly from: "parameter";
      readonly source: "path" | "query" | "header" | "cookie";
      readonly name: string;
      readonly keys: readonly string[];
    }
  /** Of an operation's assertion: a part of the body. */
  | { readonly from: "body"; readonly keys: readonly string[] };
