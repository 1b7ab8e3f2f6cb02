import type { NamedType, View } from "../ir/index.ts";

/** Whether a named type stands in the file `types` under its name; the others are printed in place. */
export function isExported(named: NamedType): boolean {
  return named.origin === "declared" || named.origin === "shared" || named.type.kind === "object";
}

/** The identifier of a named type as seen from one side. */
export function nameIn(named: NamedType, view: View): string {
  return named.views?.[view] ?? named.name;
}
