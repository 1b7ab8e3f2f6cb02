import type { Include, Namespace } from "../ast.ts";
import { annotations, literal } from "./annotations.ts";
import type { Cursor } from "./cursor.ts";
import { beginsDefinition } from "./recovery.ts";
import { kinds } from "./tokens.ts";

/** The words that headers begin with. */
export const headers: ReadonlySet<string> = new Set(["include", "cpp_include", "namespace"]);

/** Reads `include "…"`; `undefined` after an error. */
export function include(cursor: Cursor): Include | undefined {
  const first = cursor.at++;
  if (!cursor.is(kinds.literal)) {
    cursor.expected("the name of a file in quotes");
    return undefined;
  }
  const path = literal(cursor);
  if (path.text.trim() === "") cursor.error("VG3001", "this include names no file", first + 1);
  const span = cursor.since(first);
  cursor.separator();
  return { kind: "include", path, span };
}

/** Reads `namespace go a.b`; `undefined` after an error. */
export function namespace(cursor: Cursor): Namespace | undefined {
  const first = cursor.at++;
  const scope =
    cursor.is(kinds.star) || (cursor.is(kinds.word) && !beginsDefinition(cursor)) ? cursor.word() : undefined;
  if (scope === undefined) {
    cursor.expected("the language of the namespace, or `*`");
    return undefined;
  }
  cursor.at++;
  const name = namespaceName(cursor);
  if (name === undefined) return undefined;
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return { kind: "namespace", scope, name, annotations: given, span };
}

/** The name may be in quotes: some languages have namespaces that are no names. */
function namespaceName(cursor: Cursor): Namespace["name"] | undefined {
  if (!cursor.is(kinds.literal)) return cursor.name("the name of the namespace");
  const { text, span } = literal(cursor);
  return { text, span };
}
