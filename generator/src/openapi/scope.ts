import { anyType } from "./json-types.ts";

/** Whether a schema describes JSON, the fields of a multipart body, or one part of it. */
export type Mode = "json" | "multipart" | "part";

/** What is known about the values that reach a schema. */
export interface Scope {
  /** JSON types that can reach it: schemas around it may have let only some through. */
  readonly types: number;
  readonly mode: Mode;
  /** The schema is one of several that a value must satisfy. */
  readonly combined?: boolean;
}

/** Nothing is known. */
export const jsonScope: Scope = { types: anyType, mode: "json" };
