import type { Name } from "../ast.ts";
import type { Cursor } from "./cursor.ts";

/** Reads the name that a definition declares; `undefined` after an error. */
export function declaredName(cursor: Cursor, what: string): Name | undefined {
  const at = cursor.at;
  const name = cursor.name(what);
  if (name?.text.includes(".")) {
    cursor.error("VG3015", `the declared name \`${name.text}\` must not contain a dot`, at);
  }
  return name;
}
