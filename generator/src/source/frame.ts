import type { Location } from "./locate.ts";
import { lineCount, lineText } from "./position.ts";

/** How a code frame is printed. */
export interface FrameOptions {
  /** Lines of context on each side. Default: 2. */
  readonly context?: number;
  /** Columns of source that a line may take; longer lines are clipped around the place. Default: 100. */
  readonly width?: number;
}

const TAB = 2;

/** Columns beside the place that are looked at: a document may be one line of megabytes. */
const reach = 2000;

/** Replaces what would move or hide text on a terminal by a visible sign of the same width. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "�");
}

/** The text with its tabs as spaces, and the column (from 0) that an offset (from 0) moved to. */
function expand(text: string, offset: number): { text: string; column: number } {
  const before = text.slice(0, offset).replaceAll("\t", " ".repeat(TAB));
  return { text: visible(text.replaceAll("\t", " ".repeat(TAB))), column: before.length };
}

/**
 * An excerpt of the source around a place, its lines numbered and the place underlined, without colours.
 * Only the first line of a place over several lines is underlined.
 */
export function frame(location: Location, options: FrameOptions = {}): string {
  const { file, line } = location;
  const context = options.context ?? 2;
  const width = options.width ?? 100;
  const first = Math.max(1, line - context);
  const last = Math.min(lineCount(file), line + context);
  const gutter = String(last).length;

  const skipped = Math.max(0, location.column - reach);
  const excerpt = (at: number): string => lineText(file, at, skipped, location.column + reach);
  const target = excerpt(line);
  const start = expand(target, location.column - 1 - skipped).column;
  const endColumn =
    location.endLine > line ? target.length : Math.min(location.endColumn - 1 - skipped, target.length);
  const end = Math.max(start + 1, expand(target, endColumn).column);
  // All lines are clipped alike, so that indentation stays readable.
  const shift = end <= width ? 0 : Math.max(0, Math.min(start - Math.floor(width / 3), end - 1));

  const clip = (text: string): string => {
    const cut = text.slice(shift, shift + width);
    return (shift > 0 && cut !== "" ? "…" + cut.slice(1) : cut) + (text.length > shift + width ? "…" : "");
  };

  const out: string[] = [];
  for (let at = first; at <= last; at++) {
    const text = clip(expand(excerpt(at), 0).text);
    out.push(`${at === line ? ">" : " "} ${String(at).padStart(gutter)} | ${text}`.trimEnd());
    if (at === line) {
      const length = Math.min(end - start, Math.max(1, width - (start - shift)));
      out.push(`  ${" ".repeat(gutter)} | ${" ".repeat(start - shift)}${"^".repeat(length)}`);
    }
  }
  return out.join("\n");
}
