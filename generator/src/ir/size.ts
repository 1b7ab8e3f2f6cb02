import type { Api } from "./api.ts";

/** A contract of more operations is a large one. */
const largeAbove = 100;

/**
 * Whether a contract has so many operations that its code is arranged to be found and loaded rather than read from top to
 * bottom: groups get files of their own, and what the contract repeats in many places is declared once.
 */
export function isLarge(api: Api): boolean {
  const operations = new Set(api.groups.flatMap((group) => group.operations));
  return operations.size > largeAbove;
}
