/**
 * What a document may cost. An IDL is untrusted input: every loop over it must end, and every recursion must stay
 * within the stack.
 */
export interface Limits {
  /** Bytes of one file. Default: 64 MiB. */
  readonly bytes: number;
  /** Nesting of objects and arrays. Default: 256. */
  readonly depth: number;
  /** Nodes of one file, counting every expansion of a YAML alias. Default: 4,000,000. */
  readonly nodes: number;
  /** Files of one run. Default: 10,000. */
  readonly files: number;
}

export const defaultLimits: Limits = { bytes: 64 * 1024 * 1024, depth: 256, nodes: 4_000_000, files: 10_000 };
