import { ExpressionError } from "./fault.ts";

/** A word of a rule. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: "number"; readonly value: number }
  /** Between single quotes, which a backslash puts into the text. */
  | { readonly kind: "text"; readonly value: string }
  /** `$`, or `(Name.Sub)$`; names that are no identifiers stand in quotes: `('X-Name'.sub)$`. */
  | { readonly kind: "field"; readonly name: string | undefined }
  /** `#k`, `#v` and `##`. */
  | { readonly kind: "variable"; readonly name: "key" | "value" | "size" }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "symbol"; readonly text: string }
  | { readonly kind: "end" }
);

/** Words of one rule: its tree is as deep as that, at most. */
const most = 1000;

const space = /[\s\uFEFF]+/uy;
const number = /\d+(?:\.\d+)?/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const part = String.raw`(?:[A-Za-z_][A-Za-z0-9_]*|'(?:[^'\\]|\\.)*')`;
const field = new RegExp(
  String.raw`\([ \t]*([A-Za-z_][A-Za-z0-9_.]*|${part}(?:\.${part})*)[ \t]*\)\$|\$`,
  "y",
);
const variable = /#[kv#]/y;
const symbol = /\|\||&&|[=!<>]=|[-+*/%<>!()[\],;:@?]/y;
const variables: Readonly<Record<string, "key" | "value" | "size">> = {
  "#k": "key",
  "#v": "value",
  "##": "size",
};

/** What people write by mistake, with what they mean. */
const hints: ReadonlyMap<string, string> = new Map([
  ["=", "equality is written `==`"],
  ["&", "“and” is written `&&`"],
  ["|", "“or” is written `||`"],
  ['"', "texts are written in single quotes"],
  ["`", "texts are written in single quotes"],
  ["#", "inside `range` there are `#k`, `#v` and `##`"],
]);

/**
 * The words of a rule, the last of them its end.
 *
 * @throws {ExpressionError} where a text is not closed, or a character means nothing
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const blank = take(space);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const token = tokenAt(text, at, take);
    if (token === undefined) {
      const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const message = `\`${char}\` means nothing here`;
      throw new ExpressionError({
        code: "VG3301",
        message,
        start: at,
        end: at + char.length,
        hint: hints.get(char),
      });
    }
    tokens.push(token);
    at = token.end;
    if (tokens.length > most) {
      const message = `a rule may have ${most} words at most`;
      throw new ExpressionError({ code: "VG3301", message, start: 0, end: text.length });
    }
  }
  tokens.push({ kind: "end", start: text.length, end: text.length });
  return tokens;
}

function tokenAt(
  text: string,
  start: number,
  take: (pattern: RegExp) => RegExpExecArray | null,
): Token | undefined {
  if (text[start] === "'") return textAt(text, start);
  const selected = take(field);
  if (selected !== null) return { kind: "field", name: selected[1], start, end: start + selected[0].length };
  const digits = take(number)?.[0];
  if (digits !== undefined)
    return { kind: "number", value: Number(digits), start, end: start + digits.length };
  const word = take(name)?.[0];
  if (word !== undefined) return { kind: "name", text: word, start, end: start + word.length };
  const looped = variables[take(variable)?.[0] ?? ""];
  if (looped !== undefined) return { kind: "variable", name: looped, start, end: start + 2 };
  const sign = take(symbol)?.[0];
  return sign === undefined ? undefined : { kind: "symbol", text: sign, start, end: start + sign.length };
}

/** A quote after one backslash belongs to the text, and the backslash does not; after two it ends the text. */
function textAt(text: string, start: number): Token {
  let value = "";
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] !== "'") continue;
    const escaped = at > from && text[at - 1] === "\\" && !(at - 1 > from && text[at - 2] === "\\");
    if (!escaped) return { kind: "text", value: value + text.slice(from, at), start, end: at + 1 };
    value += text.slice(from, at - 1) + "'";
    from = at + 1;
  }
  const message = "the text is not closed by `'`";
  throw new ExpressionError({ code: "VG3301", message, start, end: text.length });
}
