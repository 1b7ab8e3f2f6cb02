import { readFileSync } from "node:fs";
import { UsageError } from "./exit.ts";
import type { ExitCode } from "./exit.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Terminal } from "./terminal.ts";
import { processTerminal } from "./terminal.ts";

/** The generator, loaded when a command needs it. */
const lazyPipeline: Pipeline = async (request) => {
  const { generate } = await import("../index.ts");
  return generate(request);
};

/**
 * Runs the command line `args`.
 *
 * @returns the exit code: 0 fine, 1 findings in an IDL or drift, 2 wrong usage, configuration or output, or a fault of
 * the generator, 130 interrupted.
 */
export async function main(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
  pipeline: Pipeline = lazyPipeline,
): Promise<ExitCode> {
  const { CommanderError } = await import("commander");
  const { createProgram } = await import("./program.ts");
  let code: ExitCode = 0;
  const program = createProgram(version(), pipeline, terminal, (result) => {
    code = result;
  });
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, outputError: () => {} });
  }
  try {
    await program.parseAsync(separateDebug(args), { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError || error instanceof UsageError) {
      terminal.err(`${error.message.replace(/^(?!error: )/, "error: ")}\nRun volo-gen --help for help.\n`);
      return 2;
    }
    terminal.err(internalError(error, args.includes("--debug")));
    return 2;
  }
}

/** `--debug` may stand anywhere: what follows it is its value only if it is `ir`. */
function separateDebug(args: readonly string[]): string[] {
  return args.map((arg, i) => (arg === "--debug" && args[i + 1] !== "ir" ? "--debug=stack" : arg));
}

function internalError(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const advice = debug ? "" : "; run it again with --debug for the stack";
  const sentence = `error VG5091: volo-gen failed, which is a fault of its own: ${message}${advice}\n`;
  return debug && error instanceof Error && error.stack !== undefined
    ? `${sentence}${error.stack}\n`
    : sentence;
}

function version(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
