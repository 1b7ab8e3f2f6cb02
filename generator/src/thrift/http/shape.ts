import type { ResolvedType } from "../program.ts";
import { underlying } from "../program.ts";

/**
 * What a type is to a parameter: a text, a list of texts, or something that only JSON can hold. `missing`: a diagnostic
 * has said that there is none.
 */
export type Shape = "text" | "list" | "json" | "missing";

export function shapeOf(type: ResolvedType): Shape {
  const under = underlying(type);
  switch (under.kind) {
    case "base":
    case "enum":
      return "text";
    case "list":
    case "set":
      return shapeOf(under.element) === "text" ? "list" : "json";
    case "missing":
      return "missing";
    default:
      return "json";
  }
}

/** Whether a type is one of the named base types, behind typedefs. */
export function isBase(type: ResolvedType, ...names: readonly string[]): boolean {
  const under = underlying(type);
  return under.kind === "base" && names.includes(under.name);
}
