import type { ValueNode } from "../ast.ts";
import { literal } from "./annotations.ts";
import type { Cursor } from "./cursor.ts";
import { integerValue, looksOctal } from "./numbers.ts";
import { beginsDefinition } from "./recovery.ts";
import { kinds } from "./tokens.ts";

/** Reads a constant value; `undefined` after an error. */
export function value(cursor: Cursor): ValueNode | undefined {
  const first = cursor.at;
  if (!beginsValue(cursor)) {
    cursor.expected("a value");
    return undefined;
  }
  switch (cursor.kind()) {
    case kinds.integer:
      return { kind: "integer", value: integer(cursor), span: cursor.span(first) };
    case kinds.double: {
      const number = Number(cursor.word());
      cursor.at++;
      return { kind: "double", value: number, span: cursor.span(first) };
    }
    case kinds.literal:
      return { kind: "string", value: literal(cursor), span: cursor.span(first) };
    case kinds.word: {
      const name = { text: cursor.word(), span: cursor.span(first) };
      cursor.at++;
      return { kind: "name", name, span: name.span };
    }
    case kinds.openBracket:
      return cursor.nested(() => list(cursor));
    default:
      return cursor.nested(() => map(cursor));
  }
}

/** Reads the integer that is the next token. */
export function integer(cursor: Cursor): bigint {
  const text = cursor.word();
  const { tokens, at } = cursor;
  if (looksOctal(text)) {
    cursor.faults.remark(
      "VG3011",
      `\`${text}\` is read as a decimal; some compilers take it as octal`,
      tokens.start(at),
      tokens.end(at),
    );
  }
  cursor.at++;
  return integerValue(text);
}

function list(cursor: Cursor): ValueNode | undefined {
  const opened = cursor.at++;
  const items: ValueNode[] = [];
  while (!cursor.torn && beginsValue(cursor)) {
    const item = value(cursor);
    if (item === undefined) return undefined;
    items.push(item);
    cursor.separator();
  }
  if (!cursor.close(kinds.closeBracket, "]", { what: "the list", opened })) return undefined;
  return { kind: "list", items, span: cursor.since(opened) };
}

function map(cursor: Cursor): ValueNode | undefined {
  const opened = cursor.at++;
  const entries: { key: ValueNode; value: ValueNode }[] = [];
  while (!cursor.torn && beginsValue(cursor)) {
    const key = value(cursor);
    if (key === undefined || !cursor.expect(kinds.colon, "`:` after the key")) return undefined;
    const held = value(cursor);
    if (held === undefined) return undefined;
    entries.push({ key, value: held });
    cursor.separator();
  }
  if (!cursor.close(kinds.closeBrace, "}", { what: "the map", opened })) return undefined;
  return { kind: "map", entries, span: cursor.since(opened) };
}

function beginsValue(cursor: Cursor): boolean {
  const kind = cursor.kind();
  if (kind === kinds.word) return !beginsDefinition(cursor);
  return (
    kind === kinds.integer ||
    kind === kinds.double ||
    kind === kinds.literal ||
    kind === kinds.openBracket ||
    kind === kinds.openBrace
  );
}
