import { HttpError } from "../problem.ts";

/** Limits of the parts of a multipart body; beside them the limit of the whole body holds. */
export interface PartLimits {
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
}

/** {@link PartLimits} where nobody says otherwise. */
export const partLimits: PartLimits = {
  parts: 100,
  header: 8192,
  name: 255,
  field: 1_048_576,
  file: Number.POSITIVE_INFINITY,
};

/** The error for a part of more than `limit` bytes. */
export function partTooLarge(limit: number): HttpError {
  return new HttpError(413, `A part of the body has more than ${limit} bytes.`);
}
