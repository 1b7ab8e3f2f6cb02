import type { EnumDefinition, EnumMember } from "../ast.ts";
import { annotations } from "./annotations.ts";
import { docs } from "./comments.ts";
import type { Cursor } from "./cursor.ts";
import { declaredName } from "./declared-name.ts";
import { beginsDefinition, skipToNextPart } from "./recovery.ts";
import { kinds } from "./tokens.ts";
import { integer } from "./values.ts";

/** Reads an enum; `undefined` after an error. */
export function enumeration(cursor: Cursor): EnumDefinition | undefined {
  const first = cursor.at++;
  const name = declaredName(cursor, "the name of the enum");
  if (name === undefined) return undefined;
  const opened = cursor.at;
  if (!cursor.expect(kinds.openBrace, `\`{\` after enum \`${name.text}\``)) return undefined;
  const within = cursor.at;
  const members: EnumMember[] = [];
  let following = 0n;
  while (!cursor.is(kinds.closeBrace) && !cursor.atEnd && !beginsDefinition(cursor)) {
    const read = member(cursor, following);
    if (read === undefined) {
      skipToNextPart(cursor, kinds.closeBrace, () => cursor.is(kinds.word));
      continue;
    }
    following = read.value + 1n;
    members.push(read);
  }
  cursor.close(kinds.closeBrace, "}", { what: `enum \`${name.text}\``, opened });
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return { kind: "enum", name, members, annotations: given, docs: docs(cursor, first, within), span };
}

function member(cursor: Cursor, following: bigint): EnumMember | undefined {
  const first = cursor.at;
  const name = declaredName(cursor, "the name of a member");
  if (name === undefined) return undefined;
  let value = following;
  if (cursor.take(kinds.equals)) {
    if (!cursor.is(kinds.integer)) {
      cursor.expected(`an integer as the value of \`${name.text}\``);
      return undefined;
    }
    value = integer(cursor);
  }
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return { name, value, annotations: given, docs: docs(cursor, first, cursor.at), span };
}
