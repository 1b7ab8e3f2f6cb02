import type { Type } from "../../ir/index.ts";

/** Whether a type accepts every value. */
export function isAnything(type: Type): boolean {
  if ((type.refinements ?? []).length > 0) return false;
  switch (type.kind) {
    case "unknown":
      return true;
    case "nullable":
      return isAnything(type.inner);
    case "intersection":
      return type.members.every(isAnything);
    case "union":
      return type.mode === "any" && type.discriminator === undefined && type.members.some(isAnything);
    default:
      return false;
  }
}

/** Whether the check of a type is short. */
export function isScalar(type: Type): boolean {
  if ((type.refinements ?? []).length > 0) return false;
  return ["boolean", "number", "integer", "string", "bytes", "literal", "enum", "ref"].includes(type.kind);
}

/** Whether a contract says nothing of the elements of an array, so that they count as not looked at. */
export function isSilent(items: Type): boolean {
  return items.kind === "unknown" && (items.refinements ?? []).length === 0;
}
