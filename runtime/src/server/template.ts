import { RouteSyntaxError } from "./route-error.ts";

/** One segment of a path template. */
export type Segment =
  | { readonly kind: "static"; readonly text: string }
  /** `{id}`: one whole segment. */
  | { readonly kind: "param" }
  /** `v{major}.{minor}.json`: text around parameters; `literals` has one element more than there are parameters. */
  | { readonly kind: "pattern"; readonly literals: readonly string[] }
  /** `{*rest}`: everything that is left, at least one character. */
  | { readonly kind: "rest" };

/** A path template, read. */
export interface Template {
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Names of the parameters, in the order of the template. */
  readonly names: readonly string[];
  /** The template without those names, its text as it arrives: templates of one shape match the same paths. */
  readonly shape: string;
}

/**
 * Reads a path template: text, `{name}` anywhere inside a segment, `{*name}` as the last one.
 * @throws {RouteSyntaxError} when it does not start with "/", a brace has no partner, a name is empty or occurs twice,
 *   two parameters touch, something follows the rest, or the text has a lone surrogate
 */
export function parseTemplate(text: string): Template {
  const fail = (why: string): never => {
    throw new RouteSyntaxError(`Path template ${JSON.stringify(text)}: ${why}`);
  };
  if (!text.startsWith("/")) fail(`does not start with "/"`);
  if (/[?#]/.test(text.replace(/\{[^}]*\}/g, ""))) fail(`has a "?" or "#"`);
  const names: string[] = [];
  const segments: Segment[] = [];
  for (const part of text.slice(1).split("/")) {
    if (segments.at(-1)?.kind === "rest") fail("nothing can follow the rest");
    segments.push(parseSegment(part, names, fail));
  }
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) fail(`has two parameters ${name}`);
  }
  return { text, segments, names, shape: segments.map(shapeOf).join("") };
}

function shapeOf(segment: Segment): string {
  switch (segment.kind) {
    case "static":
      return `/${segment.text}`;
    case "param":
      return "/{}";
    case "pattern":
      return `/${segment.literals.join("{}")}`;
    case "rest":
      return "/{*}";
  }
}

function parseSegment(part: string, names: string[], fail: (why: string) => never): Segment {
  const literals: string[] = [];
  let literal = "";
  let rest = false;
  for (let i = 0; i < part.length; i++) {
    const c = part[i] ?? "";
    if (c === "}") fail(`has "}" without "{"`);
    if (c !== "{") {
      literal += c;
      continue;
    }
    const end = part.indexOf("}", i);
    let name = part.slice(i + 1, end);
    if (end === -1 || name.includes("{")) fail(`has "{" without "}"`);
    if (name.startsWith("*")) {
      if (i !== 0 || end !== part.length - 1) fail("the rest must be a segment of its own");
      rest = true;
      name = name.slice(1);
    }
    if (name === "") fail("a parameter has no name");
    if (literals.length > 0 && literal === "") fail("two parameters touch each other");
    names.push(name);
    literals.push(encodeLiteral(literal, fail));
    literal = "";
    i = end;
  }
  if (rest) return { kind: "rest" };
  if (literals.length === 0) return { kind: "static", text: encodeLiteral(literal, fail) };
  literals.push(encodeLiteral(literal, fail));
  return literals.length === 2 && literals.every((each) => each === "")
    ? { kind: "param" }
    : { kind: "pattern", literals };
}

// What may stand in a path as it is (RFC 3986 §3.3), and "%", which starts an escape.
const plain = /^[\w\-.~!$&'()*+,;=:@%]*$/;

/** The form in which text of a template arrives: requests are matched as they come, before any decoding. */
function encodeLiteral(text: string, fail: (why: string) => never): string {
  if (plain.test(text)) return text;
  if (!text.isWellFormed()) fail("has half a character");
  return encodeURI(text).replaceAll("%25", "%");
}

/** `/a/` and `/b` become `/a/b`. */
export function joinTemplates(prefix: string, path: string): string {
  return (prefix.endsWith("/") ? prefix.slice(0, -1) : prefix) + path;
}
