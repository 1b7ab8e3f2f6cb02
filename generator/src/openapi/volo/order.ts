import type { JsonObject } from "../../source/value.ts";
import { getOwn, isArray } from "../../source/value.ts";
import type { TaggedOperation } from "../operation.ts";

/**
 * Operations in the order that the document states (`x-volo-order: [operationId]`), because those of one path stand together
 * in it; what it does not name comes last.
 */
export function inStatedOrder(
  document: JsonObject,
  operations: readonly TaggedOperation[],
): readonly TaggedOperation[] {
  const order = getOwn(document, "x-volo-order");
  if (!isArray(order)) return operations;
  const places = new Map(order.map((id, i) => [id, i]));
  const placeOf = ({ operation }: TaggedOperation): number => places.get(operation.hint) ?? order.length;
  return operations.toSorted((a, b) => placeOf(a) - placeOf(b));
}
