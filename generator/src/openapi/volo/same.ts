import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { refuse } from "./refuse.ts";

const key = "x-volo-same-as";

/** What stands in a document, and where. */
export interface Node {
  readonly value: JsonObject;
  readonly span: NodeSpan;
}

/**
 * The media type, or the response, that an object says it is the same as in what it describes (`x-volo-same-as`), which
 * stands beside it; otherwise itself.
 *
 * @param siblings the map that both are in.
 */
export function sameAs(cx: Context, node: Node, siblings: JsonData | undefined, span: NodeSpan): Node {
  const name = getOwn(node.value, key);
  if (name === undefined) return node;
  const other = typeof name === "string" && isObject(siblings) ? getOwn(siblings, name) : undefined;
  if (
    typeof name === "string" &&
    isObject(other) &&
    getOwn(other, key) === undefined &&
    getOwn(other, "$ref") === undefined
  )
    return { value: other, span: childSpan(span, name) };
  refuse(cx, key, name, "what stands beside it", node.span);
  return node;
}
