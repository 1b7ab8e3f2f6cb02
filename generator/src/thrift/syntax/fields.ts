import type { Field } from "../ast.ts";
import { annotations } from "./annotations.ts";
import { docs } from "./comments.ts";
import type { Cursor, Enclosure } from "./cursor.ts";
import { integer, value } from "./values.ts";
import { beginsDefinition, skipToNextPart } from "./recovery.ts";
import { kinds } from "./tokens.ts";
import { type } from "./types.ts";

/** The least and the greatest id that Thrift can send. */
const least = -32_768;
const greatest = 32_767;

/** Which brackets a list of fields stands in: braces of a struct, or parentheses of a method. */
export type FieldBrackets = "braces" | "parentheses";

/**
 * Reads fields up to the bracket that closes them, and that bracket. The one that opens them was read.
 *
 * @param enclosure what they belong to.
 */
export function fields(cursor: Cursor, brackets: FieldBrackets, enclosure: Enclosure): readonly Field[] {
  const close = brackets === "braces" ? kinds.closeBrace : kinds.closeParen;
  const list: Field[] = [];
  let id = 0;
  let counted = false;
  while (!cursor.is(close) && !endsEarly(cursor, brackets)) {
    const read = field(cursor, id + 1);
    if (read === undefined) {
      skipToNextPart(cursor, close, () => beginsField(cursor));
      continue;
    }
    id = read.id;
    list.push(read);
    if (read.idSpan === undefined && !counted) {
      counted = true;
      cursor.faults.remark(
        "VG3012",
        `field \`${read.name.text}\` has no id: ${read.id} is assumed, where Apache Thrift counts down from -1`,
        read.name.span.start,
        read.name.span.end,
      );
    }
  }
  cursor.close(close, brackets === "braces" ? "}" : ")", enclosure);
  return list;
}

/** True where the bracket that closes the list is certainly missing. */
function endsEarly(cursor: Cursor, brackets: FieldBrackets): boolean {
  const kind = cursor.kind();
  if (kind === kinds.end) return true;
  if (kind === kinds.word && beginsDefinition(cursor)) return true;
  if (brackets === "braces") return false;
  // What is in parentheses behind a field and its annotations are the annotations of the method.
  if (kind === kinds.closeBrace || kind === kinds.openBrace || kind === kinds.openParen) return true;
  if (kind !== kinds.word || !cursor.is(kinds.word, 1)) return false;
  const word = cursor.word();
  return (
    (word === "throws" && cursor.is(kinds.openParen, 1)) ||
    ((word === "void" || word === "oneway" || word === "async") &&
      (cursor.is(kinds.openParen, 2) || cursor.is(kinds.openParen, 3)))
  );
}

/** True for what a field begins with, on a line after a mistake. */
function beginsField(cursor: Cursor): boolean {
  if (cursor.is(kinds.integer)) return cursor.is(kinds.colon, 1);
  return cursor.is(kinds.word) && (cursor.is(kinds.word, 1) || cursor.is(kinds.openAngle, 1));
}

/** Reads a field and the separator after it; `undefined` after an error. */
function field(cursor: Cursor, following: number): Field | undefined {
  const first = cursor.at;
  let id = following;
  let idSpan: Field["idSpan"];
  if (cursor.is(kinds.integer)) {
    idSpan = cursor.span(first);
    id = fieldId(cursor);
    if (!cursor.expect(kinds.colon, "`:` after the id of the field")) return undefined;
  }
  const requiredness = readRequiredness(cursor);
  if (idSpan === undefined && requiredness === "default" && !cursor.is(kinds.word)) {
    cursor.expected("a field");
    return undefined;
  }
  const ofType = type(cursor);
  if (ofType === undefined) return undefined;
  // A reference in C++; elsewhere it changes nothing.
  cursor.take(kinds.ampersand);
  const name = cursor.name("the name of the field");
  if (name === undefined) return undefined;
  let initial: Field["value"];
  if (cursor.take(kinds.equals)) {
    initial = value(cursor);
    if (initial === undefined) return undefined;
  }
  xmlSchema(cursor);
  const given = annotations(cursor);
  const span = cursor.since(first);
  cursor.separator();
  return {
    id,
    idSpan,
    requiredness,
    type: ofType,
    name,
    value: initial,
    annotations: given,
    docs: docs(cursor, first, cursor.at),
    span,
  };
}

/** Reads the id of a field, which is an integer. */
function fieldId(cursor: Cursor): number {
  const at = cursor.at;
  const { tokens, faults } = cursor;
  const written = integer(cursor);
  const [start, end] = [tokens.start(at), tokens.end(at)];
  if (written < least || written > greatest) {
    cursor.error("VG3014", `field id ${tokens.word(at)} is not between ${least} and ${greatest}`, at);
    return written < 0 ? least : greatest;
  }
  const id = Number(written);
  if (id < 1)
    faults.remark("VG3013", `field id ${id} is not positive: Apache Thrift replaces it`, start, end);
  return id;
}

/** `required` and `optional` are names, of types too, unless a type and a name can follow. */
function readRequiredness(cursor: Cursor): Field["requiredness"] {
  const word = cursor.is(kinds.word) ? cursor.word() : "";
  if ((word !== "required" && word !== "optional") || !cursor.is(kinds.word, 1)) return "default";
  cursor.at++;
  return word;
}

/** Reads `xsd_optional xsd_nillable xsd_attrs { … }`, which are about XML Schema and mean nothing here. */
function xmlSchema(cursor: Cursor): void {
  cursor.takeWord("xsd_optional");
  cursor.takeWord("xsd_nillable");
  if (!cursor.isWord("xsd_attrs") || !cursor.is(kinds.openBrace, 1)) return;
  const opened = cursor.at + 1;
  cursor.at += 2;
  cursor.nested(() => fields(cursor, "braces", { what: "the attributes", opened }));
}
