import type { StructDefinition } from "../ast.ts";
import { annotations } from "./annotations.ts";
import { docs } from "./comments.ts";
import type { Cursor } from "./cursor.ts";
import { declaredName } from "./declared-name.ts";
import { fields } from "./fields.ts";
import { kinds } from "./tokens.ts";

/** Reads a struct, union or exception; `undefined` after an error. */
export function struct(cursor: Cursor, kind: StructDefinition["kind"]): StructDefinition | undefined {
  const first = cursor.at++;
  const name = declaredName(cursor, `the name of the ${kind}`);
  if (name === undefined) return undefined;
  cursor.takeWord("xsd_all");
  const opened = cursor.at;
  if (!cursor.expect(kinds.openBrace, `\`{\` after ${kind} \`${name.text}\``)) return undefined;
  const within = cursor.at;
  const members = fields(cursor, "braces", { what: `${kind} \`${name.text}\``, opened });
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return { kind, name, fields: members, annotations: given, docs: docs(cursor, first, within), span };
}
