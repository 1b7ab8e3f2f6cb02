import { Diagnostics } from "../../source/diagnostic.ts";
import type { Limits } from "../../source/limits.ts";
import { defaultLimits } from "../../source/limits.ts";
import { locate } from "../../source/locate.ts";
import type { ThriftDocument } from "../ast.ts";
import { parseThrift } from "./index.ts";

/** For tests: parses a text as the file `a.thrift`, with its findings as `line:column code message`. */
export function parse(
  text: string,
  limits: Partial<Limits> = {},
): { readonly document: ThriftDocument; readonly findings: readonly string[] } {
  const diagnostics = new Diagnostics();
  const file = { name: "a.thrift", path: "/a.thrift", text, format: "thrift" } as const;
  const document = parseThrift(file, diagnostics, { ...defaultLimits, ...limits });
  return { document, findings: findingsOf(diagnostics) };
}

/** For tests: findings as `line:column code message`; those of other files than `a.thrift` begin with the file. */
export function findingsOf(diagnostics: Diagnostics): string[] {
  return diagnostics.list.map(({ code, message, span }) => {
    if (span === undefined) return `${code} ${message}`;
    const { file, line, column } = locate(span);
    const name = file.name === "a.thrift" ? "" : file.name + ":";
    return `${name}${line}:${column} ${code} ${message}`;
  });
}

/** For tests: a tree without its spans, its empty lists and what is undefined. */
export function brief(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(brief);
  if (typeof node === "bigint") return `${node}n`;
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) =>
      !["span", "idSpan", "file"].includes(key) &&
      value !== undefined &&
      !(Array.isArray(value) && value.length === 0),
  );
  const rest: Record<string, unknown> = Object.fromEntries(
    entries.map(([key, value]) => [key, brief(value)]),
  );
  // A name and a literal are shown by their text.
  if (entries.length === 1 && "text" in rest) return rest["text"];
  if ("raw" in rest) return { literal: rest["text"], raw: rest["raw"] };
  return rest;
}
