import type { Field, Method, Name, ServiceDefinition, TypeNode } from "../ast.ts";
import { annotations } from "./annotations.ts";
import { docs } from "./comments.ts";
import type { Cursor } from "./cursor.ts";
import { declaredName } from "./declared-name.ts";
import { fields } from "./fields.ts";
import { beginsDefinition, skipToNextPart } from "./recovery.ts";
import { kinds } from "./tokens.ts";
import { type } from "./types.ts";

/** Reads a service; `undefined` after an error. */
export function service(cursor: Cursor): ServiceDefinition | undefined {
  const first = cursor.at++;
  const name = declaredName(cursor, "the name of the service");
  if (name === undefined) return undefined;
  let base: Name | undefined;
  if (cursor.takeWord("extends")) {
    base = cursor.name("the name of the service that it extends");
    if (base === undefined && !cursor.is(kinds.openBrace)) return undefined;
  }
  const opened = cursor.at;
  if (!cursor.expect(kinds.openBrace, `\`{\` after service \`${name.text}\``)) return undefined;
  const within = cursor.at;
  const methods: Method[] = [];
  while (!cursor.is(kinds.closeBrace) && !cursor.atEnd && !beginsDefinition(cursor)) {
    const read = method(cursor);
    if (read === undefined) skipToNextPart(cursor, kinds.closeBrace, () => beginsMethod(cursor));
    else methods.push(read);
  }
  cursor.close(kinds.closeBrace, "}", { what: `service \`${name.text}\``, opened });
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return {
    kind: "service",
    name,
    extends: base,
    methods,
    annotations: given,
    docs: docs(cursor, first, within),
    span,
  };
}

/** True for what a method begins with, on a line after a mistake. */
function beginsMethod(cursor: Cursor): boolean {
  return (
    cursor.is(kinds.word) &&
    (cursor.is(kinds.openAngle, 1) ||
      (cursor.is(kinds.word, 1) && (cursor.is(kinds.openParen, 2) || cursor.is(kinds.word, 2))))
  );
}

function method(cursor: Cursor): Method | undefined {
  const first = cursor.at;
  const oneway = isModifier(cursor);
  if (oneway) cursor.at++;
  let result: TypeNode | undefined;
  if (!cursor.takeWord("void")) {
    if (!cursor.is(kinds.word)) {
      cursor.expected(oneway ? "the type of the method" : "a method");
      return undefined;
    }
    result = type(cursor);
    if (result === undefined) return undefined;
    if (result.kind === "named" && cursor.is(kinds.openParen)) {
      const text = `method \`${result.name.text}\` has no type; write \`void\` if it returns nothing`;
      cursor.error("VG3001", text, cursor.at - 1);
      return undefined;
    }
  }
  const name = declaredName(cursor, "the name of the method");
  if (name === undefined) return undefined;
  const opened = cursor.at;
  if (!cursor.expect(kinds.openParen, `\`(\` after method \`${name.text}\``)) return undefined;
  const parameters = fields(cursor, "parentheses", { what: `the arguments of \`${name.text}\``, opened });
  const thrown = exceptions(cursor, name.text);
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return {
    oneway,
    result,
    name,
    parameters,
    throws: thrown,
    annotations: given,
    docs: docs(cursor, first, cursor.at),
    span,
  };
}

/** `oneway`, or `async` as it was once called, unless it is the type of the method. */
function isModifier(cursor: Cursor): boolean {
  if (!cursor.isWord("oneway") && !cursor.isWord("async")) return false;
  return cursor.is(kinds.word, 1) && !cursor.is(kinds.openParen, 2);
}

function exceptions(cursor: Cursor, method: string): readonly Field[] {
  if (!cursor.takeWord("throws")) return [];
  const opened = cursor.at;
  if (!cursor.expect(kinds.openParen, "`(` after `throws`")) {
    skipToNextPart(cursor, kinds.closeBrace, () => beginsMethod(cursor));
    return [];
  }
  return fields(cursor, "parentheses", { what: `the exceptions of \`${method}\``, opened });
}
