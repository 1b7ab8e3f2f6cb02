import type { BaseTypeName, TypeNode } from "../ast.ts";
import { annotations } from "./annotations.ts";
import type { Cursor } from "./cursor.ts";
import { beginsDefinition } from "./recovery.ts";
import { kinds } from "./tokens.ts";

const baseTypes: ReadonlyMap<string, BaseTypeName> = new Map<string, BaseTypeName>(
  (
    ["bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid"] satisfies BaseTypeName[]
  ).map((name) => [name, name]),
);

const none: TypeNode["annotations"] = [];

/** Reads a type with its annotations; `undefined` after an error. */
export function type(cursor: Cursor): TypeNode | undefined {
  if (!cursor.is(kinds.word) || beginsDefinition(cursor)) {
    cursor.expected("a type");
    return undefined;
  }
  const first = cursor.at;
  const word = cursor.word();
  if ((word === "list" || word === "set" || word === "map") && opensContainer(cursor)) {
    return cursor.nested(() => container(cursor, word));
  }
  cursor.at++;
  const base = baseTypes.get(word);
  if (base !== undefined) {
    return { kind: "base", name: base, annotations: typeAnnotations(cursor), span: cursor.since(first) };
  }
  if (word === "slist") {
    cursor.error("VG3007", "the type `slist` was removed from Thrift; use `string`", first);
    return { kind: "base", name: "string", annotations: typeAnnotations(cursor), span: cursor.since(first) };
  }
  if (word === "void") cursor.error("VG3001", "expected a type, found `void`", first);
  const name = { text: word, span: cursor.span(first) };
  return { kind: "named", name, annotations: typeAnnotations(cursor), span: cursor.since(first) };
}

/** What is in parentheses after a type may be the arguments of a method that has no type, which are no annotations. */
function typeAnnotations(cursor: Cursor): TypeNode["annotations"] {
  if (!cursor.is(kinds.openParen) || !cursor.is(kinds.word, 1)) return none;
  const after = cursor.kind(2);
  const isAnnotation =
    after === kinds.equals ||
    after === kinds.comma ||
    after === kinds.semicolon ||
    after === kinds.closeParen;
  return isAnnotation ? annotations(cursor) : none;
}

/** A word that is no keyword in this place, such as a struct called `map`, is the name of a type. */
function opensContainer(cursor: Cursor): boolean {
  return cursor.is(kinds.openAngle, 1) || (cursor.isWord("cpp_type", 1) && cursor.is(kinds.literal, 2));
}

function container(cursor: Cursor, kind: "list" | "set" | "map"): TypeNode | undefined {
  const first = cursor.at++;
  cppType(cursor);
  const opened = cursor.at;
  if (!cursor.expect(kinds.openAngle, `\`<\` after \`${kind}\``)) return undefined;
  const element = type(cursor);
  if (element === undefined) return undefined;
  let value: TypeNode | undefined;
  if (kind === "map") {
    if (!cursor.expect(kinds.comma, "`,` between the types of a map")) return undefined;
    value = type(cursor);
    if (value === undefined) return undefined;
  }
  if (!cursor.close(kinds.closeAngle, ">", { what: `the type \`${kind}\``, opened })) return undefined;
  cppType(cursor);
  const rest = { annotations: typeAnnotations(cursor), span: cursor.since(first) };
  return value === undefined || kind !== "map"
    ? { kind: kind === "set" ? "set" : "list", element, ...rest }
    : { kind, key: element, value, ...rest };
}

/** `cpp_type "…"` chooses a class in C++ and means nothing here. */
function cppType(cursor: Cursor): void {
  if (cursor.isWord("cpp_type") && cursor.is(kinds.literal, 1)) cursor.at += 2;
}
