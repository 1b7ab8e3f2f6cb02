import type { Link, Operation } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan, pointerOf } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { docsOf, quote, report, text } from "./context.ts";

/**
 * Lowers the links of a response; {@link checkLinks} looks where they lead when all operations are known.
 * @see https://spec.openapis.org/oas/v3.1.1.html#link-object
 */
export function lowerLinks(cx: Context, links: JsonData | undefined, span: NodeSpan): Link[] {
  if (!isObject(links)) return [];
  const out: Link[] = [];
  for (const name of Object.keys(links)) {
    const node = cx.references.follow(links[name]!, childSpan(span, name));
    if (node === undefined || !isObject(node.value)) continue;
    const { value } = node;
    const id = text(value, "operationId");
    const ref = text(value, "operationRef");
    const given = getOwn(value, "parameters");
    const body = getOwn(value, "requestBody");
    const docs = docsOf(value);
    out.push({
      name,
      ...(id !== undefined && { operationId: id }),
      ...(ref !== undefined && { operationRef: ref }),
      parameters: isObject(given) ? Object.keys(given).map((key) => ({ name: key, value: given[key]! })) : [],
      ...(body !== undefined && { body }),
      ...(docs && { docs }),
      span: node.span,
    });
  }
  if (out.length > 0) {
    const message = "links are kept in the representation of the contract: no code is generated for them";
    report(cx, "VG2092", { ...span, at: "key" }, message);
  }
  return out;
}

/** Reports links that lead nowhere, or give their operation what it does not take. */
export function checkLinks(cx: Context, operations: readonly Operation[]): void {
  const byId = new Map(operations.map((op) => [op.hint, op]));
  const byRef = new Map(operations.map((op) => [`#${pointerOf(op.span as NodeSpan)}`, op]));
  const seen = new Set<unknown>();
  for (const op of operations) {
    for (const link of op.replies.flatMap((reply) => reply.links ?? [])) {
      const span = link.span as NodeSpan;
      // A link of Components is shared by the responses that refer to it.
      const key = `${span.file.path}#${pointerOf(span)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const target = targetOf(cx, link, byId, byRef);
      if (target !== undefined) checkParameters(cx, link, target);
    }
  }
}

function targetOf(
  cx: Context,
  { operationId, operationRef, span }: Link,
  byId: ReadonlyMap<string, Operation>,
  byRef: ReadonlyMap<string, Operation>,
): Operation | undefined {
  const at = span as NodeSpan;
  // A filter may have left out where the link leads.
  const isLeftOut = cx.filter !== undefined;
  if (operationId !== undefined) {
    const found = byId.get(operationId);
    if (found !== undefined || isLeftOut) return found;
    report(cx, "VG2189", childSpan(at, "operationId"), `there is no operation ${quote(operationId)}`, {
      hint: didYouMean(operationId, byId.keys()),
    });
    return undefined;
  }
  // Operations of other documents are not known here.
  if (operationRef?.startsWith("#") !== true) return undefined;
  const found = byRef.get(decoded(operationRef));
  if (found !== undefined || isLeftOut) return found;
  report(cx, "VG2189", childSpan(at, "operationRef"), `there is no operation at ${quote(operationRef)}`, {
    hint: didYouMean(decoded(operationRef), byRef.keys()),
  });
  return undefined;
}

function decoded(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}

/** Parameters may be called by their place as well, e.g. `path.id`. */
function checkParameters(cx: Context, link: Link, target: Operation): void {
  const at = childSpan(link.span as NodeSpan, "parameters");
  const names = target.parameters.flatMap((one) => [one.name, `${one.source}.${one.name}`]);
  for (const { name } of link.parameters) {
    if (names.includes(name)) continue;
    const message = `the operation ${quote(target.hint)} has no parameter ${quote(name)}`;
    report(cx, "VG2190", keySpan(at, name), message, { hint: didYouMean(name, names) });
  }
}
