import type { Cursor } from "./cursor.ts";
import type { Tokens } from "./tokens.ts";

/** True for a comment that explains something: all but plain block comments, which hold licences and old code. */
function explains(tokens: Tokens, comment: number): boolean {
  const { text } = tokens;
  const start = tokens.commentStart(comment);
  return text.charCodeAt(start + 1) !== 0x2a || isDocComment(tokens, comment);
}

/** True for a comment between slash, two stars, and star, slash. */
function isDocComment(tokens: Tokens, comment: number): boolean {
  const start = tokens.commentStart(comment);
  const { text } = tokens;
  return (
    text.startsWith("/**", start) && text.charAt(start + 3) !== "*" && tokens.commentEnd(comment) > start + 4
  );
}

/** True when an empty line, or more, stands between two offsets. */
function hasEmptyLine(text: string, from: number, to: number): boolean {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) lines++;
  }
  return lines > 1;
}

/** A comment without its marks. */
function plain(tokens: Tokens, comment: number): string {
  const raw = tokens.text.slice(tokens.commentStart(comment), tokens.commentEnd(comment));
  if (!raw.startsWith("/*")) {
    const text = raw.replace(/^(?:\/{2,}|#+)!?<? ?/, "").trimEnd();
    return isRuler(text) ? "" : text;
  }
  let end = raw.endsWith("*/") ? raw.length - 2 : raw.length;
  while (raw.charAt(end - 1) === "*") end--;
  const body = raw.slice(raw.startsWith("/**") ? 3 : 2, end);
  const lines = body.split(/\r\n|\n|\r/).map((line, index) => {
    const text = index === 0 ? line.trimStart() : line.replace(/^[ \t]*\*? ?/, "");
    const trimmed = text.trimEnd();
    return isRuler(trimmed) ? "" : trimmed;
  });
  const from = lines.findIndex((line) => line !== "");
  const to = lines.findLastIndex((line) => line !== "");
  return lines.slice(Math.max(from, 0), to + 1).join("\n");
}

/** A line of nothing but dashes, stars and the like. */
function isRuler(text: string): boolean {
  return text.length > 2 && !/[^-=*#/~_+ \t]/.test(text);
}

/**
 * The text of the comments that belong to what begins at one token and ends before another: those directly above it,
 * and that behind it on its last line.
 *
 * @param first its first token.
 * @param next the token after it and its separator.
 */
export function docs(cursor: Cursor, first: number, next: number): string | undefined {
  const { tokens } = cursor;
  const from = tokens.firstComment(first);
  const to = tokens.endOfComments(first);
  const behind = tokens.firstComment(next) < tokens.endOfComments(next) ? trailing(tokens, next) : undefined;
  if (from === to && behind === undefined) return undefined;
  const parts = leading(tokens, first, from, to);
  if (behind !== undefined && next !== first) parts.push(behind);
  const text = parts.join("\n").trim();
  return text === "" ? undefined : text;
}

/** Where lines end between a token and the one before it; both are the end of the text when none does. */
interface LineEnds {
  readonly first: number;
  readonly last: number;
}

function lineEnds(tokens: Tokens, next: number): LineEnds {
  const { text } = tokens;
  const from = next === 0 ? 0 : tokens.end(next - 1);
  const to = tokens.start(next);
  let first = from;
  while (first < to && !isLineEnd(text, first)) first++;
  let last = to - 1;
  while (last >= from && !isLineEnd(text, last)) last--;
  const atEnd = next === tokens.count - 1;
  return { first: first < to ? first : text.length, last: atEnd ? text.length : last };
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x0a || code === 0x0d;
}

/** True for a comment on the line of the token before it that nothing follows on that line. */
function isTrailing(tokens: Tokens, comment: number, { first, last }: LineEnds): boolean {
  return tokens.commentStart(comment) < first && tokens.commentEnd(comment) <= last;
}

function trailing(tokens: Tokens, next: number): string | undefined {
  if (next === 0) return undefined;
  const ends = lineEnds(tokens, next);
  const parts: string[] = [];
  for (let at = tokens.firstComment(next); at < tokens.endOfComments(next); at++) {
    if (!isTrailing(tokens, at, ends)) break;
    if (explains(tokens, at)) parts.push(plain(tokens, at));
  }
  return parts.length === 0 ? undefined : parts.join("\n");
}

function leading(tokens: Tokens, first: number, from: number, to: number): string[] {
  if (from === to) return [];
  const ends = lineEnds(tokens, first);
  const parts: string[] = [];
  let below = tokens.start(first);
  for (let at = to - 1; at >= from; at--) {
    if (first > 0 && isTrailing(tokens, at, ends)) break;
    const apart = hasEmptyLine(tokens.text, tokens.commentEnd(at), below);
    // A comment with two stars belongs to what follows even over an empty line, except the first of the file.
    if (apart && (parts.length > 0 || !isDocComment(tokens, at) || isOfDocument(tokens, first, at))) break;
    if (explains(tokens, at)) parts.push(plain(tokens, at));
    below = tokens.commentStart(at);
  }
  return parts.reverse();
}

/** True for the first comment with two stars of a file, when it stands before everything else. */
function isOfDocument(tokens: Tokens, first: number, comment: number): boolean {
  return first === 0 && documentComment(tokens) === comment;
}

/** The comment that is about the whole file: the first with two stars, if an empty line or a header follows it. */
function documentComment(tokens: Tokens): number | undefined {
  const end = tokens.endOfComments(0);
  for (let at = 0; at < end; at++) {
    if (!isDocComment(tokens, at)) continue;
    const below = at + 1 < end ? tokens.commentStart(at + 1) : tokens.start(0);
    const apart = hasEmptyLine(tokens.text, tokens.commentEnd(at), below);
    const first = tokens.word(0);
    const headed = first === "namespace" || first === "include" || first === "cpp_include";
    return apart || headed || tokens.count === 1 ? at : undefined;
  }
  return undefined;
}

/** What a file says about itself. */
export function documentDocs(cursor: Cursor): string | undefined {
  const comment = documentComment(cursor.tokens);
  if (comment === undefined) return undefined;
  const text = plain(cursor.tokens, comment).trim();
  return text === "" ? undefined : text;
}
