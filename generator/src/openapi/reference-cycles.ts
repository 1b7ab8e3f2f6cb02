import type { Diagnostics } from "../source/diagnostic.ts";
import { childSpan } from "../source/span.ts";
import type { Occurrence, References, Target } from "./references.ts";
import { refOf } from "./structure.ts";

/** Reports chains of references that never arrive, each ring once. */
export function reportCycles(
  references: References,
  occurrences: readonly Occurrence[],
  diagnostics: Diagnostics,
): void {
  const reported = new Set<string>();
  const clean = new Set<string>();
  for (const { ref, span } of occurrences) {
    const chain: Target[] = [];
    let at = references.target(ref, span);
    while (at !== undefined && !chain.some((t) => t.id === at!.id)) {
      if (clean.has(at.id)) break;
      chain.push(at);
      const next = refOf(at.value);
      if (next === undefined) {
        at = undefined;
        break;
      }
      at = references.target(next, at.span);
    }
    if (at === undefined || clean.has(at.id)) {
      for (const { id } of chain) clean.add(id);
      continue;
    }
    const cycle = chain.slice(chain.findIndex((t) => t.id === at!.id));
    if (cycle.some((t) => reported.has(t.id))) continue;
    for (const { id } of cycle) reported.add(id);
    const first = cycle[0]!;
    diagnostics.add(
      "VG1016",
      `this reference leads back to itself${cycle.length > 1 ? ` after ${cycle.length} steps` : ""}`,
      {
        span: childSpan(first.span, "$ref"),
        related: cycle
          .slice(1)
          .map((t) => ({ message: "by way of this reference", span: childSpan(t.span, "$ref") })),
      },
    );
  }
}
