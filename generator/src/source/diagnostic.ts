import type { Code } from "./codes.ts";
import { codes } from "./codes.ts";
import type { Span } from "./span.ts";
import { pointerOf } from "./span.ts";

export type Severity = "error" | "warning" | "info";

/** A finding in an IDL file, in the configuration or in the output folder. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence, without the position. */
  readonly message: string;
  /** Where the fault was written; `undefined` when there is no source, e.g. an unwritable folder. */
  readonly span: Span | undefined;
  /** What to do about it, e.g. `did you mean "Pet"?`. */
  readonly hint: string | undefined;
  /** Other places that take part, e.g. the first of two definitions. */
  readonly related: readonly { readonly message: string; readonly span: Span }[];
}

/** What a caller may add to a diagnostic. */
export interface DiagnosticInit {
  readonly span?: Span | undefined;
  readonly hint?: string | undefined;
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

/** Collects the findings of one run; every stage adds to the same list and goes on. */
export class Diagnostics {
  readonly #list: Diagnostic[] = [];
  readonly #lenient: boolean;
  readonly #seen = new Set<string>();

  /** @param lenient turns recoverable errors into warnings. Default: `false`. */
  constructor(lenient = false) {
    this.#lenient = lenient;
  }

  /**
   * Adds a finding. Its severity comes from the table of codes; a code that is marked recoverable there is only a
   * warning under `--lenient`: the caller applies the repair that the table documents in either case. What is found
   * again, because many operations share its place, is one finding.
   */
  add(code: Code, message: string, init: DiagnosticInit = {}): void {
    const places = [init.span, ...(init.related ?? []).map(({ span }) => span)];
    const id = [code, message, ...places.map((span) => span && placeOf(span))].join(" ");
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    const entry: { severity: Severity; repair?: string } = codes[code];
    const recoverable = entry.repair !== undefined;
    const severity = this.#lenient && recoverable && entry.severity === "error" ? "warning" : entry.severity;
    this.#list.push({
      code,
      severity,
      message,
      span: init.span,
      hint: init.hint,
      related: init.related ?? [],
    });
  }

  /** All findings so far, in the order in which they were added. */
  get list(): readonly Diagnostic[] {
    return this.#list;
  }

  get hasErrors(): boolean {
    return this.#list.some((d) => d.severity === "error");
  }
}

function placeOf(span: Span): string {
  const place = span.kind === "text" ? `${span.start}-${span.end}` : `${pointerOf(span)} ${span.at ?? ""}`;
  return `${span.file.path}#${place}`;
}
