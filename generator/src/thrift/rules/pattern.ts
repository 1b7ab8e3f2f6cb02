import { ExpressionError, fromRe2 } from "../../expression/index.ts";
import { PatternCosts } from "../../expression/slow-pattern.ts";
import type { Code } from "../../source/codes.ts";
import type { Expression } from "../../ir/expression.ts";
import type { Program } from "../program.ts";

const costs = new WeakMap<Program, PatternCosts>();

/** Tells of something about a pattern that is no error. */
export type Remark = (code: Code, message: string, start: number, end: number, hint?: string) => void;

/**
 * The test of a text by a pattern of RE2. A pattern that a stranger can make slow is refused where its time is exponential,
 * and otherwise tried on short texts only, longer ones being refused.
 *
 * @throws {ExpressionError} when the pattern is none, or is refused
 */
export function patternTest(
  program: Program,
  remark: Remark,
  pattern: { readonly source: string; readonly start: number; readonly end: number },
  text: Expression,
  negated: boolean,
): Expression {
  const { source, start, end } = pattern;
  const read = fromRe2(source);
  if (!read.ok) {
    const at = Math.min(start + 1 + read.at, end - 1);
    const message = `the pattern is no regular expression of RE2: ${read.reason}`;
    throw new ExpressionError({ code: "VG3307", message, start: at, end });
  }
  const values: Expression[] = [{ kind: "literal", value: read.source }, text];
  if (negated) values.push({ kind: "literal", value: true });
  const test: Expression = { kind: "call", function: "regexp", arguments: values };
  let known = costs.get(program);
  if (known === undefined) costs.set(program, (known = new PatternCosts()));
  const cost = known.of(read.source);
  if (cost.kind === "linear") return test;
  if (cost.kind === "unknown") {
    remark("VG3310", "it cannot be decided how long this pattern may take on a long text", start, end);
    return test;
  }
  const hint = "write it so that a text matches in one way only";
  if (cost.degree === undefined) {
    const message = `the pattern takes time that grows exponentially with the length of a text: slow on ${cost.attack}`;
    throw new ExpressionError({ code: "VG3308", message, start, end, hint });
  }
  const message = `the pattern takes time that grows with the power ${cost.degree} of the length of a text: texts of more than ${cost.safeLength} characters are refused (slow on ${cost.attack})`;
  remark("VG3309", message, start, end, hint);
  return {
    kind: "binary",
    operator: "&&",
    left: {
      kind: "binary",
      operator: "<=",
      left: { kind: "call", function: "mblen", arguments: [text] },
      right: { kind: "literal", value: cost.safeLength },
    },
    right: test,
  };
}
