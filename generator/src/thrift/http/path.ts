import type { PathPart, PathTemplate } from "../../ir/operation.ts";
import type { TextSpan } from "../../source/span.ts";
import type { Literal } from "../ast.ts";

/** A path as it was read, or why it is none. */
export type ParsedPath =
  | { readonly path: PathTemplate; readonly slashless: boolean }
  | { readonly fault: string; readonly span: TextSpan };

/** A part of a segment: `:name` and `*rest` reach to its end, `{name}` and `{*rest}` to their brace. */
const part = /:([^/]*)|\*([^/]*)|\{([^{}]*)\}|([^:*{}]+)|[{}]/g;

/**
 * Reads a route: `/orders/:id`, `/v:version/x`, `/files/*rest`, `/orders/{id}`, `/files/{*rest}`. A route that does not
 * begin with a slash is read as if it did.
 */
export function parsePath(literal: Literal): ParsedPath {
  const { text } = literal;
  const slashless = !text.startsWith("/");
  const fault = (message: string, from = 0, to = text.length): ParsedPath => ({
    fault: message,
    span: within(literal, from, to),
  });
  if (text.trim() === "") return fault("a route must not be empty");
  const illegal = illegalIn(text);
  if (illegal !== undefined) return fault(illegal.message, illegal.at, illegal.at + 1);

  const segments: PathPart[][] = [];
  const seen = new Set<string>();
  let at = slashless ? 0 : 1;
  for (const segment of text.slice(at).split("/")) {
    const parts: PathPart[] = [];
    if (/^(?:\.|%2e){1,2}$/i.test(segment)) {
      return fault(
        `the segment \`${segment}\` never arrives: clients resolve it first`,
        at,
        at + segment.length,
      );
    }
    for (const match of segment.matchAll(part)) {
      const [all, colon, star, braces, plain] = match;
      const from = at + match.index;
      const to = from + all.length;
      if (plain !== undefined) {
        parts.push({ kind: "literal", text: plain });
        continue;
      }
      const rest = star ?? (braces?.startsWith("*") === true ? braces.slice(1) : undefined);
      const name = rest ?? colon ?? braces;
      if (name === undefined) return fault(`\`${all}\` has no counterpart`, from, to);
      if (parts.some(({ kind }) => kind !== "literal") || /[:*{}]/.test(name)) {
        return fault(`only one parameter fits in the segment \`${segment}\``, from, to);
      }
      if (name.trim() === "") return fault("a parameter of a path must have a name", from, to);
      if (seen.has(name)) return fault(`the path parameter \`${name}\` occurs twice`, from, to);
      if (rest !== undefined && to !== text.length) {
        return fault(`\`${all}\` takes the rest of the path: nothing may follow it`, from, to);
      }
      seen.add(name);
      parts.push({
        kind: rest === undefined ? "parameter" : "rest",
        name,
        span: within(literal, from, to),
      });
    }
    segments.push(parts);
    at += segment.length + 1;
  }
  return { path: { text: pathText(segments), segments }, slashless };
}

/** What cannot be in a path, or cannot arrive in one. */
function illegalIn(text: string): { message: string; at: number } | undefined {
  const mark = text.search(/[?#]/);
  if (mark >= 0) return { message: "a query or a fragment takes no part in routing", at: mark };
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const space = text.search(/[\u0000-\u0020\u007f]/);
  if (space >= 0)
    return {
      message: "a route holds no space and no control character: write it percent-encoded",
      at: space,
    };
  const slash = text.indexOf("\\");
  if (slash >= 0) return { message: "a route holds no `\\`, which clients turn into `/`", at: slash };
  const percent = text.search(/%(?![0-9A-Fa-f]{2})/);
  return percent < 0
    ? undefined
    : { message: "`%` is followed by two hexadecimal digits; write `%25` for itself", at: percent };
}

function pathText(segments: readonly (readonly PathPart[])[]): string {
  const text = (one: PathPart): string =>
    one.kind === "literal" ? one.text : one.kind === "rest" ? `{*${one.name}}` : `{${one.name}}`;
  return `/${segments.map((parts) => parts.map(text).join("")).join("/")}`;
}

/** Characters of a literal; all of it where escapes have moved them. */
function within({ text, raw, span }: Literal, from: number, to: number): TextSpan {
  if (text !== raw || to <= from) return span;
  return { kind: "text", file: span.file, start: span.start + 1 + from, end: span.start + 1 + to };
}

/** The parameters of a template, in order. */
export function parametersOf(path: PathTemplate): readonly Exclude<PathPart, { kind: "literal" }>[] {
  return path.segments.flat().filter((one) => one.kind !== "literal");
}
