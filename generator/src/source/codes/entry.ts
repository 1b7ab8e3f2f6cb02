import type { Severity } from "../diagnostic.ts";

/** What a diagnostic code means. */
export interface CodeEntry {
  readonly severity: Severity;
  /** The rule in one sentence, as the documentation lists it. */
  readonly title: string;
  /** For a recoverable fault: what is assumed under `--lenient`, where the error becomes a warning. */
  readonly repair?: string;
}
