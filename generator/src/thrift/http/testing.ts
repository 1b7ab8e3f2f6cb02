import { dumpApi } from "../../ir/dump.ts";
import type { Api } from "../../ir/api.ts";
import type { FilterOptions } from "../../ir/operation-filter.ts";
import { Diagnostics } from "../../source/diagnostic.ts";
import { locate } from "../../source/locate.ts";
import type { SourceFile } from "../../source/source-file.ts";
import type { Module } from "../program.ts";
import type { ThriftOptions } from "../context.ts";
import { parseThrift } from "../syntax/index.ts";
import { lowerThrift } from "./lower.ts";

/** For tests: what became of a text. */
export interface Lowered {
  readonly api: Api;
  /** The dump, from the first group on. */
  readonly text: string;
  /** `line:column severity code message`. */
  readonly found: readonly string[];
}

/** For tests: lowers a text as the file `a.thrift`; others, which it includes, are `b.thrift`, `c.thrift` … */
export function lowered(
  text: string,
  options: ThriftOptions & FilterOptions = {},
  others: readonly string[] = [],
): Lowered {
  const diagnostics = new Diagnostics();
  const included = others.map((one, i) => moduleOf(String.fromCharCode(98 + i), one, [], diagnostics));
  const entry = moduleOf("a", text, included, diagnostics);
  const api = lowerThrift([entry, ...included], diagnostics, options);
  if (api === undefined) throw new Error("there is nothing");
  // What all properties and numbers of Thrift have is the matter of other tests.
  const dump = dumpApi(api).replaceAll(/ (?:nullIsAbsent|given=reply|text=\w+)(?=[: ]|$)/gm, "");
  return {
    api,
    text: dump.slice(dump.search(/^ {2}(?:group|operations) /m)),
    found: diagnostics.list.map(({ severity, code, message, span }) => {
      const at = span && locate(span);
      return `${at?.line}:${at?.column} ${severity} ${code} ${message}`;
    }),
  };
}

function moduleOf(stem: string, text: string, includes: readonly Module[], diagnostics: Diagnostics): Module {
  const file: SourceFile = { name: `${stem}.thrift`, path: `/${stem}.thrift`, text, format: "thrift" };
  return { document: parseThrift(file, diagnostics), stem, includes, isEntry: stem === "a" };
}

/** For tests: the lines of the dump below the first operation, without their indentation there. */
export function operationLines({ text }: Lowered): readonly string[] {
  const [, ...lines] = text.split("\n");
  const end = lines.findIndex((line, i) => i > 0 && !line.startsWith("      "));
  return lines.slice(1, end).map((line) => line.slice(6));
}
