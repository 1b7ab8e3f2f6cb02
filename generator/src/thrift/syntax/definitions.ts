import type { ConstDefinition, Definition, TypedefDefinition } from "../ast.ts";
import { annotations } from "./annotations.ts";
import { docs } from "./comments.ts";
import type { Cursor } from "./cursor.ts";
import { declaredName } from "./declared-name.ts";
import { enumeration } from "./enums.ts";
import { beginsDefinition } from "./recovery.ts";
import { service } from "./services.ts";
import { struct } from "./structs.ts";
import { kinds } from "./tokens.ts";
import { type } from "./types.ts";
import { value } from "./values.ts";

/** Reads a definition by its keyword, which is the next token; `undefined` after an error. */
export type ReadDefinition = (cursor: Cursor) => Definition | undefined;

/** The definitions by their keywords. */
export const definitions: ReadonlyMap<string, ReadDefinition> = new Map<string, ReadDefinition>([
  ["struct", (cursor) => struct(cursor, "struct")],
  ["union", (cursor) => struct(cursor, "union")],
  ["exception", (cursor) => struct(cursor, "exception")],
  ["enum", enumeration],
  ["service", service],
  ["typedef", typedef],
  ["const", constant],
  ["senum", senum],
]);

function typedef(cursor: Cursor): TypedefDefinition | undefined {
  const first = cursor.at++;
  const target = type(cursor);
  if (target === undefined) return undefined;
  const name = declaredName(cursor, "the name of the typedef");
  if (name === undefined) return undefined;
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return {
    kind: "typedef",
    name,
    type: target,
    annotations: given,
    docs: docs(cursor, first, cursor.at),
    span,
  };
}

function constant(cursor: Cursor): ConstDefinition | undefined {
  const first = cursor.at++;
  const ofType = type(cursor);
  if (ofType === undefined) return undefined;
  const name = declaredName(cursor, "the name of the constant");
  if (name === undefined) return undefined;
  if (!cursor.expect(kinds.equals, `\`=\` after constant \`${name.text}\``)) return undefined;
  const held = value(cursor);
  if (held === undefined) return undefined;
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return {
    kind: "const",
    name,
    type: ofType,
    value: held,
    annotations: given,
    docs: docs(cursor, first, cursor.at),
    span,
  };
}

/** Reports a list of strings by name, which Thrift no longer has, and reads over it. */
function senum(cursor: Cursor): undefined {
  cursor.error("VG3007", "`senum` was removed from Thrift; use `enum`");
  cursor.at++;
  cursor.take(kinds.word);
  if (!cursor.take(kinds.openBrace)) return;
  while (!cursor.atEnd && !cursor.is(kinds.closeBrace) && !beginsDefinition(cursor)) cursor.advance();
  cursor.take(kinds.closeBrace);
}
