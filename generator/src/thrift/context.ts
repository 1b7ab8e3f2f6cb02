import type { Diagnostics } from "../source/diagnostic.ts";
import type { FieldBinding } from "./annotations/field.ts";
import type { Field } from "./ast.ts";
import type { Program } from "./program.ts";

/** What users may decide about contracts in Thrift; see `TargetOptions`. */
export interface ThriftOptions {
  readonly name?: string;
  readonly int64?: "number" | "bigint" | "string";
  readonly compat?: "hertz" | "kitex";
  readonly zeroValues?: boolean;
  readonly enumValues?: "number" | "name";
  readonly openEnums?: boolean;
  readonly maps?: "record" | "map";
  readonly sets?: "array" | "set";
  readonly queryLists?: "repeated" | "csv";
  readonly base?: "drop" | "keep";
}

/** What lowering a program needs everywhere. */
export interface ThriftContext {
  readonly program: Program;
  readonly diagnostics: Diagnostics;
  /** With the defaults filled in. */
  readonly options: Required<Omit<ThriftOptions, "name" | "compat">> & Pick<ThriftOptions, "name" | "compat">;
  /** True for types that no message holds: what has no form in JSON is no fault of theirs. */
  readonly unsent?: true;
  /** What has been read of fields so far. */
  readonly bindings: Map<Field, FieldBinding>;
}

/** A context in which nothing has been looked at. */
export function thriftContext(
  program: Program,
  diagnostics: Diagnostics,
  options: ThriftOptions = {},
): ThriftContext {
  const defaults = {
    int64: "bigint",
    zeroValues: true,
    enumValues: "number",
    openEnums: false,
    maps: "record",
    sets: "array",
    queryLists: options.compat === "kitex" ? "csv" : "repeated",
    base: "drop",
  } as const;
  return { program, diagnostics, options: { ...defaults, ...options }, bindings: new Map() };
}
