import { partLimits } from "../../http/multipart/limits.ts";
import type { PartLimits } from "../../http/multipart/limits.ts";

/** Limits of multipart bodies; beside them the limit of the whole body holds. */
export interface MultipartLimits extends PartLimits {
  /**
   * Most bytes of a body that are held in memory before the handler is called (default 1 MiB). The file that exceeds it
   * is handed over while it still arrives, and 413 is the answer to fields that do.
   */
  readonly memory: number;
}

/** {@link MultipartLimits} of a router without options. */
export const multipartLimits: MultipartLimits = { ...partLimits, memory: 1_048_576 };
