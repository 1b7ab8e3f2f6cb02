/** How diagnostics are printed. */
export type Format = "text" | "json" | "github" | "sarif";

/** The values of `--format`. */
export const formats: readonly Format[] = ["text", "json", "github", "sarif"];
