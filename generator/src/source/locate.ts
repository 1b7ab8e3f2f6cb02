import type { JsonPlace } from "./json-scan.ts";
import { JsonPlaces } from "./json-scan.ts";
import { lineColumn } from "./position.ts";
import type { SourceFile } from "./source-file.ts";
import type { NodeSpan, Span } from "./span.ts";
import { pathOf } from "./span.ts";
import { YamlPlaces } from "./yaml.ts";

/** A place as people read it: lines and columns from 1, the end exclusive. A column is a UTF-16 unit. */
export interface Location {
  readonly file: SourceFile;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Answers where nodes of one document stand. */
interface Places {
  find(path: readonly (string | number)[]): { readonly place: JsonPlace; readonly exact: boolean };
}

const indexes = new WeakMap<SourceFile, Places>();

function placesOf(file: SourceFile): Places {
  let places = indexes.get(file);
  if (places === undefined) {
    places = file.format === "json" ? new JsonPlaces(file.text) : new YamlPlaces(file.text);
    indexes.set(file, places);
  }
  return places;
}

/** The part of a node that a reader looks at: the rule is in the docstring of {@link locate}. */
function highlight(file: SourceFile, span: NodeSpan): { start: number; end: number } {
  const { place, exact } = placesOf(file).find(pathOf(span));
  if (place.key !== undefined && (span.at === "key" || !place.scalar || !exact)) return place.key;
  if (place.scalar) return place;
  // An element of an array, or the root: its bracket in JSON, its first token in YAML.
  const token = /^(?:[[{]|"(?:[^"\\\n]|\\.)*"|[^\s:,]+)/.exec(
    file.text.slice(place.start, place.start + 200),
  );
  return { start: place.start, end: place.start + (token?.[0].length ?? 0) };
}

/**
 * The line and column of a span. It is computed only now, from a second, positioned parse that is cached a file.
 *
 * A property whose value is an object, an array or a text over several lines is shown by its key; a property with any
 * other value by the value, unless the span is one of `keySpan`; an element of an array by the value or by its first token. A node that does not exist
 * stands for its nearest ancestor that does: that is where something is missing.
 */
export function locate(span: Span): Location {
  const { file } = span;
  const { start, end } = span.kind === "text" ? span : highlight(file, span);
  const from = lineColumn(file, start);
  const to = lineColumn(file, Math.max(start, end));
  return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
