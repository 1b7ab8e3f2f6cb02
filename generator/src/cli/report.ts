import { styleText } from "node:util";
import type { Diagnostic, Severity } from "../source/diagnostic.ts";
import { frame } from "../source/frame.ts";
import type { Location } from "../source/locate.ts";
import { locate } from "../source/locate.ts";
import type { Span } from "../source/span.ts";
import type { Format } from "./formats.ts";

/** A diagnostic and where it stands, computed once. */
interface Finding {
  readonly diagnostic: Diagnostic;
  readonly location: Location | undefined;
}

/**
 * The diagnostics of a run as text, one after the other in the order of the sources: files as they first come up,
 * lines from top to bottom, what has no place first.
 *
 * @param color adds escape codes to the text format.
 */
export function report(
  diagnostics: readonly Diagnostic[],
  format: Exclude<Format, "json" | "sarif">,
  color: boolean,
): string {
  const findings = inSourceOrder(diagnostics);
  return findings.map((finding) => (format === "text" ? asText(finding, color) : asGithub(finding))).join("");
}

/** A diagnostic as `--format json` prints it; lines and columns from 1, the end exclusive, columns in UTF-16 units. */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: Diagnostic["code"];
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

/** Where a finding stands. */
export interface JsonPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** The diagnostics as data, in the same order as {@link report}. */
export function toJson(diagnostics: readonly Diagnostic[]): JsonDiagnostic[] {
  return inSourceOrder(diagnostics).map(({ diagnostic, location }) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...jsonPlace(location),
    ...(diagnostic.hint !== undefined && { hint: diagnostic.hint }),
    related: diagnostic.related.map(({ message, span }) => ({ message, ...jsonPlace(locate(span)) })),
  }));
}

/** `2 errors, 1 warning`; empty when there is nothing to count. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const nouns = { error: "error", warning: "warning", info: "note" } as const;
  return (["error", "warning", "info"] as const)
    .map((severity) => ({ severity, count: diagnostics.filter((d) => d.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${nouns[severity]}${count === 1 ? "" : "s"}`)
    .join(", ");
}

function inSourceOrder(diagnostics: readonly Diagnostic[]): Finding[] {
  const files = new Map<Span["file"], number>();
  const rank = (location: Location | undefined): number => {
    if (location === undefined) return -1;
    const known = files.get(location.file);
    if (known !== undefined) return known;
    files.set(location.file, files.size);
    return files.size - 1;
  };
  const findings = diagnostics.map((diagnostic) => {
    const location = diagnostic.span && locate(diagnostic.span);
    return { diagnostic, location, file: rank(location) };
  });
  return findings.sort(
    (a, b) =>
      a.file - b.file ||
      (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
      (a.location?.column ?? 0) - (b.location?.column ?? 0),
  );
}

const colors = { error: "red", warning: "yellow", info: "blue" } as const;

function asText({ diagnostic, location }: Finding, color: boolean): string {
  const paint = painter(color);
  const { code, severity, message, hint, related } = diagnostic;
  const place = location === undefined ? "" : `${paint("cyan", position(location))} - `;
  const label = `${paint(colors[severity], severity)} ${paint("gray", `${code}:`)} `;
  const lines = [place + label + visible(message)];
  // Notes are many and ask for nothing: one line each.
  if (location !== undefined && severity !== "info") lines.push("", frame(location));
  for (const other of related) {
    const where = locate(other.span);
    lines.push("", `  ${paint("cyan", position(where))} - ${visible(other.message)}`);
    if (severity !== "info") lines.push(indent(frame(where, { context: 0 })));
  }
  if (hint !== undefined) lines.push("", `  ${paint("bold", "hint:")} ${visible(hint)}`);
  return lines.join("\n") + (lines.length > 1 ? "\n\n" : "\n");
}

function painter(color: boolean): (style: Parameters<typeof styleText>[0], text: string) => string {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

function position({ file, line, column }: Location): string {
  return `${visible(file.name)}:${line}:${column}`;
}

/** Text of a stranger's IDL must not move the cursor or hide anything. */
function visible(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

const commands = { error: "error", warning: "warning", info: "notice" } as const;

/** A workflow command: https://docs.github.com/actions/reference/workflow-commands */
function asGithub({ diagnostic, location }: Finding): string {
  const { code, severity, message, hint, related } = diagnostic;
  const others = related.map((other) => `${position(locate(other.span))} - ${other.message}`);
  const text = [message, ...(hint === undefined ? [] : [hint]), ...others].join("\n");
  const properties = {
    ...(location !== undefined && {
      file: location.file.name,
      line: location.line,
      endLine: location.endLine,
      col: location.column,
      endColumn: location.endColumn,
    }),
    title: code,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${commands[severity]} ${list.join(",")}::${escapeData(text)}\n`;
}

/** A text as the message of a workflow command. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A text as a property of a workflow command. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function jsonPlace(location: Location | undefined): JsonPlace {
  if (location === undefined) return {};
  const { file, line, column, endLine, endColumn } = location;
  return { file: file.name, line, column, endLine, endColumn };
}
