import type { RequestBody } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import { bodyLimit } from "./body-limit.ts";
import { sharedName } from "./components.ts";
import { lowerContent } from "./content.ts";
import type { Context } from "./context.ts";
import { docsOf, flag } from "./context.ts";
import { bodyExtras } from "./volo/request.ts";

/**
 * Lowers the body of a request.
 * @param operationLimit The limit that the operation sets for it.
 * @see https://spec.openapis.org/oas/v3.1.1.html#request-body-object
 */
export function lowerRequestBody(
  cx: Context,
  item: JsonData | undefined,
  at: NodeSpan,
  operationLimit: number | undefined,
): RequestBody | undefined {
  if (item === undefined) return undefined;
  const node = cx.references.follow(item, at);
  if (node === undefined || !isObject(node.value)) return undefined;
  const limit = bodyLimit(cx, node.value, node.span) ?? operationLimit;
  const contents = lowerContent(
    cx,
    getOwn(node.value, "content"),
    childSpan(node.span, "content"),
    "request",
  ).map((content) => (limit === undefined ? content : { limit, ...content }));
  if (contents.length === 0) return undefined;
  const docs = docsOf(node.value);
  const shared = sharedName(item, cx, at);
  return {
    required: flag(node.value, "required") === true,
    contents,
    ...(shared !== undefined && { shared }),
    ...bodyExtras(cx, node.value, node.span),
    ...(docs && { docs }),
    span: node.span,
  };
}
