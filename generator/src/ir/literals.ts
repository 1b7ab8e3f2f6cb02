import type { Type, TypeId } from "./type.ts";
import type { TypeTable } from "./view.ts";
import { resolve } from "./view.ts";

/** A scalar that a property can be pinned to. */
export type Scalar = string | number | boolean | null;

/**
 * The required properties of an object type that are pinned to certain values, in either direction, with those values;
 * empty for a type that is no object.
 */
export function pinnedProperties(type: Type, types: TypeTable): ReadonlyMap<string, readonly Scalar[]> {
  const found: Found = { values: new Map(), required: new Set() };
  if (!collect(type, types, found, new Set())) return new Map();
  return new Map([...found.values].filter(([name]) => found.required.has(name)));
}

interface Found {
  readonly values: Map<string, readonly Scalar[]>;
  readonly required: Set<string>;
}

/** Whether the type takes objects only. */
function collect(type: Type, types: TypeTable, found: Found, path: Set<TypeId>): boolean {
  switch (type.kind) {
    case "object":
      for (const property of type.properties) {
        if (property.only !== undefined) continue;
        if (property.required) found.required.add(property.name);
        const values = scalarsOf(property.type, types);
        if (values !== undefined && !found.values.has(property.name)) found.values.set(property.name, values);
      }
      for (const name of type.requiredExtra ?? []) found.required.add(name);
      return true;
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || path.has(type.target)) return false;
      path.add(type.target);
      return collect(target.type, types, found, path);
    }
    case "intersection":
      return type.members.map((member) => collect(member, types, found, path)).some((one) => one);
    default:
      return false;
  }
}

/** The only values of a type, if they are scalars. */
function scalarsOf(type: Type, types: TypeTable): readonly Scalar[] | undefined {
  const target = resolve(type, types);
  if (target?.kind === "enum" && target.open !== true) return target.members.map((member) => member.value);
  if (target?.kind !== "literal") return undefined;
  const { value } = target;
  return value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
    ? [value]
    : undefined;
}
