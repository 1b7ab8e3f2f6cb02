import type { IntegerType, NumberConstraints, NumberType, Type, TypeTable } from "../../ir/index.ts";
import { resolve } from "../../ir/view.ts";

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

/** Whether `null` may be a value of a type. */
export function mayBeNull(type: Type, types: TypeTable): boolean {
  const target = resolve(type, types);
  switch (target?.kind) {
    case "literal":
      return target.value === null;
    case "enum":
      return target.members.some(({ value }) => value === null);
    case "nullable":
    case "union":
    case "intersection":
    case "unknown":
      return true;
    default:
      return target === undefined;
  }
}

/** Whether the check of a type is short. */
export function isScalar(type: Type): boolean {
  if ((type.refinements ?? []).length > 0) return false;
  return ["boolean", "number", "integer", "string", "bytes", "literal", "enum", "ref"].includes(type.kind);
}

/** The bounds of a number as its check compares them: beyond 2^53 a double is only near the one that was written. */
export function boundsOf(type: NumberType | IntegerType): NumberConstraints {
  if (type.kind === "integer" && type.as !== "number") return type.constraints;
  const entries = Object.entries(type.constraints) as [
    keyof NumberConstraints,
    number | bigint | undefined,
  ][];
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      typeof value === "bigint" && key !== "multipleOf" ? Number(value) : value,
    ]),
  );
}
