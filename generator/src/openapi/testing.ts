import { dumpApi } from "../ir/dump.ts";
import type { Api } from "../ir/api.ts";
import type { JsonValue } from "../ir/json.ts";
import type { FilterOptions } from "../ir/operation-filter.ts";
import { Diagnostics } from "../source/diagnostic.ts";
import { locate } from "../source/locate.ts";
import type { ReadOptions } from "../source/reader.ts";
import { withFiles } from "../source/testing.ts";
import { loadOpenApi } from "./document.ts";
import type { LowerOptions } from "./lower.ts";
import { lowerOpenApi } from "./lower.ts";

/** What a test sees of one run. */
export interface Outcome {
  readonly api: Api | undefined;
  readonly document: JsonValue | undefined;
  /** `error VG2020 api.yaml:3:5 message`, in the order of discovery. */
  readonly findings: readonly string[];
  /** Hints in the order of the findings. */
  readonly hints: readonly (string | undefined)[];
  /** The API as text; empty when there is none. */
  readonly dump: () => string;
}

/** Writes files into a folder of their own and lowers the first of them. */
export async function lowerFiles(
  files: Readonly<Record<string, string>>,
  options: ReadOptions & LowerOptions & FilterOptions & { readonly lenient?: boolean } = {},
): Promise<Outcome> {
  return withFiles(files, async (folder) => {
    const diagnostics = new Diagnostics(options.lenient);
    const document = await loadOpenApi(Object.keys(files)[0]!, diagnostics, { base: folder, ...options });
    const lowered = document && lowerOpenApi(document, diagnostics, options);
    const findings = diagnostics.list.map((d) => {
      const at = d.span && locate(d.span);
      const place = at === undefined ? "-" : `${at.file.name}:${at.line}:${at.column}`;
      return `${d.severity} ${d.code} ${place} ${d.message}`;
    });
    return {
      api: lowered?.api,
      document: lowered?.document,
      findings,
      hints: diagnostics.list.map((d) => d.hint),
      dump: () => (lowered === undefined ? "" : dumpApi(lowered.api)),
    };
  });
}

/** Lowers one YAML text as `api.yaml`. */
export function lowerYaml(
  text: string,
  options: LowerOptions & FilterOptions & { readonly lenient?: boolean } = {},
): Promise<Outcome> {
  return lowerFiles({ "api.yaml": text }, options);
}

/** Lowers `components.schemas.T`, written as YAML flow, and gives its part of the dump, and the findings. */
export async function lowerType(
  version: string,
  schema: string,
  others: Readonly<Record<string, string>> = {},
  options: LowerOptions & { readonly lenient?: boolean } = {},
): Promise<{ readonly type: string; readonly findings: readonly string[] }> {
  const rest = Object.entries(others).map(([name, text]) => `    ${name}: ${text}\n`);
  const text = `openapi: ${version}\ninfo: { title: t, version: "1" }\npaths: {}\ncomponents:\n  schemas:\n    T: ${schema}\n${rest.join("")}`;
  const { dump, findings } = await lowerYaml(text, options);
  const lines = dump().split("\n");
  const start = lines.findIndex((line) => line.startsWith("  type T ="));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith("    "));
  const own = lines.slice(start, end).map((line) => line.slice(2));
  return { type: own.join("\n").replace(/^type T = /, ""), findings };
}
