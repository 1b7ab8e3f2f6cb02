import type { TargetOptions } from "../config.ts";
import type { Diagnostic } from "../source/diagnostic.ts";

/** What the command line asks of the generator for one contract. */
export interface PipelineRequest extends Omit<TargetOptions, "output"> {
  readonly input: string;
  readonly name?: string;
  /** Folder that the files will stand in, below the one that the user named. */
  readonly outDir: string;
}

/** What the generator made of it; nothing is written yet. */
export interface PipelineResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Every file that was read, or that was looked for. */
  readonly sources: readonly string[];
  /** The intermediate representation as text. */
  readonly dump?: () => string;
  readonly routes: readonly { readonly method: string; readonly path: string; readonly operation: string }[];
}

export type Pipeline = (request: PipelineRequest) => Promise<PipelineResult>;
