import type { NodeSpan } from "../../source/span.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn, isArray } from "../../source/value.ts";
import type { Context } from "../context.ts";
import type { TaggedOperation } from "../operation.ts";
import { refuse } from "./refuse.ts";

const key = "x-volo-order";

/**
 * Operations in the order that the document states (`x-volo-order: [operationId]`), because those of one path stand together
 * in it; what it does not name comes last.
 */
export function inStatedOrder(
  cx: Context,
  document: JsonObject,
  span: NodeSpan,
  operations: readonly TaggedOperation[],
): readonly TaggedOperation[] {
  const order = getOwn(document, key);
  if (order === undefined) return operations;
  if (!isArray(order)) {
    refuse(cx, key, order, "a list of operationIds", span);
    return operations;
  }
  const places = new Map(order.map((id, i) => [id, i]));
  const placeOf = ({ operation }: TaggedOperation): number => places.get(operation.hint) ?? order.length;
  return operations.toSorted((a, b) => placeOf(a) - placeOf(b));
}
