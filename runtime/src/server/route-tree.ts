import type { Segment, Template } from "./template.ts";

/**
 * Finds what was added under the template that a path matches best: in every segment, text before a pattern
 * (`{a}.json`), before a parameter, before the rest. The order of adding does not matter. Paths are compared as they
 * arrive, undecoded; slashes and case count.
 *
 * A path without parameters is found by one look-up; the others by a walk that visits each node at most once.
 */
export class RouteTree<T> {
  private readonly statics: Map<string, T> = new Map();
  private readonly root: Node<T> = new Node();

  /** What was added under a template of the same shape: parameter names make no difference. */
  get(template: Template): T | undefined {
    return this.reach(template)?.value;
  }

  /** Replaces what was added under a template of the same shape. */
  set(template: Template, value: T): void {
    this.reach(template).value = value;
    if (template.segments.every((segment) => segment.kind === "static")) {
      this.statics.set(`/${template.segments.map(textOf).join("/")}`, value);
    }
  }

  /** What was added under a path without parameters that is this path. */
  fixed(path: string): T | undefined {
    return this.statics.get(path);
  }

  /**
   * What matches a path best.
   * @param params gets the raw values of the parameters, in the order of the template
   */
  match(path: string, params: string[]): T | undefined {
    return path.charCodeAt(0) === slash ? walk(this.root, path, 1, params) : undefined;
  }

  private reach(template: Template): Node<T> {
    let node = this.root;
    for (const segment of template.segments) node = node.child(segment);
    return node;
  }
}

const slash = 0x2f;

class Node<T> {
  value: T | undefined = undefined;
  readonly statics: Map<string, Node<T>> = new Map();
  /** Sorted, the most specific first. */
  readonly patterns: PatternEdge<T>[] = [];
  param: Node<T> | undefined = undefined;
  rest: Node<T> | undefined = undefined;

  child(segment: Segment): Node<T> {
    switch (segment.kind) {
      case "static": {
        let child = this.statics.get(segment.text);
        if (child === undefined) this.statics.set(segment.text, (child = new Node()));
        return child;
      }
      case "pattern": {
        const known = this.patterns.find((edge) => sameTexts(edge.literals, segment.literals));
        if (known !== undefined) return known.node;
        const edge = { literals: segment.literals, node: new Node<T>() };
        this.patterns.push(edge);
        this.patterns.sort(moreSpecific);
        return edge.node;
      }
      case "param":
        return (this.param ??= new Node());
      case "rest":
        return (this.rest ??= new Node());
    }
  }
}

interface PatternEdge<T> {
  readonly literals: readonly string[];
  readonly node: Node<T>;
}

function walk<T>(node: Node<T>, path: string, start: number, params: string[]): T | undefined {
  let end = path.indexOf("/", start);
  const last = end === -1;
  if (last) end = path.length;
  const segment = path.slice(start, end);

  const fixed = node.statics.size === 0 ? undefined : node.statics.get(segment);
  if (fixed !== undefined) {
    const value = last ? fixed.value : walk(fixed, path, end + 1, params);
    if (value !== undefined) return value;
  }
  const depth = params.length;
  for (const edge of node.patterns) {
    if (matchPattern(edge.literals, segment, params)) {
      const value = last ? edge.node.value : walk(edge.node, path, end + 1, params);
      if (value !== undefined) return value;
    }
    params.length = depth;
  }
  if (node.param !== undefined && segment !== "") {
    params.push(segment);
    const value = last ? node.param.value : walk(node.param, path, end + 1, params);
    if (value !== undefined) return value;
    params.length = depth;
  }
  if (node.rest !== undefined && start < path.length) {
    params.push(path.slice(start));
    return node.rest.value;
  }
  return undefined;
}

/** Every parameter takes as little as it can, but at least one character; the last one takes what is left. */
function matchPattern(literals: readonly string[], segment: string, params: string[]): boolean {
  const count = literals.length - 1;
  const head = literals[0] ?? "";
  const tail = literals[count] ?? "";
  if (!segment.startsWith(head) || !segment.endsWith(tail)) return false;
  const end = segment.length - tail.length;
  let start = head.length;
  for (let i = 1; i < count; i++) {
    const literal = literals[i] ?? "";
    const at = segment.indexOf(literal, start + 1);
    if (at === -1 || at + literal.length >= end) return false;
    params.push(segment.slice(start, at));
    start = at + literal.length;
  }
  if (start >= end) return false;
  params.push(segment.slice(start, end));
  return true;
}

/** More text first, then a longer start; the rest only makes the order independent of the order of adding. */
function moreSpecific(a: PatternEdge<unknown>, b: PatternEdge<unknown>): number {
  const [textA, textB] = [a.literals.join(""), b.literals.join("")];
  return (
    textB.length - textA.length ||
    (b.literals[0] ?? "").length - (a.literals[0] ?? "").length ||
    b.literals.length - a.literals.length ||
    (a.literals.join("{}") < b.literals.join("{}") ? -1 : 1)
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

function textOf(segment: Segment): string {
  return segment.kind === "static" ? segment.text : "";
}
