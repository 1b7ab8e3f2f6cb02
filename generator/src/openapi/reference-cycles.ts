import type { Diagnostics } from "../source/diagnostic.ts";
import { childSpan } from "../source/span.ts";
import type { Occurrence, References, Target } from "./references.ts";
import { refOf } from "./structure.ts";

/** Steps of a ring that are shown. */
const shown = 8;

/** Reports chains of references that never arrive, each ring once. */
export function reportCycles(
  references: References,
  occurrences: readonly Occurrence[],
  diagnostics: Diagnostics,
): void {
  const clean = new Set<string>();
  for (const { ref, span } of occurrences) {
    const chain = new Map<string, Target>();
    let at = references.target(ref, span);
    while (at !== undefined && !chain.has(at.id) && !clean.has(at.id)) {
      chain.set(at.id, at);
      const next = refOf(at.value);
      at = next === undefined ? undefined : references.target(next, at.span);
    }
    const end = at;
    const ids = [...chain.keys()];
    for (const id of ids) clean.add(id);
    // It arrives, or at something that was looked at before.
    if (end === undefined || !chain.has(end.id)) continue;
    const cycle = [...chain.values()].slice(ids.indexOf(end.id));
    const first = cycle[0]!;
    diagnostics.add(
      "VG1016",
      `this reference leads back to itself${cycle.length > 1 ? ` after ${cycle.length} steps` : ""}`,
      {
        span: childSpan(first.span, "$ref"),
        related: cycle
          .slice(1, 1 + shown)
          .map((t) => ({ message: "by way of this reference", span: childSpan(t.span, "$ref") })),
      },
    );
  }
}
