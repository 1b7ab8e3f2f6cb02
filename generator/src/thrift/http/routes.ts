import type { RouteAlias } from "../../ir/operation.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import type { Annotation } from "../ast.ts";
import { parsePath } from "./path.ts";

/** A route of a method, as it is served and as it was written. */
export interface Route extends RouteAlias {
  readonly span: Annotation["span"];
  readonly written: string;
}

/** The methods of `api.any`. */
const any: readonly string[] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** The HTTP methods by the annotation that asks for them. */
const verbs: ReadonlyMap<string, readonly string[]> = new Map([
  ...[...any, "CONNECT", "TRACE"].map((verb): [string, readonly string[]] => [
    `api.${verb.toLowerCase()}`,
    [verb],
  ]),
  ["api.any", any],
]);

/**
 * The routes of a method, sorted by HTTP method and then in the author's order: the first one is that of clients. What is
 * written twice is one route. A route that cannot be read is a diagnostic and is left out.
 */
export function routesOf(annotations: readonly Annotation[], diagnostics: Diagnostics): readonly Route[] {
  const routes = new Map<string, Route>();
  for (const { key, value } of annotations) {
    const methods = verbs.get(key.text.toLowerCase());
    if (methods === undefined) continue;
    if (value === undefined) {
      diagnostics.add("VG3250", "a route must not be empty", { span: key.span });
      continue;
    }
    const parsed = parsePath(value);
    if ("fault" in parsed) {
      diagnostics.add(value.text.trim() === "" ? "VG3250" : "VG3251", parsed.fault, { span: parsed.span });
      continue;
    }
    if (parsed.slashless) {
      const message = `the route \`${value.text}\` does not begin with a slash: it is \`${parsed.path.text}\``;
      diagnostics.add("VG3252", message, { span: value.span });
    }
    if (methods.includes("CONNECT")) {
      const message = "requests of the method CONNECT ask for a tunnel and reach no operation";
      diagnostics.add("VG3267", message, { span: key.span });
    }
    for (const method of methods) {
      const id = `${method} ${parsed.path.text}`;
      if (routes.has(id)) continue;
      routes.set(id, { method, path: parsed.path, span: value.span, written: value.text });
    }
  }
  return [...routes.values()].toSorted((a, b) => (a.method < b.method ? -1 : a.method > b.method ? 1 : 0));
}

/** Whether a method has annotations that ask for routes, readable or not. */
export function hasRoutes(annotations: readonly Annotation[]): boolean {
  return annotations.some(({ key }) => verbs.has(key.text.toLowerCase()));
}
