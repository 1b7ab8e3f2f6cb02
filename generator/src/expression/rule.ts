import type { Expression } from "../ir/index.ts";
import { nearest } from "../source/suggest.ts";
import type { Fault } from "./fault.ts";
import { ExpressionError } from "./fault.ts";
import type { Surroundings } from "./parse.ts";
import { ExpressionParser } from "./parse.ts";
import type { Token } from "./tokens.ts";
import { tokensOf } from "./tokens.ts";

/** A rule of a field. */
export interface Rule {
  /** The condition; absent: there is none, or the field is left out of checking (`-`). */
  readonly test?: Expression;
  /** The condition as it was written. */
  readonly text: string;
  /** What a failure says. */
  readonly message?: Expression;
  /** An absent value passes (`?`). */
  readonly skipsNil: boolean;
}

export type RuleResult =
  { readonly ok: true; readonly rule: Rule } | { readonly ok: false; readonly fault: Fault };

/**
 * Reads a rule: a condition, or parts with names, `@:condition; msg:text`. `-` is no rule; `?` before the condition, or
 * alone, lets an absent value pass.
 */
export function parseRule(text: string, around: Surroundings): RuleResult {
  try {
    return { ok: true, rule: read(text, around) };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, fault: error.fault };
    throw error;
  }
}

function read(text: string, around: Surroundings): Rule {
  if (text.trim() === "-") return { text: "-", skipsNil: false };
  const parser = new ExpressionParser(tokensOf(text), around);
  const skipsNil = parser.takes("?");
  const parts = new Map<"@" | "msg", { readonly expression: Expression; readonly text: string }>();
  while (parser.next.kind !== "end") {
    if (parser.takes(";")) continue;
    const named = nameOf(parser);
    const key = named ?? "@";
    const { start } = parser.next;
    if (parts.has(key))
      parser.fail(key === "@" ? "there is a condition already" : "there is a message already");
    const expression = parser.expression();
    const { next } = parser;
    if (!isEndOfPart(next)) {
      const hint =
        next.kind === "symbol" && next.text === "?" ? "`?` stands at the start of a rule" : undefined;
      parser.fail(
        "expected an operator or the end of the rule",
        { start: next.start, end: text.length },
        hint,
      );
    }
    parts.set(key, { expression, text: text.slice(start, next.start).trim() });
  }
  const condition = parts.get("@");
  const message = parts.get("msg");
  if (condition === undefined && !skipsNil) {
    parser.fail("expected a condition", { start: 0, end: text.length });
  }
  return {
    text: condition?.text ?? "",
    skipsNil,
    ...(condition && { test: condition.expression }),
    ...(message && { message: message.expression }),
  };
}

function isEndOfPart(token: Token): boolean {
  return token.kind === "end" || (token.kind === "symbol" && token.text === ";");
}

/** The name of the part that follows, if it has one. */
function nameOf(parser: ExpressionParser): "@" | "msg" | undefined {
  const { next } = parser;
  if (parser.takes(":")) return "@";
  if (parser.takes("@")) {
    if (!parser.takes(":")) parser.fail("expected `:` after `@`");
    return "@";
  }
  const colon = parser.peek(1);
  if (next.kind !== "name" || colon?.kind !== "symbol" || colon.text !== ":") return undefined;
  if (next.text !== "msg") {
    const near = nearest(next.text, ["msg"]);
    const message = `a rule has no part \`${next.text}\``;
    parser.fail(near === undefined ? message : `${message}; did you mean \`${near}\`?`, next);
  }
  parser.advance();
  parser.advance();
  return "msg";
}
