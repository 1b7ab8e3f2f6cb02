import { createRequire } from "node:module";
import { isPlainlyLinear } from "./linear.ts";

/** How the time that a pattern takes grows with the text. */
export type PatternCost =
  | { readonly kind: "linear" }
  /** By a power of the length, or exponentially where there is no degree. */
  | {
      readonly kind: "slow";
      readonly degree: number | undefined;
      /** Length in code points up to which no text takes more than about a millisecond. */
      readonly safeLength: number;
      /** An expression of ECMAScript for a text on which it is slow, shortened. */
      readonly attack: string;
    }
  | { readonly kind: "unknown" };

/** What this module uses of the analysis. */
type CheckSync = typeof import("recheck").checkSync;

const require = createRequire(import.meta.url);

/** Milliseconds for one pattern, and for all of a run. */
const PATTERN_MS = 5000;
const RUN_MS = 20_000;
/** Steps that a matcher may take on one text: about a millisecond. */
const SAFE_STEPS = 250_000;

const linear: PatternCost = { kind: "linear" };

/**
 * Asks of patterns how long a matcher that backtracks, as that of JavaScript, may take. Answers are remembered; the
 * analysis is loaded when a pattern needs it. It is the build of `recheck` for browsers: JavaScript in this process,
 * where the one for Node would start a program or Java.
 */
export class PatternCosts {
  readonly #known = new Map<string, PatternCost>();
  #left = RUN_MS;

  /** @param source an expression that compiles with the flag `u`. */
  of(source: string): PatternCost {
    let cost = this.#known.get(source);
    if (cost === undefined) {
      cost = isPlainlyLinear(source) ? linear : this.#analyse(source);
      this.#known.set(source, cost);
    }
    return cost;
  }

  #analyse(source: string): PatternCost {
    if (this.#left <= 0 || source.length > 10_000) return { kind: "unknown" };
    const start = performance.now();
    const { checkSync } = require("recheck/lib/browser.js") as { readonly checkSync: CheckSync };
    const found = checkSync(source, "u", {
      timeout: Math.ceil(Math.min(PATTERN_MS, this.#left)),
      randomSeed: 0,
    });
    this.#left -= performance.now() - start;
    if (found.status === "safe") return linear;
    if (found.status === "unknown") return { kind: "unknown" };
    const { complexity, attack } = found;
    const degree = complexity.type === "polynomial" ? complexity.degree : undefined;
    const shown = attack.pattern;
    return {
      kind: "slow",
      degree,
      safeLength: degree === undefined ? shortest(source) : shortText(degree),
      attack: shown.length > 60 ? shown.slice(0, 59) + "…" : shown,
    };
  }
}

/** The length at which `n ** degree / degree!`, the ways to split a text, reaches {@link SAFE_STEPS}. */
function shortText(degree: number): number {
  let ways = SAFE_STEPS;
  for (let i = 2; i <= degree; i++) ways *= i;
  return Math.floor(ways ** (1 / degree));
}

/** The same where each character multiplies the ways by as many as the expression has choices, at most. */
function shortest(source: string): number {
  const choices = source.match(/[|*+?{]/g)?.length ?? 0;
  return Math.max(1, Math.floor(Math.log(SAFE_STEPS) / Math.log(1 + Math.max(1, choices))));
}
