import type { Api, Operation, PathPart, PathTemplate } from "../ir/index.ts";
import type { Diagnostics } from "../source/diagnostic.ts";

/**
 * Refuses contracts whose requests could not be told apart: the same method and path twice, or two templates that
 * differ in nothing but the names of their parameters.
 * @see https://spec.openapis.org/oas/v3.1.1.html#paths-object
 */
export function routes(api: Api, diagnostics: Diagnostics): void {
  const templates = new Map<string, Operation>();
  const taken = new Map<string, Operation>();
  const reported = new Set<string>();
  for (const op of new Set(api.groups.flatMap((group) => group.operations))) {
    const shape = shapeOf(op.path);
    const twin = taken.get(`${op.method} ${shape}`);
    const known = templates.get(shape);
    taken.set(`${op.method} ${shape}`, op);
    templates.set(shape, known ?? op);
    if (twin !== undefined) {
      diagnostics.add("VG4001", `${quoted(op)} is already served by the operation "${twin.hint}"`, {
        span: op.span,
        related: [{ message: `${quoted(twin)} is here`, span: twin.span }],
      });
    } else if (known !== undefined && known.path.text !== op.path.text && !reported.has(op.path.text)) {
      reported.add(op.path.text);
      diagnostics.add(
        "VG4002",
        `the path "${op.path.text}" matches the same requests as "${known.path.text}"`,
        {
          span: parameterSpan(op),
          hint: "give the parameters of both the same names",
          related: [{ message: `"${known.path.text}" is here`, span: parameterSpan(known) }],
        },
      );
    }
  }
}

/** A template without the names of its parameters; literals are compared decoded. */
function shapeOf(path: PathTemplate): string {
  return path.segments.map((segment) => segment.map(partShape).join("")).join("/");
}

function partShape(part: PathPart): string {
  if (part.kind === "parameter") return "{}";
  if (part.kind === "rest") return "{*}";
  try {
    return decodeURIComponent(part.text).replaceAll("/", "%2F");
  } catch {
    return part.text;
  }
}

function parameterSpan(op: Operation): Operation["span"] {
  const parameter = op.path.segments.flat().find((part) => part.kind !== "literal");
  return parameter === undefined ? op.span : parameter.span;
}

function quoted(op: Operation): string {
  return `"${op.method} ${op.path.text}"`;
}
