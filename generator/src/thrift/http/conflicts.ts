import type { PathPart, PathTemplate } from "../../ir/operation.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import { locate } from "../../source/locate.ts";
import type { Route } from "./routes.ts";

/** A route that is taken, and the method that it leads to. */
interface Taken {
  readonly route: Route;
  /** `Service.method`. */
  readonly owner: string;
}

/** The routes of a contract, no two of which may take the same requests. */
export class RouteTable {
  readonly #taken = new Map<string, Taken>();
  readonly #diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Those of the routes of a method that are free; the others are diagnostics. */
  claim(routes: readonly Route[], owner: string): readonly Route[] {
    return routes.filter((route) => {
      const shape = `${route.method} ${shapeOf(route.path)}`;
      const taken = this.#taken.get(shape);
      if (taken === undefined) {
        this.#taken.set(shape, { route, owner });
        return true;
      }
      const { file, line, column } = locate(taken.route.span);
      const place = file === route.span.file ? `${line}:${column}` : `${file.name}:${line}:${column}`;
      const other = `${taken.owner} ${taken.route.method} ${taken.route.written}`;
      this.#diagnostics.add(
        "VG3253",
        `route ${route.method} ${route.written} conflicts with ${other} (${place})`,
        { span: route.span, related: [{ message: "the other route", span: taken.route.span }] },
      );
      return false;
    });
  }
}

/** A template without the names of its parameters; literals are compared decoded. */
function shapeOf(path: PathTemplate): string {
  return path.segments.map((parts) => parts.map(shapeOfPart).join("")).join("/");
}

function shapeOfPart(part: PathPart): string {
  if (part.kind === "parameter") return "{}";
  if (part.kind === "rest") return "{*}";
  try {
    return decodeURIComponent(part.text).replaceAll("/", "%2F").replaceAll("{", "%7B");
  } catch {
    return part.text;
  }
}
