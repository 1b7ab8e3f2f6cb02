import type { NodeSpan } from "../source/span.ts";
import { pathOf } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import type { Context } from "./context.ts";
import { refOf } from "./structure.ts";

/** What of a document of 2.0 has names; the counterpart of Components. */
const named20: ReadonlySet<string> = new Set(["definitions", "parameters", "responses"]);

/** The key under which a node is kept in Components, of this document or another. */
function componentName(span: NodeSpan): string | undefined {
  const path = pathOf(span);
  if (path.length === 2 && named20.has(String(path[0]))) return String(path[1]);
  return path.length === 3 && path[0] === "components" ? String(path[2]) : undefined;
}

/**
 * The author's name for what a node refers to; `undefined` for what is written in place.
 * @see https://spec.openapis.org/oas/v3.1.1.html#components-object
 */
export function sharedName(item: JsonData, cx: Context, span: NodeSpan): string | undefined {
  const ref = refOf(item);
  const target = ref === undefined ? undefined : cx.references.target(ref, span);
  return target === undefined ? undefined : nameOf(target.span);
}

/** Words of a pointer that say where something stands and not what it is. */
const structural: ReadonlySet<string> = new Set([
  "$defs",
  "allOf",
  "anyOf",
  "components",
  "content",
  "definitions",
  "headers",
  "oneOf",
  "parameters",
  "paths",
  "properties",
  "requestBody",
  "responses",
  "schema",
  "schemas",
]);

/** A name for a node from the place where it is defined: its key, or the stem of its file. */
export function nameOf(span: NodeSpan): string {
  const component = componentName(span);
  if (component !== undefined) return component;
  const path = pathOf(span);
  const words = path
    .filter((key) => !structural.has(String(key)))
    .filter((key) => !/^[\w.+*-]+\/[\w.+*-]+$/.test(String(key)) || String(key).startsWith("/"))
    .map((key) => (key === "items" ? "item" : String(key).replace(/[{}]/g, "").replaceAll("/", " ").trim()))
    .filter((word) => word !== "");
  if (words.length > 0) return words.join(" ");
  const stem = span.file.name.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
  return path.length === 0 ? stem : `${stem} ${path.join(" ")}`;
}
