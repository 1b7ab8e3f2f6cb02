import type { GenerateOptions, GenerateResult } from "../generate.ts";

/** The generator as commands call it: they load it when they need it, and tests give them another. */
export type Pipeline = (options: GenerateOptions) => Promise<GenerateResult>;
