import type { Group } from "../../ir/api.ts";
import type { Operation } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { report, show, text } from "../context.ts";

/** The layers that an operation asks for by name (`x-volo-layers`). */
export function layersOf(cx: Context, value: JsonObject, span: NodeSpan): Pick<Operation, "layers"> {
  const layers = getOwn(value, "x-volo-layers");
  if (layers === undefined) return {};
  const isList = isArray(layers) && layers.length > 0;
  if (isList && layers.every((name) => typeof name === "string" && /^[A-Za-z_]\w*$/.test(name))) {
    return { layers: layers as readonly string[] };
  }
  const message = `${show(layers)} is no value of x-volo-layers: write a list of names`;
  report(cx, "VG2230", childSpan(span, "x-volo-layers"), message);
  return {};
}

/** Groups with the operations of those that their tags extend (`x-volo-extends`), which come first. */
export function extendGroups(groups: readonly Group[], tags: JsonData | undefined): Group[] {
  const bases = new Map<string, string>();
  for (const tag of isArray(tags) ? tags : []) {
    const name = isObject(tag) ? text(tag, "name") : undefined;
    const base = isObject(tag) ? text(tag, "x-volo-extends") : undefined;
    if (name !== undefined && base !== undefined) bases.set(name, base);
  }
  const byName = new Map(groups.map((group) => [group.hint, group]));
  return groups.map((group): Group => {
    const chain: Group[] = [];
    for (let at = bases.get(group.hint); at !== undefined; at = bases.get(at)) {
      const base = byName.get(at);
      if (base === undefined || base === group || chain.includes(base)) break;
      chain.unshift(base);
    }
    const base = bases.get(group.hint);
    if (chain.length === 0 || base === undefined) return group;
    const operations = [...chain, group].flatMap((one) => one.operations);
    return { ...group, operations: [...new Set(operations)], extends: base };
  });
}
