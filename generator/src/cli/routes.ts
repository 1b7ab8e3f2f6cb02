import type { Terminal } from "./terminal.ts";
import type { ExitCode } from "./exit.ts";
import { exitCodeOf } from "./exit.ts";
import type { GenerateOptions, GenerateResult } from "../generate.ts";
import type { Pipeline } from "./pipeline.ts";
import { report } from "./report.ts";

/** `volo-gen routes FILE`: the routes of a contract, in the order of the contract. */
export async function routesCommand(
  request: GenerateOptions,
  json: boolean,
  pipeline: Pipeline,
  terminal: Terminal,
): Promise<ExitCode> {
  const { diagnostics, routes } = await pipeline({ ...request, emit: [] });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  terminal.err(report(errors, "text", terminal.color));
  if (errors.length > 0) return exitCodeOf(diagnostics);
  const plain = routes.map(({ method, path, operation, kind }) => ({
    method,
    path,
    operation,
    ...(kind && { kind }),
  }));
  terminal.out(json ? `${JSON.stringify(plain, undefined, 2)}\n` : table(plain));
  return 0;
}

function table(routes: GenerateResult["routes"]): string {
  const methods = Math.max(0, ...routes.map(({ method }) => method.length));
  const paths = Math.max(0, ...routes.map(({ path }) => path.length));
  return routes
    .map(({ method, path, operation, kind }) => {
      const what = kind === undefined ? "" : `  (${kind})`;
      return `${method.padEnd(methods)}  ${path.padEnd(paths)}  ${operation}${what}\n`;
    })
    .join("");
}
