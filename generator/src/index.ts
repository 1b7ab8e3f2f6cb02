export { generate } from "./generate.ts";
export type { GeneratedRoute, GenerateOptions, GenerateResult } from "./generate.ts";
export { defineConfig } from "./config.ts";
export type { Config, Emit, Target, TargetOptions } from "./config.ts";
export type { Code, Diagnostic, Severity, SourceFile, Span } from "./source/index.ts";
