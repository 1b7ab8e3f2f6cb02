import type { Type } from "./type.ts";

/**
 * Whether a type is a scalar without assertions of its own, which the runtime's ready-made checks and writers cover: a
 * string (of any format), a number, a whole number that TypeScript holds as `number`, a boolean, raw bytes of a body, or
 * any value at all. Its default is the business of whatever holds it.
 */
export function isBare(type: Type): boolean {
  if (type.refinements !== undefined && type.refinements.length > 0) return false;
  switch (type.kind) {
    case "boolean":
    case "unknown":
    case "binary":
      return true;
    case "integer":
      return type.as === "number" && type.text === undefined && isEmpty(type.constraints);
    case "number":
      return type.text === undefined && isEmpty(type.constraints);
    case "string":
      return isEmpty(type.constraints) && type.content?.type === undefined;
    default:
      return false;
  }
}

function isEmpty(constraints: object): boolean {
  return Object.values(constraints).every((value) => value === undefined);
}
