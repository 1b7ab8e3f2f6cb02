import type { Operation } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { isObject } from "../source/value.ts";
import { literalPath, nameOutgoing } from "./callback.ts";
import type { Context } from "./context.ts";
import type { Surroundings } from "./operation.ts";
import { lowerOutgoingItem } from "./path-item.ts";

/**
 * Lowers the webhooks of a document. Receivers choose where they listen, so that a webhook's name is only its default
 * path.
 * @see https://spec.openapis.org/oas/v3.1.1.html#oas-webhooks
 */
export function lowerWebhooks(
  cx: Context,
  webhooks: JsonData | undefined,
  span: NodeSpan,
  around: Omit<Surroundings, "path" | "parameters">,
): Operation[] {
  if (!isObject(webhooks)) return [];
  return Object.keys(webhooks).flatMap((name) => {
    if (name.startsWith("x-")) return [];
    const item = webhooks[name]!;
    const operations = lowerOutgoingItem(
      cx,
      literalPath(name),
      item,
      childSpan(span, name),
      around,
      "webhook",
    );
    return nameOutgoing(operations, name);
  });
}
