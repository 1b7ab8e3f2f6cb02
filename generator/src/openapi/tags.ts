import type { Group } from "../ir/api.ts";
import type { Operation } from "../ir/operation.ts";
import type { Docs } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonData } from "../source/value.ts";
import { isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { docsOf, quote, report, text } from "./context.ts";
import { extendGroups } from "./volo/operations.ts";
import type { TaggedOperation } from "./operation.ts";

/**
 * Reports tags of the same name.
 * @see https://spec.openapis.org/oas/v3.1.1.html#openapi-object
 */
export function checkTags(cx: Context, tags: JsonData | undefined, root: NodeSpan): void {
  if (!isArray(tags)) return;
  const at = childSpan(root, "tags");
  const first = new Map<string, NodeSpan>();
  tags.forEach((tag, i) => {
    const name = isObject(tag) ? text(tag, "name") : undefined;
    if (name === undefined) return;
    const here = childSpan(childSpan(at, i), "name");
    const known = first.get(name);
    if (known === undefined) first.set(name, here);
    else {
      report(cx, "VG2227", here, `there are two tags ${quote(name)}`, {
        related: [{ message: "the first of them", span: known }],
      });
    }
  });
}

/** The group of operations without a tag, where others have one. */
const untagged = "default";

/**
 * Groups operations by their first tag, in the order of the document's tags and then of first use.
 * @see https://spec.openapis.org/oas/v3.1.1.html#tag-object
 */
export function groupByTag(
  cx: Context,
  operations: readonly TaggedOperation[],
  tags: JsonData | undefined,
  apiName: string,
  root: NodeSpan,
): { groups: readonly Group[]; grouped: boolean } {
  if (operations.every((o) => o.tag === undefined)) {
    const all = operations.map((o) => o.operation);
    return { groups: [{ hint: apiName, name: "", operations: all, span: root }], grouped: false };
  }
  const groups = new Map<string, { operations: Operation[]; docs?: Docs | undefined; span: NodeSpan }>();
  if (isArray(tags)) {
    const at = childSpan(root, "tags");
    tags.forEach((tag, i) => {
      const name = isObject(tag) ? text(tag, "name") : undefined;
      if (name === undefined || groups.has(name)) return;
      groups.set(name, {
        operations: [],
        docs: docsOf(tag as { [key: string]: JsonData }),
        span: childSpan(at, i),
      });
    });
  }
  for (const { operation, tag } of operations) {
    const name = tag?.name ?? untagged;
    let group = groups.get(name);
    if (group === undefined) groups.set(name, (group = { operations: [], span: tag?.span ?? root }));
    group.operations.push(operation);
  }
  const used = [...groups].filter(([, group]) => group.operations.length > 0);
  return {
    groups: extendGroups(
      cx,
      used.map(([hint, { operations: list, docs, span }]) => ({
        hint,
        name: "",
        operations: list,
        ...(docs && { docs }),
        span,
      })),
      tags,
      childSpan(root, "tags"),
    ),
    grouped: true,
  };
}
