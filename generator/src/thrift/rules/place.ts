import type { TextSpan } from "../../source/span.ts";
import type { Literal } from "../ast.ts";
import { decode } from "../syntax/escapes.ts";

/** Where a part of a literal's text stands in the file: escapes are longer there than in the text. */
export function spanInside(literal: Literal, start: number, end: number): TextSpan {
  const first = literal.span.start + 1;
  return {
    ...literal.span,
    start: first + rawOffset(literal.raw, start),
    end: Math.max(first + rawOffset(literal.raw, end), first + rawOffset(literal.raw, start)),
  };
}

/** The last place of the raw text before which as much of the text stands. */
function rawOffset(raw: string, offset: number): number {
  let low = 0;
  let high = raw.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decode(raw.slice(0, middle)).text.length <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
