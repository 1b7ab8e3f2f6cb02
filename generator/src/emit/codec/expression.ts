import type { Code } from "../code.ts";
import { code, cut, indent, join } from "../code.ts";

/** Longest line that is put together. */
const width = 100;

/** Something that must hold: conditions that stand on one line, because the later ones rely on the earlier. */
export type Test = readonly Code[];

/** All of the conditions, as an operand of `&&`. */
export function all(tests: readonly Code[]): Code {
  return tests.length === 0 ? code`true` : join(tests, " && ");
}

/** A condition that holds when one of the tests does, as an operand of `&&`. */
export function some(tests: readonly Test[]): Code {
  const parts = tests.map((test) => (test.length > 1 ? code`(${all(test)})` : all(test)));
  return parts.length === 1 ? (parts[0] ?? code`false`) : code`(${join(parts, " || ")})`;
}

/** `return` of all tests, one a line when they do not fit on one. */
export function returnAll(tests: readonly Test[]): Code {
  const flat = tests.flat();
  const line = all(flat);
  const [only] = flat;
  if (flat.length === 1 && only !== undefined) return code`return ${withoutParentheses(only)};`;
  if (line.length <= width) return code`return ${line};`;
  const lines = tests.filter((test) => test.length > 0).map(all);
  return code`return (\n${indent(join(lines, " &&\n"))}\n);`;
}

/** What {@link some} puts around alternatives is not needed where they stand alone. */
function withoutParentheses(condition: Code): Code {
  return condition.startsWith("(") && closing(condition) === condition.length - 1
    ? cut(condition, 1, -1)
    : condition;
}

/** The index of the parenthesis that closes the first one. */
function closing(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') while (text[++i] !== '"') if (text[i] === "\\") i++;
    if (char === "(") depth++;
    if (char === ")" && --depth === 0) return i;
  }
  return -1;
}
