import type { Cursor } from "./cursor.ts";
import type { Kind } from "./tokens.ts";
import { kinds } from "./tokens.ts";

const withBody: ReadonlySet<string> = new Set(["struct", "union", "exception", "enum", "senum", "service"]);

const keywords: ReadonlySet<string> = new Set([
  ...withBody,
  "typedef",
  "const",
  "include",
  "cpp_include",
  "namespace",
]);

/**
 * True when a definition or a header certainly begins at the next token. It looks at three tokens, because every
 * keyword may be the name of a field, and where an enclosing brace is missing this is what is found instead.
 */
export function beginsDefinition(cursor: Cursor): boolean {
  const next = cursor.kind(1);
  if (!cursor.is(kinds.word) || (next !== kinds.word && next !== kinds.literal && next !== kinds.star))
    return false;
  const word = cursor.word();
  if (!keywords.has(word)) return false;
  if (word === "include" || word === "cpp_include") return cursor.is(kinds.literal, 1);
  if (word === "namespace") {
    return (cursor.is(kinds.star, 1) || cursor.is(kinds.word, 1)) && isOneLine(cursor) && isName(cursor, 2);
  }
  // Members of an enum may be words on lines of their own.
  if (!cursor.is(kinds.word, 1) || cursor.beginsLine(cursor.at + 1)) return false;
  if (withBody.has(word)) {
    return (
      cursor.is(kinds.openBrace, 2) ||
      (word === "service" && cursor.isWord("extends", 2)) ||
      (word !== "service" && cursor.isWord("xsd_all", 2))
    );
  }
  if (word !== "typedef" && word !== "const") return false;
  return isOneLine(cursor) && (isName(cursor, 2) || cursor.is(kinds.openAngle, 2));
}

/** True for three tokens that begin a line and stand on it. */
function isOneLine(cursor: Cursor): boolean {
  return cursor.beginsLine() && !cursor.beginsLine(cursor.at + 1) && !cursor.beginsLine(cursor.at + 2);
}

function isName(cursor: Cursor, ahead: number): boolean {
  return cursor.is(kinds.word, ahead) || cursor.is(kinds.literal, ahead);
}

const openers: ReadonlyMap<Kind, Kind> = new Map<Kind, Kind>([
  [kinds.openBrace, kinds.closeBrace],
  [kinds.openParen, kinds.closeParen],
  [kinds.openBracket, kinds.closeBracket],
]);

/** The brackets that were opened on the way, as what closes them. */
class OpenBrackets {
  readonly #stack: Kind[] = [];
  /** How many of a kind are in the stack, so that what closes none is known without a search. */
  readonly #counts = new Map<Kind, number>();

  get none(): boolean {
    return this.#stack.length === 0;
  }

  see(kind: Kind): void {
    const closedBy = openers.get(kind);
    if (closedBy !== undefined) {
      this.#stack.push(closedBy);
      this.#counts.set(closedBy, (this.#counts.get(closedBy) ?? 0) + 1);
      return;
    }
    if ((this.#counts.get(kind) ?? 0) === 0) return;
    for (let top = this.#stack.pop(); top !== undefined; top = this.#stack.pop()) {
      this.#counts.set(top, (this.#counts.get(top) ?? 0) - 1);
      if (top === kind) return;
    }
  }
}

/**
 * After a mistake in a part of a list, finds where the next part begins: behind a separator, or where `begins` says so
 * on a new line, or stops before what closes the list and before a definition.
 *
 * @param begins asked about the first token of each line.
 */
export function skipToNextPart(cursor: Cursor, close: Kind, begins: () => boolean): void {
  const open = new OpenBrackets();
  for (; !cursor.atEnd; cursor.advance()) {
    const kind = cursor.kind();
    if (kind === kinds.word && beginsDefinition(cursor)) return;
    if (open.none) {
      if (kind === close || kind === kinds.closeBrace) return;
      if (cursor.separator()) return;
    }
    if (cursor.beginsLine() && begins()) return;
    open.see(kind);
  }
}

/** After a mistake outside of all braces, finds the next definition or header, over what braces enclose. */
export function skipToDefinition(cursor: Cursor): void {
  let depth = 0;
  for (; !cursor.atEnd; cursor.advance()) {
    if (cursor.is(kinds.word) && beginsDefinition(cursor)) return;
    if (cursor.is(kinds.openBrace)) depth++;
    else if (cursor.is(kinds.closeBrace) && --depth <= 0) {
      cursor.advance();
      return;
    }
  }
}
