import type { Operation, PathTemplate, RouteAlias } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import { didYouMean } from "../../source/suggest.ts";
import type { JsonObject } from "../../source/value.ts";
import { getOwn } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { quote, report } from "../context.ts";
import type { TaggedOperation } from "../operation.ts";
import { refuse } from "./refuse.ts";

const key = "x-volo-alias-of";

/** A route that leads to an operation of another one. */
export interface AliasRoute extends RouteAlias {
  /** The operationId of the operation. */
  readonly of: string;
  readonly span: NodeSpan;
}

/** The route of an operation that is only another way to one (`x-volo-alias-of`); `undefined`: it is one of its own. */
export function aliasRoute(
  cx: Context,
  method: string,
  path: PathTemplate,
  value: JsonObject,
  span: NodeSpan,
): AliasRoute | undefined {
  const of = getOwn(value, key);
  if (of === undefined) return undefined;
  if (typeof of === "string") return { of, method, path, span };
  refuse(cx, key, of, "an operationId", span);
  return undefined;
}

/** Operations with the other routes that lead to them, in the order of these. */
export function withAliases(
  cx: Context,
  operations: readonly TaggedOperation[],
  routes: readonly AliasRoute[],
): readonly TaggedOperation[] {
  if (routes.length === 0) return operations;
  const found = new Map<string, RouteAlias[]>(operations.map(({ operation }) => [operation.hint, []]));
  for (const { of, method, path, span } of routes) {
    const aliases = found.get(of);
    if (aliases !== undefined) aliases.push({ method, path, span });
    // A filter may have left out the operation.
    else if (cx.filter === undefined) {
      const hint = didYouMean(of, found.keys());
      report(cx, "VG2232", childSpan(span, key), `there is no operation ${quote(of)}`, { hint });
    }
  }
  return operations.map((tagged) => {
    const aliases = found.get(tagged.operation.hint) ?? [];
    if (aliases.length === 0) return tagged;
    const operation: Operation = { ...tagged.operation, aliases };
    return { ...tagged, operation };
  });
}
