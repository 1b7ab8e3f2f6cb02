import type { PathPart, PathTemplate } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";

/**
 * Lowers a key of the Paths Object. `undefined` after a diagnostic.
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-templating
 */
export function lowerPath(cx: Context, path: string, span: NodeSpan): PathTemplate | undefined {
  const where: NodeSpan = { ...span, at: "key" };
  const fail = (message: string, hint?: string): undefined => {
    report(cx, "VG2024", where, message, { hint });
  };
  if (/[?#]/.test(path.replace(/\{[^}]*\}/g, ""))) {
    report(
      cx,
      "VG2032",
      where,
      `the path ${quote(path)} holds a query or a fragment, which take no part in routing`,
      {
        hint: "declare query parameters in the operation",
      },
    );
    return undefined;
  }
  // Spaces and control characters never arrive: requests carry them percent-encoded.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(path.replace(/\{[^}]*\}/g, ""))) {
    return fail(`the path ${quote(path)} holds a space or a control character`, "write it percent-encoded");
  }
  const names = new Set<string>();
  const segments: PathPart[][] = [];
  for (const segment of path.slice(1).split(/\/(?![^{]*\})/)) {
    const parts: PathPart[] = [];
    for (const match of segment.matchAll(/\{([^{}]*)\}|([^{}]+)|[{}]/g)) {
      const [all, name, literal] = match;
      if (literal !== undefined) parts.push({ kind: "literal", text: literal });
      else if (name === undefined) return fail(`the path ${quote(path)} has an unmatched "${all}"`);
      else if (name.trim() === "") return fail(`the path ${quote(path)} has a parameter without a name`);
      else if (names.has(name)) return fail(`the path ${quote(path)} has the parameter ${quote(name)} twice`);
      else {
        if (parts[parts.length - 1]?.kind === "parameter") {
          return fail(
            `the parameters of ${quote(path)} must be separated: where {${name}} starts cannot be told`,
          );
        }
        names.add(name);
        parts.push({ kind: "parameter", name, span: where });
      }
    }
    segments.push(parts);
  }
  return { text: path, segments };
}

/** The parameters of a template, in order. */
export function pathParameters(path: PathTemplate): string[] {
  return path.segments.flat().flatMap((part) => (part.kind === "literal" ? [] : [part.name]));
}
