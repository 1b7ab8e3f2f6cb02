import type { NodeSpan } from "../source/span.ts";
import type { Context } from "./context.ts";
import { report } from "./context.ts";
import type { PatternCost } from "../expression/slow-pattern.ts";

type Slow = Extract<PatternCost, { kind: "slow" }>;

function growth({ degree }: Slow): string {
  if (degree === undefined) return "time that grows exponentially with the length of a text";
  const power = degree === 2 ? "the square" : degree === 3 ? "the cube" : `the power ${degree}`;
  return `time that grows with ${power} of the length of a text`;
}

/** In a message, control characters of the attack are visible by themselves: it is an expression of ECMAScript. */
function example({ attack }: Slow): string {
  return `slow on ${attack}`;
}

/** What becomes of a pattern. */
export interface PatternUse {
  readonly enforced: boolean;
  /** Code points beyond which it must not be tried. */
  readonly maxLength?: number;
}

/**
 * Reports a pattern of texts that a stranger can make slow. One of exponential time is not enforced; one of polynomial
 * time only on texts that are short enough, and longer ones are refused.
 *
 * @param pattern an expression that compiles with the flag `u`.
 * @param maxLength what the schema itself allows.
 */
export function checkPatternCost(
  cx: Context,
  pattern: string,
  span: NodeSpan,
  maxLength: number | undefined,
): PatternUse {
  const cost = cx.patterns.of(pattern);
  if (cost.kind === "linear") return { enforced: true };
  if (cost.kind === "unknown") {
    report(cx, "VG2243", span, "it cannot be decided how long this pattern may take on a long text", {
      hint: "a simpler pattern without back references and look-around can be analysed",
    });
    return { enforced: true };
  }
  const { safeLength } = cost;
  if (maxLength !== undefined && maxLength <= safeLength) {
    report(
      cx,
      "VG2244",
      span,
      `the pattern takes ${growth(cost)}; "maxLength" keeps it harmless (${example(cost)})`,
    );
    return { enforced: true };
  }
  const hint = `write it so that a text matches in one way only, or state a maxLength of at most ${safeLength}`;
  if (cost.degree === undefined) {
    report(cx, "VG2241", span, `the pattern takes ${growth(cost)}: ${example(cost)}`, { hint });
    return { enforced: false };
  }
  report(
    cx,
    "VG2242",
    span,
    `the pattern takes ${growth(cost)}: texts of more than ${safeLength} characters are refused (${example(cost)})`,
    { hint },
  );
  return { enforced: true, maxLength: safeLength };
}

/** Reports a pattern of property names that a stranger can make slow; the answer bounds the length of names. */
export function checkKeyPatternCost(cx: Context, pattern: string, span: NodeSpan): PatternUse {
  const cost = cx.patterns.of(pattern);
  if (cost.kind === "linear") return { enforced: true };
  if (cost.kind === "unknown") {
    report(cx, "VG2243", span, "it cannot be decided how long this pattern may take on a long name");
    return { enforced: true };
  }
  const hint = "write it so that a name matches in one way only";
  if (cost.degree === undefined) {
    report(cx, "VG2245", span, `the pattern of names takes ${growth(cost)}: ${example(cost)}`, { hint });
    return { enforced: false };
  }
  const { safeLength } = cost;
  report(
    cx,
    "VG2246",
    span,
    `the pattern of names takes ${growth(cost)}: names of more than ${safeLength} characters are refused (${example(cost)})`,
    { hint },
  );
  return { enforced: true, maxLength: safeLength };
}
