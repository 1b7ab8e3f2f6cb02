/** What can be generated from a contract. */
export type Emit = "types" | "codec" | "server" | "client" | "webhooks" | "callbacks" | "openapi";

/** All that can be generated, in the order in which it is listed. */
export const emits: readonly Emit[] = [
  "types",
  "codec",
  "server",
  "client",
  "webhooks",
  "callbacks",
  "openapi",
];

/** What applies to one target, or to all of them when it stands at the top of a configuration. */
export interface TargetOptions {
  /** Folder in which each contract gets a folder of its own. Default: `src/gen` beside a `src` folder, else `gen`. */
  readonly output?: string;
  /** What to generate, with what that needs. Default: everything. */
  readonly emit?: readonly Emit[];
  /** The type of 64-bit integers. Default: `number`, checked to be a safe integer; Thrift: `bigint`. */
  readonly int64?: "number" | "bigint" | "string";
  /** Recoverable faults of a contract become warnings, with the repair that is documented for each. Default: `false`. */
  readonly lenient?: boolean;
  /**
   * Conditions of the operations to compile: `tag:NAME`, `path:GLOB`, `method:GET`, `operation:ID`, `deprecated`,
   * `internal`. For each kind that is named one condition must hold. Default: all operations.
   */
  readonly include?: readonly string[];
  /** Conditions of the operations to leave out; one that holds is enough. Default: none. */
  readonly exclude?: readonly string[];
  /** OpenAPI: what nothing that is generated depends on is an error. Default: `false`. */
  readonly strictCoverage?: boolean;
  /** Folder that no reference may leave. Default: the folder of the IDL file. */
  readonly root?: string;
  /** Hosts that remote references may name. Default: none, and nothing is ever downloaded. */
  readonly allowHosts?: readonly string[];
  /** Thrift: folders in which includes are looked for after the folder of the file itself. Default: none. */
  readonly includePaths?: readonly string[];
  /** Thrift: the tool whose reading of annotations is followed where it differs. Default: none of them. */
  readonly compat?: "hertz" | "kitex";
  /** Thrift: what enums are in TypeScript and in JSON. Default: `number`. */
  readonly enumValues?: "number" | "name";
  /** Thrift: values that an enum does not list are kept. Default: `false`. */
  readonly openEnums?: boolean;
  /**
   * Thrift: a field that is neither required nor optional has the zero value of its type when it is absent and has no
   * default. Default: `true`.
   */
  readonly zeroValues?: boolean;
  /** Thrift: what maps are in TypeScript, a `Record` or a `ReadonlyMap`. Default: `record`. */
  readonly maps?: "record" | "map";
  /** Thrift: what sets are in TypeScript, an array or a `ReadonlySet`. Default: `array`. */
  readonly sets?: "array" | "set";
  /** Thrift: how lists stand in a query, as repeated names or as one text with commas. Default: `repeated`. */
  readonly queryLists?: "repeated" | "csv";
  /** Thrift: whether `Base` and `BaseResp`, which belong to the RPC protocol, are part of messages. Default: `drop`. */
  readonly base?: "drop" | "keep";
  /** How generated files import one another. Default: what the nearest `tsconfig.json` can compile, mostly `.ts`. */
  readonly importExtension?: ".ts" | ".js" | "";
}

/** A contract to compile. */
export interface Target extends TargetOptions {
  /** Path of the IDL file. */
  readonly input: string;
  /** Name of the API in PascalCase. Default: from the stem of the file. */
  readonly name?: string;
}

/** The content of `volo-gen.config.ts` (or `.mts`, `.js`, `.json`). Paths are relative to its folder. */
export interface Config extends TargetOptions {
  readonly targets: readonly Target[];
}

/** Gives a configuration its type; it returns what it gets. */
export function defineConfig(config: Config): Config {
  return config;
}
