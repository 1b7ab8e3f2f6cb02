import type { Docs, JsonValue, Overlay } from "../../ir/index.ts";
import { isObject } from "../../source/value.ts";

/** An object of a document. */
export type Json = { readonly [key: string]: JsonValue };

/** What the author says about a schema. */
export function described(docs: Docs | undefined): Json {
  if (docs === undefined) return {};
  return {
    ...(docs.title !== undefined && { title: docs.title }),
    ...(docs.description !== undefined && { description: docs.description }),
    ...(docs.deprecated === true && { deprecated: true }),
    ...(docs.examples !== undefined && { examples: docs.examples }),
    ...(docs.link !== undefined && { externalDocs: { url: docs.link } }),
  };
}

/** What the author says about an operation or a parameter, which have no `title`. */
export function narrated(docs: Docs | undefined): Json {
  const { title, examples: _, ...others } = described(docs);
  return { ...(title !== undefined && { summary: title }), ...others };
}

/** A node with the fields of the author's merged into it; where both say something, the author's counts. */
export function merged(node: Json, overlay: Overlay | undefined): Json {
  if (overlay === undefined) return node;
  const result = new Map(Object.entries(node));
  for (const [key, value] of Object.entries(overlay)) {
    const known = result.get(key);
    result.set(key, isObject(known) && isObject(value) ? merged(known, value) : value);
  }
  return Object.fromEntries(result);
}
