import type { Expression } from "../ir/index.ts";
import { ExpressionError } from "./fault.ts";
import type { Surroundings } from "./parse.ts";
import { fromRe2 } from "./re2.ts";
import type { RuleResult } from "./rule.ts";
import { parseRule } from "./rule.ts";

/** For tests: `$` is the part `x` of what a rule is about, `(A.B)$` another one; `(Nobody)$` does not exist. */
export const testSurroundings: Surroundings = {
  field: (name, start, end): Expression => {
    if (name === "Nobody") {
      throw new ExpressionError({ code: "VG3306", message: "there is no field `Nobody`", start, end });
    }
    return { kind: "value", path: { from: "self", keys: (name ?? "x").split(".") } };
  },
  pattern: (source, text, negated, start, end): Expression => {
    const read = fromRe2(source);
    if (!read.ok) throw new ExpressionError({ code: "VG3307", message: read.reason, start, end });
    const values: Expression[] = [{ kind: "literal", value: read.source }, text];
    if (negated) values.push({ kind: "literal", value: true });
    return { kind: "call", function: "regexp", arguments: values };
  },
};

export function testRule(text: string): RuleResult {
  return parseRule(text, testSurroundings);
}
