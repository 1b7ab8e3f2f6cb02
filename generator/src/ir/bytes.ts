import type { Type, TypeId } from "./type.ts";
import type { TypeTable } from "./view.ts";
import { partTypes } from "./walk.ts";

/** Whether a list or object holds bytes, which the encoders of styles do not know. */
export function holdsBytes(type: Type, types: TypeTable, seen: Set<TypeId> = new Set()): boolean {
  if (type.kind === "bytes") return true;
  if (type.kind !== "ref") return partTypes(type).some((part) => holdsBytes(part, types, seen));
  const target = types.get(type.target);
  if (target === undefined || seen.has(type.target)) return false;
  seen.add(type.target);
  return holdsBytes(target.type, types, seen);
}
