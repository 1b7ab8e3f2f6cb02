import type { JsonValue, Type, TypeId, TypeTable } from "../ir/index.ts";
import { walkType } from "../ir/walk.ts";

function hasBigint(value: JsonValue): boolean {
  if (typeof value === "bigint") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasBigint);
}

/** Answers by type table, so that a large contract is walked once. */
const answers = new WeakMap<TypeTable, Map<TypeId, boolean>>();

/** Whether a type holds whole numbers that a double cannot, so that JSON must be read without rounding. */
export function holdsBigint(type: Type, types: TypeTable): boolean {
  let known = answers.get(types);
  if (known === undefined) answers.set(types, (known = new Map()));
  const seen = new Set<TypeId>();
  const queue: Type[] = [type];
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    let found = false;
    walkType(part, (inner) => {
      if (inner.kind === "integer" && inner.as !== "number") found = true;
      if (inner.kind === "literal" && hasBigint(inner.value)) found = true;
      if (inner.kind !== "ref" || seen.has(inner.target)) return;
      seen.add(inner.target);
      const answer = known.get(inner.target);
      if (answer === true) found = true;
      const target = types.get(inner.target);
      if (answer === undefined && target !== undefined) queue.push(target.type);
    });
    if (found) return true;
  }
  for (const id of seen) known.set(id, false);
  return false;
}
