import type { Api, Operation, PathPart, PathTemplate } from "../ir/index.ts";
import type { Diagnostics } from "../source/diagnostic.ts";

/** What a contract language says about routes. */
export interface RouteRules {
  /**
   * Path templates that differ in nothing but the names of their parameters are one path, whose parameters have one name.
   * Default: `true`.
   * @see https://spec.openapis.org/oas/v3.1.1.html#paths-object
   */
  readonly distinctTemplates?: boolean;
}

/** A way to an operation: its own method and path, or an alias. */
interface Route {
  readonly op: Operation;
  readonly method: string;
  readonly path: PathTemplate;
  readonly span: Operation["span"];
}

/**
 * Refuses contracts whose requests could not be told apart: the same method and path twice, or two templates that
 * differ in nothing but the names of their parameters. Aliases are routes like others.
 */
export function routes(api: Api, diagnostics: Diagnostics, rules: RouteRules = {}): void {
  const templates = new Map<string, Route>();
  const taken = new Map<string, Route>();
  const reported = new Set<string>();
  for (const route of [...new Set(api.groups.flatMap((group) => group.operations))].flatMap(routesOf)) {
    const shape = shapeOf(route.path);
    const twin = taken.get(`${route.method} ${shape}`);
    const known = templates.get(shape);
    taken.set(`${route.method} ${shape}`, route);
    templates.set(shape, known ?? route);
    if (twin !== undefined) {
      diagnostics.add("VG4001", `${quoted(route)} is already served by the operation "${twin.op.hint}"`, {
        span: route.span,
        related: [{ message: `${quoted(twin)} is here`, span: twin.span }],
      });
    } else if (
      rules.distinctTemplates !== false &&
      known !== undefined &&
      known.path.text !== route.path.text &&
      !reported.has(route.path.text)
    ) {
      reported.add(route.path.text);
      diagnostics.add(
        "VG4002",
        `the path "${route.path.text}" matches the same requests as "${known.path.text}"`,
        {
          span: parameterSpan(route),
          hint: "give the parameters of both the same names",
          related: [{ message: `"${known.path.text}" is here`, span: parameterSpan(known) }],
        },
      );
    }
  }
}

function routesOf(op: Operation): Route[] {
  const { method, path, span } = op;
  return [{ op, method, path, span }, ...(op.aliases ?? []).map((alias) => ({ op, ...alias }))];
}

/** A template without the names of its parameters; literals are compared decoded. */
function shapeOf(path: PathTemplate): string {
  return path.segments.map((segment) => segment.map(partShape).join("")).join("/");
}

function partShape(part: PathPart): string {
  if (part.kind === "parameter") return "{}";
  if (part.kind === "rest") return "{*}";
  try {
    return decodeURIComponent(part.text).replaceAll("/", "%2F").replaceAll("{", "%7B");
  } catch {
    return part.text;
  }
}

function parameterSpan({ path, span }: Route): Route["span"] {
  const parameter = path.segments.flat().find((part) => part.kind !== "literal");
  return parameter === undefined ? span : parameter.span;
}

function quoted({ method, path }: Route): string {
  return `"${method} ${path.text}"`;
}
