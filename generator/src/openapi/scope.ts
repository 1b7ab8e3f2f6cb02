import type { SharedData } from "./event.ts";
import { anyType } from "./json-types.ts";

/** Whether a schema describes JSON, the fields of a multipart body, one part of it, or an event of a stream. */
export type Mode = "json" | "multipart" | "part" | "event";

/** What is known about the values that reach a schema. */
export interface Scope {
  /** JSON types that can reach it: schemas around it may have let only some through. */
  readonly types: number;
  readonly mode: Mode;
  /** The schema is one of several that a value must satisfy. */
  readonly combined?: boolean;
  /** Of an event that is one of several: what all of them say about their data. */
  readonly data?: SharedData | undefined;
  /** The schema is what a named one extends: a base with a discriminator is itself here, not its subtypes. */
  readonly extended?: boolean;
}

/** Nothing is known. */
export const jsonScope: Scope = { types: anyType, mode: "json" };
