import type { Template } from "./template.ts";

/**
 * Finds what was added under the template that a path matches best: in every segment, text before a pattern
 * (`{a}.json`), before a parameter, before the rest. The order of adding does not matter. Paths are compared as they
 * arrive, undecoded; slashes and case count.
 *
 * It is a radix tree: templates share the text that they have in common. The look-up itself allocates nothing; values of
 * parameters are cut from the path when {@link params} is called. A node can be reached in one way and at one place of a
 * path only, so that a look-up visits each node at most once, whatever the path; its stack is no deeper than the longest
 * template.
 */
export class RouteTree<T> {
  /** Stands behind the first slash, which all paths have. */
  private readonly root: Node<T> = new Node([]);
  /** Where the parameters of the last match start and end, in pairs; before them, how many there are. */
  private bounds: Int32Array = new Int32Array(1);

  /** Replaces what was added under a template of the same shape: parameter names make no difference. */
  set(template: Template, value: T): void {
    let node = this.root;
    let text = "";
    for (const [place, segment] of template.segments.entries()) {
      if (place > 0) text += "/";
      if (segment.kind === "static") {
        text += segment.text;
        continue;
      }
      node = node.reach(codesOf(text));
      text = "";
      if (segment.kind === "pattern") node = node.reachPattern(segment.literals);
      else node = segment.kind === "param" ? node.reachParam() : node.reachRest();
    }
    node.reach(codesOf(text)).value = value;
    const size = 1 + 2 * template.names.length;
    if (this.bounds.length < size) this.bounds = new Int32Array(size);
  }

  /** What matches a path best. */
  match(path: string): T | undefined {
    return path.charCodeAt(0) === slash ? walk(this.root, path, 1, 0, this.bounds) : undefined;
  }

  /** The raw values of the parameters that the last {@link match} has found in this path, in the order of the template. */
  params(path: string): string[] {
    const { bounds } = this;
    const count = bounds[0] ?? 0;
    if (count === 0) return [];
    // Lists that are written out are made faster than those that grow.
    if (count === 1) return [cut(path, bounds, 0)];
    if (count === 2) return [cut(path, bounds, 0), cut(path, bounds, 1)];
    const values = [cut(path, bounds, 0), cut(path, bounds, 1), cut(path, bounds, 2)];
    for (let i = 3; i < count; i++) values.push(cut(path, bounds, i));
    return values;
  }
}

function cut(path: string, bounds: Int32Array, index: number): string {
  return path.slice(bounds[2 * index + 1], bounds[2 * index + 2]);
}

class Node<T> {
  /** Text between the node above and this one, as codes of its characters; none behind a parameter. */
  text: readonly number[];
  value: T | undefined = undefined;
  /** Nodes that go on with text, by the code of its first character; the array starts at the code `first`. */
  children: (Node<T> | undefined)[] = [];
  first: number = 0;
  /** Whether something else than text may follow: one of the next three, which are only where a segment starts. */
  open: boolean = false;
  /** Sorted, the most specific first. */
  readonly patterns: PatternEdge<T>[] = [];
  param: Node<T> | undefined = undefined;
  rest: Node<T> | undefined = undefined;

  constructor(text: readonly number[]) {
    this.text = text;
  }

  /** The node that a text leads to; nodes are made and divided where need be. */
  reach(text: readonly number[]): Node<T> {
    const [code] = text;
    if (code === undefined) return this;
    const child = this.children[code - this.first];
    if (child === undefined) return this.adopt(new Node(text));
    let common = 1;
    while (common < child.text.length && child.text[common] === text[common]) common++;
    const next = common === child.text.length ? child : this.divide(child, common);
    return next.reach(text.slice(common));
  }

  reachPattern(literals: readonly string[]): Node<T> {
    this.open = true;
    const known = this.patterns.find((edge) => sameTexts(edge.literals, literals));
    if (known !== undefined) return known.node;
    const edge = { literals, node: new Node<T>([]) };
    this.patterns.push(edge);
    this.patterns.sort((a, b) => compareLiterals(a.literals, b.literals));
    return edge.node;
  }

  reachParam(): Node<T> {
    this.open = true;
    return (this.param ??= new Node([]));
  }

  reachRest(): Node<T> {
    this.open = true;
    return (this.rest ??= new Node([]));
  }

  /** Puts a node between this one and a child, at the place where their texts part. */
  private divide(child: Node<T>, at: number): Node<T> {
    const upper = new Node<T>(child.text.slice(0, at));
    child.text = child.text.slice(at);
    upper.adopt(child);
    return this.adopt(upper);
  }

  private adopt(child: Node<T>): Node<T> {
    const [code = 0] = child.text;
    if (this.children.length === 0) this.first = code;
    for (; this.first > code; this.first--) this.children.unshift(undefined);
    while (this.children.length <= code - this.first) this.children.push(undefined);
    this.children[code - this.first] = child;
    return child;
  }
}

interface PatternEdge<T> {
  readonly literals: readonly string[];
  readonly node: Node<T>;
}

const slash = 0x2f;

/** Goes on with alternatives in turn, and without a call where there is only one left. */
function walk<T>(
  start: Node<T>,
  path: string,
  from: number,
  depth: number,
  bounds: Int32Array,
): T | undefined {
  let node = start;
  let at = from;
  let count = depth;
  for (;;) {
    if (at === path.length) {
      bounds[0] = count;
      return node.value;
    }
    const child = childAt(node, path.charCodeAt(at));
    if (child !== undefined && hasCodes(path, at, child.text)) {
      const next = at + child.text.length;
      if (!node.open) {
        node = child;
        at = next;
        continue;
      }
      const value = walk(child, path, next, count, bounds);
      if (value !== undefined) return value;
    }
    if (!node.open) return undefined;

    const { param, rest, patterns } = node;
    const end = segmentEnd(path, at);
    for (let i = 0; i < patterns.length; i++) {
      const edge = patterns[i] as PatternEdge<T>;
      if (!matchPattern(edge.literals, path, at, end, count, bounds)) continue;
      const value = walk(edge.node, path, end, count + edge.literals.length - 1, bounds);
      if (value !== undefined) return value;
    }
    if (param !== undefined && end > at) {
      bounds[2 * count + 1] = at;
      bounds[2 * count + 2] = end;
      if (rest === undefined) {
        node = param;
        at = end;
        count++;
        continue;
      }
      const value = walk(param, path, end, count + 1, bounds);
      if (value !== undefined) return value;
    }
    if (rest === undefined) return undefined;
    bounds[2 * count + 1] = at;
    bounds[2 * count + 2] = path.length;
    bounds[0] = count + 1;
    return rest.value;
  }
}

function childAt<T>(node: Node<T>, code: number): Node<T> | undefined {
  const index = code - node.first;
  // Reading outside of an array is slow.
  return index >= 0 && index < node.children.length ? node.children[index] : undefined;
}

/** Whether a text stands at a place of a path. */
function hasCodes(path: string, at: number, codes: readonly number[]): boolean {
  if (at + codes.length > path.length) return false;
  for (let i = 0; i < codes.length; i++) {
    if (path.charCodeAt(at + i) !== codes[i]) return false;
  }
  return true;
}

function segmentEnd(path: string, at: number): number {
  let end = at;
  while (end < path.length && path.charCodeAt(end) !== slash) end++;
  return end;
}

/**
 * Whether a piece of a path is made of literals with something between each two. Every parameter takes as little as it can,
 * but at least one character; the last one takes what is left.
 */
export function matchPattern(
  literals: readonly string[],
  path: string,
  at: number,
  until: number,
  depth: number,
  bounds: Int32Array,
): boolean {
  const count = literals.length - 1;
  const head = literals[0] ?? "";
  const tail = literals[count] ?? "";
  const end = until - tail.length;
  let start = at + head.length;
  if (start >= end || !path.startsWith(head, at) || !path.startsWith(tail, end)) return false;
  let place = 2 * depth + 1;
  for (let i = 1; i < count; i++) {
    const literal = literals[i] ?? "";
    const found = path.indexOf(literal, start + 1);
    if (found === -1 || found + literal.length >= end) return false;
    bounds[place++] = start;
    bounds[place++] = found;
    start = found + literal.length;
  }
  bounds[place++] = start;
  bounds[place] = end;
  return true;
}

/** More text first, then a longer start, then more parameters; below 0 when `a` comes first. */
function compareLiterals(a: readonly string[], b: readonly string[]): number {
  return (
    b.join("").length - a.join("").length || (b[0] ?? "").length - (a[0] ?? "").length || b.length - a.length
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
