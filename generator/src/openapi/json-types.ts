import type { JsonData } from "../source/value.ts";
import { isArray } from "../source/value.ts";

/**
 * Sets of JSON types as bits. Whole numbers are apart from other numbers, so that `integer` is a subset of `number`.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.1
 */
export const jsonTypes = {
  null: 1,
  boolean: 2,
  integer: 4,
  number: 12,
  string: 16,
  array: 32,
  object: 64,
} as const;

/** Every JSON type. */
export const anyType = 127;

export type TypeName = keyof typeof jsonTypes;

/** The bit of a value's type. */
export function typeOfValue(value: JsonData): number {
  if (value === null) return jsonTypes.null;
  if (isArray(value)) return jsonTypes.array;
  switch (typeof value) {
    case "boolean":
      return jsonTypes.boolean;
    case "string":
      return jsonTypes.string;
    case "number":
      return Number.isInteger(value) ? jsonTypes.integer : 8;
    case "bigint":
      return jsonTypes.integer;
    default:
      return jsonTypes.object;
  }
}

/** A set of types for a message. */
export function typeNames(set: number): string {
  const names: string[] = [];
  for (const [name, bits] of Object.entries(jsonTypes)) {
    if (name === "integer" && (set & jsonTypes.number) === jsonTypes.number) continue;
    if ((set & bits) === bits) names.push(name);
  }
  return names.join(" or ");
}
