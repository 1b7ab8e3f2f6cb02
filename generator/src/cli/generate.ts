import type { Terminal } from "./terminal.ts";
import type { Cycle, CycleRequest } from "./cycle.ts";
import { driftOf, runCycle } from "./cycle.ts";
import type { ExitCode } from "./exit.ts";
import { exitCodeOf } from "./exit.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Format } from "./formats.ts";
import { report, tally } from "./report.ts";
import { toSarif } from "./sarif.ts";
import { checkSummary, cycleJson, writeSummary } from "./summary.ts";

/** The command line of `volo-gen <idl…>`. */
export interface GenerateCommand extends Omit<CycleRequest, "fresh"> {
  readonly watch: boolean;
  readonly format: Format;
  /** Print the intermediate representation instead of writing anything. */
  readonly dump: boolean;
}

/** `volo-gen <idl…>`: compiles contracts, once or whenever they change. */
export async function generateCommand(
  command: GenerateCommand,
  pipeline: Pipeline,
  terminal: Terminal,
): Promise<ExitCode> {
  if (command.dump) return dump(command, pipeline, terminal);
  let first = true;
  const cycle = async (): Promise<Cycle> => {
    const done = await runCycle({ ...command, fresh: !first }, pipeline);
    first = false;
    print(done, command, terminal);
    return done;
  };
  if (command.watch) {
    const { watch } = await import("./watch.ts");
    return watch(cycle, terminal);
  }
  const done = await cycle();
  const code = exitCodeOf(done.diagnostics);
  return code === 0 && command.check && done.plans.some((plan) => driftOf(plan).length > 0) ? 1 : code;
}

function print(cycle: Cycle, command: GenerateCommand, terminal: Terminal): void {
  const { diagnostics } = cycle;
  const { format } = command;
  if (format === "json") {
    terminal.out(JSON.stringify(cycleJson(cycle, command.check), undefined, 2) + "\n");
    return;
  }
  if (format === "sarif") {
    terminal.out(JSON.stringify(toSarif(diagnostics), undefined, 2) + "\n");
    return;
  }
  // Workflow commands are read from the standard output.
  const stream = format === "github" ? terminal.out : terminal.err;
  stream(report(diagnostics, format, format === "text" && terminal.color));
  if (diagnostics.length > 0) {
    const failed = diagnostics.some(({ severity }) => severity === "error");
    const outcome = !failed ? "" : command.watch ? ": the last good output is kept" : ": nothing was written";
    terminal.err(`${tally(diagnostics)}${command.check ? "" : outcome}\n`);
  }
  terminal.out(command.check ? checkSummary(cycle, format) : writeSummary(cycle, command.watch));
}

async function dump(command: GenerateCommand, pipeline: Pipeline, terminal: Terminal): Promise<ExitCode> {
  // A check writes nothing, and what it finds is not printed.
  const { diagnostics, targets } = await runCycle({ ...command, check: true, fresh: false }, pipeline);
  terminal.err(report(diagnostics, "text", terminal.color));
  for (const { result } of targets) terminal.out(result.dump?.() ?? "");
  return exitCodeOf(diagnostics);
}
