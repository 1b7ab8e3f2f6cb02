import { join } from "node:path";
import { planOutput, refuseEdited } from "../output/plan.ts";
import type { OutputPlan } from "../output/plan.ts";
import { writeOutput } from "../output/write.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { Diagnostics } from "../source/diagnostic.ts";
import { findConfig, loadConfig } from "./load-config.ts";
import type { GenerateResult } from "../generate.ts";
import type { Pipeline } from "./pipeline.ts";
import type { ResolvedTarget, TargetFlags } from "./targets.ts";
import { resolveTargets } from "./targets.ts";

/** What one cycle is asked to do. */
export interface CycleRequest {
  readonly idls: readonly string[];
  readonly config: string | undefined;
  readonly flags: TargetFlags;
  /** Compare with what is there instead of writing. */
  readonly check: boolean;
  /** Read the configuration again although an earlier cycle did. */
  readonly fresh: boolean;
}

/** What a cycle found and did. */
export interface Cycle {
  readonly diagnostics: readonly Diagnostic[];
  /** In the order of the targets; empty when a fault of the configuration comes before them. */
  readonly targets: readonly { readonly target: ResolvedTarget; readonly result: GenerateResult }[];
  /** What was written, or with `check` would be; empty after an error. */
  readonly plans: readonly OutputPlan[];
  /** Files whose change calls for another cycle. */
  readonly sources: readonly string[];
  readonly milliseconds: number;
}

/**
 * Reads, compiles and writes all targets once. Nothing is written when anything has an error, so that no part of the
 * output belongs to an older contract than the rest.
 */
export async function runCycle(request: CycleRequest, pipeline: Pipeline): Promise<Cycle> {
  const start = performance.now();
  const own = new Diagnostics();
  const done: { target: ResolvedTarget; result: GenerateResult }[] = [];
  const config = findConfig(request.config, own);
  const loaded =
    config === undefined || own.hasErrors ? undefined : await loadConfig(config, own, request.fresh);
  const targets = own.hasErrors ? [] : resolveTargets(request.idls, request.flags, loaded, own);
  if (!own.hasErrors) {
    for (const target of targets) done.push({ target, result: await pipeline(target.request) });
  }
  const found = done.flatMap(({ result }) => result.diagnostics);
  const failed = own.hasErrors || found.some(({ severity }) => severity === "error");
  const plans = failed ? [] : planAll(done, own);
  if (!request.check && !own.hasErrors) {
    for (const plan of plans) refuseEdited(plan, own);
    if (!own.hasErrors) writeOutput(plans, own);
  }
  return {
    diagnostics: [...own.list, ...found],
    targets: done,
    plans: own.hasErrors ? [] : plans,
    sources: [
      ...(config === undefined ? [] : [config]),
      ...targets.map((target) => target.request.input),
      ...done.flatMap(({ result }) => result.sources),
    ],
    milliseconds: performance.now() - start,
  };
}

function planAll(done: Cycle["targets"], diagnostics: Diagnostics): OutputPlan[] {
  return done.flatMap(({ target: { outDir, folder }, result }) => {
    const plan = planOutput({ outDir, folder, files: result.files }, diagnostics);
    return plan === undefined ? [] : [plan];
  });
}

/** The files of a plan whose content on the disk differs from what is wanted. */
export function driftOf(plan: OutputPlan): { readonly path: string; readonly state: Drift }[] {
  return [
    ...plan.changes.map(({ path, before }) => ({
      path: join(plan.folder, path),
      state: before === undefined ? ("missing" as const) : ("different" as const),
    })),
    ...plan.stale.map(({ path }) => ({ path: join(plan.folder, path), state: "stale" as const })),
  ];
}

/** How a file on the disk differs from the contract. */
export type Drift = "missing" | "different" | "stale";
