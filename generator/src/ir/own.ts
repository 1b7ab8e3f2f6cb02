import type { Type, TypeId } from "./type.ts";
import type { TypeTable } from "./view.ts";
import { partTypes } from "./walk.ts";

/** Whether a type of the user stands for it or for a part of it. */
export function holdsOwnType(type: Type, types: TypeTable, seen: Set<TypeId> = new Set()): boolean {
  if (type.kind !== "ref") return partTypes(type).some((part) => holdsOwnType(part, types, seen));
  const target = types.get(type.target);
  if (target === undefined || seen.has(type.target)) return false;
  seen.add(type.target);
  return target.own !== undefined || holdsOwnType(target.type, types, seen);
}
