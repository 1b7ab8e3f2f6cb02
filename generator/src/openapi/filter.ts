import type { OperationFacts } from "../ir/operation-filter.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isArray } from "../source/value.ts";
import { flag, text } from "./context.ts";

/**
 * What of an operation filters ask for.
 * @param path `undefined` for a webhook.
 */
export function factsOf(
  path: string | undefined,
  method: string,
  operation: JsonObject,
  item: JsonObject,
): OperationFacts {
  const tags = getOwn(operation, "tags");
  return {
    path,
    method: method.toUpperCase(),
    tags: isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    operation: text(operation, "operationId"),
    deprecated: flag(operation, "deprecated") === true,
    internal: flag(operation, "x-internal") === true || flag(item, "x-internal") === true,
  };
}
