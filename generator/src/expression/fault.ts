import type { Code } from "../source/codes.ts";

/** What is wrong with a rule, and where in its text. */
export interface Fault {
  readonly code: Code;
  readonly message: string;
  /** UTF-16 offsets into the text, half open. */
  readonly start: number;
  readonly end: number;
  readonly hint?: string | undefined;
}

/** Ends the reading of a rule: what follows a mistake cannot be told from its consequences. */
export class ExpressionError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}
