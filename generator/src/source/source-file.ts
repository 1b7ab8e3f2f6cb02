/** A file that was read as input: its name as users write it, and its text. */
export interface SourceFile {
  /** Path relative to the root of the run, with `/` separators; what diagnostics print. */
  readonly name: string;
  /** Absolute path, or the URL of a remote document. */
  readonly path: string;
  readonly text: string;
  readonly format: "json" | "yaml" | "thrift";
}
