import type { Api, Group, Operation } from "../ir/index.ts";

/** The group that a group extends; `undefined` when there is none whose operations are all among its own. */
export function baseOf(group: Group, { groups }: Api): Group | undefined {
  if (group.extends === undefined) return undefined;
  const base = groups.find((other) => other.hint === group.extends && other !== group);
  if (base === undefined || base.operations.length === 0) return undefined;
  const own = new Set(group.operations);
  return base.operations.every((op) => own.has(op)) ? base : undefined;
}

/** How many groups stand above a group: each must be declared before those that extend it. */
export function depthOf(group: Group, api: Api): number {
  let depth = 0;
  for (
    let base = baseOf(group, api);
    base !== undefined && depth < api.groups.length;
    base = baseOf(base, api)
  )
    depth++;
  return depth;
}

/** The operations of a group that it does not inherit. */
export function ownOperations(group: Group, api: Api): readonly Operation[] {
  const inherited = new Set(baseOf(group, api)?.operations);
  return group.operations.filter((op) => !inherited.has(op));
}

/** The group whose file has the code of an operation: of those that have it, the first, or what that extends. */
export function homeOf(op: Operation, api: Api): Group | undefined {
  let home = api.groups.find(({ operations }) => operations.includes(op));
  for (const _ of api.groups) {
    const base = home && baseOf(home, api);
    if (base?.operations.includes(op) !== true) break;
    home = base;
  }
  return home;
}

/** Whether a group has all that another one has because it extends it, directly or not. */
export function descendsFrom(group: Group, other: Group, api: Api): boolean {
  let current: Group | undefined = group;
  for (const _ of [...api.groups, undefined]) {
    if (current === undefined) return false;
    if (current === other) return true;
    current = baseOf(current, api);
  }
  return false;
}
