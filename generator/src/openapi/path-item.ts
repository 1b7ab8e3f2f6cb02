import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { report } from "./context.ts";
import type { Surroundings, TaggedOperation } from "./operation.ts";
import { methodsOf } from "./method.ts";
import { checkSharedParameters, lowerOperation } from "./operation.ts";
import { lowerParameters } from "./parameter.ts";
import { lowerPath } from "./path.ts";
import { refOf } from "./structure.ts";

/**
 * Lowers the operations of a path. A path item may refer to another one and add to it.
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-item-object
 */
export function lowerPathItem(
  cx: Context,
  key: string,
  item: JsonData,
  span: NodeSpan,
  around: Omit<Surroundings, "path" | "parameters">,
): TaggedOperation[] {
  const path = lowerPath(cx, key, span);
  if (path === undefined || !isObject(item)) return [];
  const out: TaggedOperation[] = [];
  const seen = new Set<string>();
  const layers: { readonly value: JsonData; readonly span: NodeSpan }[] = [{ value: item, span }];
  if (refOf(item) !== undefined) {
    const target = cx.references.follow(item, span);
    if (target !== undefined) layers.push(target);
  }
  for (const layer of layers) {
    if (!isObject(layer.value)) continue;
    if (getOwn(layer.value, "servers") !== undefined)
      report(cx, "VG2093", keySpan(layer.span, "servers"), "servers of a path are not used yet");
    const parameters = lowerParameters(
      cx,
      getOwn(layer.value, "parameters"),
      childSpan(layer.span, "parameters"),
    );
    checkSharedParameters(cx, path, parameters);
    for (const { method, value, span: at } of methodsOf(cx, layer.value, layer.span)) {
      // What stands beside the reference wins.
      if (seen.has(method)) continue;
      seen.add(method);
      out.push(lowerOperation(cx, method, value, at, { ...around, path, parameters }));
    }
  }
  return out;
}
