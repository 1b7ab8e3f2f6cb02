import type { Group } from "../../ir/api.ts";
import type { Operation } from "../../ir/operation.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { text } from "../context.ts";
import { refuse } from "./refuse.ts";

/** The layers that an operation asks for by name (`x-volo-layers`). */
export function layersOf(cx: Context, value: JsonObject, span: NodeSpan): Pick<Operation, "layers"> {
  const layers = getOwn(value, "x-volo-layers");
  if (layers === undefined) return {};
  const isList = isArray(layers) && layers.length > 0;
  if (isList && layers.every((name) => typeof name === "string" && /^[A-Za-z_]\w*$/.test(name))) {
    return { layers: layers as readonly string[] };
  }
  refuse(cx, "x-volo-layers", layers, "a list of names", span);
  return {};
}

/**
 * Groups with the operations of those that their tags extend (`x-volo-extends`), which come first.
 *
 * @param tags the tags of the document, at `span`.
 */
export function extendGroups(
  cx: Context,
  groups: readonly Group[],
  tags: JsonData | undefined,
  span: NodeSpan,
): readonly Group[] {
  const key = "x-volo-extends";
  const byName = new Map(groups.map((group) => [group.hint, group]));
  const bases = new Map<Group, Group>();
  for (const [i, tag] of (isArray(tags) ? tags : []).entries()) {
    const given = isObject(tag) ? getOwn(tag, key) : undefined;
    const group = isObject(tag) ? byName.get(text(tag, "name") ?? "") : undefined;
    if (given === undefined) continue;
    const base = typeof given === "string" ? byName.get(given) : undefined;
    if (group === undefined || base === undefined) {
      // A filter may have left out all operations of a tag.
      if (cx.filter !== undefined && typeof given === "string") continue;
      refuse(cx, key, given, "another tag that has operations, as this one", childSpan(span, i));
    } else if (chainOf(base, bases).includes(group)) {
      refuse(cx, key, given, "a tag that does not extend this one", childSpan(span, i));
    } else bases.set(group, base);
  }
  return groups.map((group): Group => {
    const base = bases.get(group);
    if (base === undefined) return group;
    const operations = chainOf(group, bases).flatMap((one) => one.operations);
    return { ...group, operations: [...new Set(operations)], extends: base.hint };
  });
}

/** What a group extends, from the most general one on, and itself. */
function chainOf(group: Group, bases: ReadonlyMap<Group, Group>): readonly Group[] {
  const chain = [group];
  for (let at = bases.get(group); at !== undefined; at = bases.get(at)) chain.unshift(at);
  return chain;
}
