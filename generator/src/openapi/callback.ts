import type { Callback, CallbackAddress, Operation, PathTemplate } from "../ir/operation.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { parseAddress } from "./runtime-expression.ts";

/** Lowers the operations of a path item at a path. */
export type LowerItem = (item: JsonData, span: NodeSpan, path: PathTemplate) => readonly Operation[];

/** A path of one literal segment. */
export function literalPath(segment: string): PathTemplate {
  const text = encodeURIComponent(segment);
  return { text: `/${text}`, segments: [[{ kind: "literal", text }]] };
}

/**
 * Lowers the callbacks of an operation. Each key of a Callback Object is an address of its own.
 * @see https://spec.openapis.org/oas/v3.1.1.html#callback-object
 */
export function lowerCallbacks(
  cx: Context,
  value: JsonObject,
  span: NodeSpan,
  operation: Operation,
  lower: LowerItem,
): Callback[] {
  const callbacks = getOwn(value, "callbacks");
  if (!isObject(callbacks)) return [];
  const out: Callback[] = [];
  const at = childSpan(span, "callbacks");
  for (const name of Object.keys(callbacks)) {
    const node = cx.references.follow(callbacks[name]!, childSpan(at, name));
    if (node === undefined || !isObject(node.value)) continue;
    const keys = Object.keys(node.value).filter((key) => !key.startsWith("x-"));
    for (const [i, key] of keys.entries()) {
      const here = keySpan(node.span, key);
      const parsed = parseAddress(key);
      if ("fault" in parsed) {
        report(cx, "VG2210", here, `${quote(key)} is no address of a callback: ${parsed.fault}`, {
          hint: 'write e.g. "{$request.body#/callbackUrl}" or "{$request.query.url}/events"',
        });
        continue;
      }
      if (!checkAddress(cx, parsed.address, operation, here)) continue;
      const hint = i === 0 ? name : `${name} ${i + 1}`;
      const operations = lower(node.value[key]!, childSpan(node.span, key), literalPath(name));
      const named = nameOutgoing(operations, `${operation.hint} ${hint}`);
      if (named.length > 0) {
        out.push({ hint, address: parsed.address, operations: named, span: childSpan(at, name) });
      }
    }
  }
  return out;
}

/** Operations without a name of their own are called after what they belong to. */
export function nameOutgoing(operations: readonly Operation[], hint: string): Operation[] {
  return operations.map((op) => {
    // Whoever has an operationId is called so already, unless another one had it first.
    if (op.hint !== `${op.method} ${op.path.text}`) return op;
    return { ...op, hint: operations.length === 1 ? hint : `${hint} ${op.method.toLowerCase()}` };
  });
}

/** Whether the operation has what the address is made of. */
function checkAddress(cx: Context, address: CallbackAddress, operation: Operation, span: NodeSpan): boolean {
  for (const part of address.parts) {
    if (part.kind === "text" || !("in" in part.value)) continue;
    const { value } = part;
    const missing = (what: string, hint?: string): false => {
      report(cx, "VG2211", span, `${quote(part.text)} has no value: ${what}`, { hint });
      return false;
    };
    if (value.in === "body") {
      const contents =
        value.of === "request" ? operation.body?.contents : operation.replies.flatMap((one) => one.contents);
      if (contents === undefined || contents.length === 0) {
        return missing(`the operation has no body of ${value.of === "request" ? "a request" : "a response"}`);
      }
    } else if (value.in === "path") {
      const names = operation.parameters.flatMap((one) => (one.source === "path" ? [one.name] : []));
      if (!names.includes(value.name)) {
        return missing(`the path has no parameter ${quote(value.name)}`, didYouMean(value.name, names));
      }
    } else if (value.of === "reply") {
      const names = operation.replies.flatMap((one) => one.headers.map((header) => header.name));
      if (!names.some((name) => name.toLowerCase() === value.name.toLowerCase())) {
        return missing(`no response declares the header ${quote(value.name)}`, didYouMean(value.name, names));
      }
    }
  }
  return true;
}
