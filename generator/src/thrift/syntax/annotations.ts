import type { Annotation, Literal } from "../ast.ts";
import type { Cursor } from "./cursor.ts";
import { decode } from "./escapes.ts";
import { shortened } from "./shortened.ts";
import { kinds } from "./tokens.ts";

/** Reads the literal that is the next token. */
export function literal(cursor: Cursor): Literal {
  const { tokens, at } = cursor;
  const start = tokens.start(at) + 1;
  const end = tokens.unclosed.has(at) ? tokens.end(at) : tokens.end(at) - 1;
  const raw = tokens.text.slice(start, Math.max(start, end));
  const { text, unknown } = decode(raw);
  if (unknown !== -1) {
    const escape = raw.slice(unknown, unknown + 2).trimEnd();
    cursor.faults.remark(
      "VG3010",
      `\`${escape}\` is no escape and is kept as it is; write \`\\${escape}\``,
      start + unknown,
      Math.min(start + unknown + 2, end),
    );
  }
  const span = cursor.span(at);
  cursor.at++;
  return { text, raw, span };
}

const none: readonly Annotation[] = [];

/** Reads annotations in parentheses, if they are what comes next. */
export function annotations(cursor: Cursor): readonly Annotation[] {
  if (!cursor.is(kinds.openParen)) return none;
  const opened = cursor.at++;
  const list: Annotation[] = [];
  while (!cursor.is(kinds.closeParen) && !cursor.torn) {
    const first = cursor.at;
    if (!cursor.is(kinds.word)) break;
    const key = { text: cursor.word(), span: cursor.span(first) };
    cursor.at++;
    let value: Literal | undefined;
    if (cursor.take(kinds.equals)) {
      if (cursor.is(kinds.literal)) value = literal(cursor);
      else value = unquoted(cursor, key.text);
    } else if (cursor.is(kinds.literal)) {
      cursor.expected(`\`=\` after annotation \`${key.text}\``);
      if (cursor.is(kinds.literal)) value = literal(cursor);
    }
    list.push({ key, value, span: cursor.since(first) });
    cursor.separator();
  }
  cursor.close(kinds.closeParen, ")", { what: "the annotations", opened });
  return list;
}

/** Reports a value without quotes, and reads it when it is one. */
function unquoted(cursor: Cursor, key: string): Literal | undefined {
  const bare = cursor.is(kinds.word) || cursor.is(kinds.integer) || cursor.is(kinds.double);
  if (!bare) {
    cursor.expected(`the value of annotation \`${key}\` in quotes`);
    return undefined;
  }
  const text = cursor.word();
  const span = cursor.span(cursor.at);
  cursor.error("VG3006", `the value of annotation \`${key}\` must be in quotes: \`"${shortened(text)}"\``);
  cursor.advance();
  return { text, raw: text, span };
}
