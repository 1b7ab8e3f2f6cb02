export type { Code } from "./codes.ts";
export type { Diagnostic, Severity } from "./diagnostic.ts";
export type { SourceFile } from "./source-file.ts";
export type { Span } from "./span.ts";
