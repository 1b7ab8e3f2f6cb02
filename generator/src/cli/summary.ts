import { join } from "node:path";
import { hunk } from "../output/diff.ts";
import type { OutputPlan } from "../output/plan.ts";
import type { Cycle, Drift } from "./cycle.ts";
import { driftOf } from "./cycle.ts";
import type { Format } from "./formats.ts";
import type { JsonDiagnostic } from "./report.ts";
import { escapeProperty, toJson } from "./report.ts";

/** Files that a summary lists before it only counts them. */
const LISTED = 20;

/** What a run wrote: one line a contract, and below it the files that changed unless `brief`. */
export function writeSummary(cycle: Cycle, brief: boolean): string {
  const time = duration(cycle.milliseconds);
  return cycle.plans
    .map((plan, i) => written(plan, brief, i === cycle.plans.length - 1 ? ` in ${time}` : ""))
    .join("");
}

function written(plan: OutputPlan, brief: boolean, time: string): string {
  const { changes, stale, unchanged } = plan;
  const counts = [
    changes.length > 0 && `${files(changes.length)} written`,
    stale.length > 0 && `${files(stale.length)} removed`,
    unchanged.length > 0 && `${files(unchanged.length)} unchanged`,
  ].filter((count) => count !== false);
  const line = `${plan.folder}: ${counts.join(", ") || "nothing to write"}${time}\n`;
  if (brief || changes.length + stale.length > LISTED) return line;
  const list = [
    ...changes.map(({ path, before }) => `  ${before === undefined ? "+" : "~"} ${path}\n`),
    ...stale.map(({ path }) => `  - ${path}\n`),
  ];
  return line + list.join("");
}

const sentences: Readonly<Record<Drift, string>> = {
  missing: "is missing",
  different: "differs from what the contract gives",
  stale: "is not part of the contract any more",
};

/** What `--check` found out. */
export function checkSummary(cycle: Cycle, format: Exclude<Format, "json" | "sarif">): string {
  const drift = cycle.plans.flatMap(driftOf);
  if (drift.length === 0) return cycle.plans.map(upToDate).join("");
  if (format === "github") {
    return drift
      .map(({ path, state }) => `::error file=${escapeProperty(path)}::${sentences[state]}: run volo-gen\n`)
      .join("");
  }
  const hunks = new Map(
    cycle.plans.flatMap(({ folder, changes }) =>
      changes.map(({ path, before, after }) => [
        join(folder, path),
        before === undefined ? "" : `${hunk(before, after)}\n`,
      ]),
    ),
  );
  const list = drift.map(({ path, state }) => `${path} ${sentences[state]}\n${hunks.get(path) ?? ""}`);
  return `${list.join("")}${files(drift.length)} out of date: run volo-gen without --check\n`;
}

function upToDate({ folder, unchanged }: OutputPlan): string {
  return `${folder}: ${files(unchanged.length)} up to date\n`;
}

/** A run as `--format json` prints it. */
export interface CycleJson {
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly targets: readonly {
    readonly input: string;
    readonly folder: string;
    readonly written?: readonly string[];
    readonly removed?: readonly string[];
    readonly unchanged: readonly string[];
    readonly drift?: readonly { readonly path: string; readonly state: Drift }[];
  }[];
  readonly milliseconds: number;
}

/** A run as data. */
export function cycleJson(cycle: Cycle, check: boolean): CycleJson {
  const { plans } = cycle;
  return {
    diagnostics: toJson(cycle.diagnostics),
    // After an error there are no plans, and nothing was done for any target.
    targets: plans.map((plan, i) => ({
      input: cycle.targets[i]?.target.request.input ?? "",
      folder: plan.folder,
      ...(check
        ? { drift: driftOf(plan) }
        : { written: plan.changes.map(({ path }) => path), removed: plan.stale.map(({ path }) => path) }),
      unchanged: plan.unchanged,
    })),
    milliseconds: Math.round(cycle.milliseconds),
  };
}

function files(count: number): string {
  return `${count} file${count === 1 ? "" : "s"}`;
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
