import type { Diagnostic } from "../source/diagnostic.ts";

/** What a command ends with. */
export type ExitCode = 0 | 1 | 2 | 130;

/** A command line that makes no sense; printed in one sentence, exit code 2. */
export class UsageError extends Error {}

/**
 * 0 without errors, 1 for findings in an IDL, 2 when the output, the configuration or the command line is at fault: a
 * file that cannot be read counts as the latter when no file refers to it.
 */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): 0 | 1 | 2 {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return 0;
  const ours = errors.some(
    ({ code, span }) => code.startsWith("VG5") || (code === "VG1001" && span === undefined),
  );
  return ours ? 2 : 1;
}
