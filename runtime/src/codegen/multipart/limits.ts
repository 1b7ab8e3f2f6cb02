/** Limits of multipart bodies; beside them the limit of the whole body holds. */
export interface MultipartLimits {
  /** Most parts of a body (default 100); 400 beyond. */
  readonly parts: number;
  /** Most bytes of the header of a part (default 8192); 400 beyond. */
  readonly header: number;
  /** Most characters of the name of a part or of a file (default 255); 400 beyond. */
  readonly name: number;
  /** Most bytes of a part that is no file (default 1 MiB); 413 beyond. */
  readonly field: number;
  /** Most bytes of a file (default: as many as the whole body may have); 413 beyond. */
  readonly file: number;
  /**
   * Most bytes of a body that are held in memory before the handler is called (default 1 MiB). The file that exceeds it
   * is handed over while it still arrives, and 413 is the answer to fields that do.
   */
  readonly memory: number;
}

/** {@link MultipartLimits} of a router without options. */
export const multipartLimits: MultipartLimits = {
  parts: 100,
  header: 8192,
  name: 255,
  field: 1_048_576,
  file: Number.POSITIVE_INFINITY,
  memory: 1_048_576,
};
