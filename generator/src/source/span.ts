import type { SourceFile } from "./source-file.ts";

/**
 * A place in a parsed document: a chain of keys from the root. The line and column are computed only when a
 * diagnostic is printed (`locate`), because a positioned parse of a large document costs a hundred times a plain one.
 */
export interface NodeSpan {
  readonly kind: "node";
  readonly file: SourceFile;
  /** The enclosing node; `undefined` for the root of the document. */
  readonly parent: NodeSpan | undefined;
  /** Property name or array index inside `parent`; `undefined` for the root. */
  readonly key: string | number | undefined;
  /** Set when the key itself is meant, not its value. */
  readonly at?: "key";
}

/** A place in a text that is not a tree of keys (Thrift, or a syntax error): half-open UTF-16 offsets. */
export interface TextSpan {
  readonly kind: "text";
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Where something of the IDL was written. */
export type Span = NodeSpan | TextSpan;

/** The span of a whole document. */
export function rootSpan(file: SourceFile): NodeSpan {
  return { kind: "node", file, parent: undefined, key: undefined };
}

/** The span of a property or array element of `parent`. */
export function childSpan(parent: NodeSpan, key: string | number): NodeSpan {
  return { kind: "node", file: parent.file, parent, key };
}

/** The span of the key of a property, e.g. of one that should not be there. */
export function keySpan(parent: NodeSpan, key: string): NodeSpan {
  return { kind: "node", file: parent.file, parent, key, at: "key" };
}

/** The keys from the root of the document to the node. */
export function pathOf(span: NodeSpan): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: NodeSpan | undefined = span; at?.key !== undefined; at = at.parent) path.push(at.key);
  return path.reverse();
}

/** The node as a JSON pointer (RFC 6901), `""` for the root. */
export function pointerOf(span: NodeSpan): string {
  return pathOf(span)
    .map((key) => "/" + String(key).replaceAll("~", "~0").replaceAll("/", "~1"))
    .join("");
}
