import { emits } from "../config.ts";
import type { Config, Target, TargetOptions } from "../config.ts";

/** What a value of a configuration may be. */
export type Shape =
  | { readonly kind: "text" }
  | { readonly kind: "switch" }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: Shape }
  | {
      readonly kind: "object";
      readonly keys: Readonly<Record<string, Shape>>;
      readonly required: readonly string[];
    };

/** The types that 64-bit integers can have. */
export const int64Types = ["number", "bigint", "string"] as const;

/** What the options for Thrift can be. */
export const thriftChoices = {
  compat: ["hertz", "kitex"],
  enumValues: ["number", "name"],
  maps: ["record", "map"],
  sets: ["array", "set"],
  queryLists: ["repeated", "csv"],
  base: ["drop", "keep"],
} as const;

/** How generated files can import one another. */
export const importExtensions = [".ts", ".js", ""] as const;

const text: Shape = { kind: "text" };

const options: Readonly<Record<keyof TargetOptions, Shape>> = {
  output: text,
  emit: { kind: "list", of: { kind: "choice", values: emits } },
  int64: { kind: "choice", values: int64Types },
  lenient: { kind: "switch" },
  strictCoverage: { kind: "switch" },
  include: { kind: "list", of: text },
  exclude: { kind: "list", of: text },
  root: text,
  allowHosts: { kind: "list", of: text },
  includePaths: { kind: "list", of: text },
  compat: { kind: "choice", values: thriftChoices.compat },
  enumValues: { kind: "choice", values: thriftChoices.enumValues },
  openEnums: { kind: "switch" },
  zeroValues: { kind: "switch" },
  maps: { kind: "choice", values: thriftChoices.maps },
  sets: { kind: "choice", values: thriftChoices.sets },
  queryLists: { kind: "choice", values: thriftChoices.queryLists },
  base: { kind: "choice", values: thriftChoices.base },
  importExtension: { kind: "choice", values: importExtensions },
};

const target: Readonly<Record<keyof Target, Shape>> = { input: text, name: text, ...options };

const config: Readonly<Record<keyof Config, Shape>> = {
  targets: { kind: "list", of: { kind: "object", keys: target, required: ["input"] } },
  ...options,
};

/** The shape of a {@link Config}. */
export const configShape: Shape = { kind: "object", keys: config, required: ["targets"] };
