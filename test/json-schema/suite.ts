import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";

/** One value that a schema accepts or refuses. */
export interface Case {
  readonly description: string;
  /** The value as JSON text: `1.0` stays `1.0`, and no digit is lost. */
  readonly data: string;
  readonly valid: boolean;
}

/** A schema with the values that try it. */
export interface Group {
  readonly description: string;
  /** The schema as JSON text. */
  readonly schema: string;
  readonly cases: readonly Case[];
}

/** A file of the suite. */
export interface SuiteFile {
  /** Path in the folder of the suite, without its extension. */
  readonly name: string;
  readonly groups: readonly Group[];
}

interface RawGroup {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

interface RawJson {
  rawJSON(text: string): unknown;
}

/** Keeps the text of every number when it is written again. */
function keepNumbers(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value !== "number" || context?.source === undefined) return value;
  return (JSON as unknown as RawJson).rawJSON(context.source);
}

/** Reads the files of a suite: one file, or every file below a folder. */
export function readSuite(path: string): SuiteFile[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => join(path, name))
    : [path];
  return files.map((file) => {
    const name = relative(path, file).split(sep).join("/") || basename(file);
    const groups = JSON.parse(readFileSync(file, "utf8"), keepNumbers as never) as readonly RawGroup[];
    return {
      name: name.replace(/\.json$/, ""),
      groups: groups.map(({ description, schema, tests }) => ({
        description,
        schema: JSON.stringify(schema),
        cases: tests.map((test) => ({
          description: test.description,
          data: JSON.stringify(test.data),
          valid: test.valid,
        })),
      })),
    };
  });
}

/** Whether a schema refers to a document that is not in it: what the suite serves over HTTP, or a meta-schema. */
export function needsRemote(schema: string): boolean {
  const ids = new Set<string>();
  const references: string[] = [];
  const visit = (node: unknown, base: string): void => {
    if (Array.isArray(node)) return node.forEach((item) => visit(item, base));
    if (typeof node !== "object" || node === null) return;
    const record = node as Readonly<Record<string, unknown>>;
    const id = record["$id"];
    const own = typeof id === "string" && URL.canParse(id, base) ? new URL(id, base).href : base;
    ids.add(own.replace(/#.*$/s, ""));
    for (const [key, value] of Object.entries(record)) {
      if ((key === "$ref" || key === "$dynamicRef") && typeof value === "string" && URL.canParse(value, own))
        references.push(new URL(value, own).href.replace(/#.*$/s, ""));
      else if (!["const", "enum", "default", "examples"].includes(key)) visit(value, own);
    }
  };
  const parsed: unknown = JSON.parse(schema);
  visit(parsed, "urn:suite:root");
  const dialect = (parsed as { readonly $schema?: unknown } | null)?.$schema;
  const foreign = typeof dialect === "string" && dialect.startsWith("http://localhost");
  return foreign || references.some((href) => !ids.has(href) && /^https?:/.test(href));
}
