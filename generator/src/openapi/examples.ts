import type { Type } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import { getOwn, isArray, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";

/**
 * Remembers the examples of a schema, to be checked when all types are known.
 * @see https://spec.openapis.org/oas/v3.1.1.html#schema-object
 */
export function collectSchemaExamples(cx: Context, schema: JsonObject, type: Type, span: NodeSpan): void {
  const example = getOwn(schema, "example");
  if (example !== undefined) cx.examples.push({ value: example, type, span: childSpan(span, "example") });
  const list = getOwn(schema, "examples");
  if (!isArray(list) || cx.version === "3.0") return;
  const at = childSpan(span, "examples");
  list.forEach((value, i) => cx.examples.push({ value, type, span: childSpan(at, i) }));
}

/**
 * Remembers the examples of a parameter, a header or a JSON body. What is written in the form of the wire, or stands in
 * a file of its own, is left out.
 * @see https://spec.openapis.org/oas/v3.1.1.html#example-object
 */
export function collectExamples(cx: Context, holder: JsonObject, type: Type, span: NodeSpan): void {
  const example = getOwn(holder, "example");
  if (example !== undefined) cx.examples.push({ value: example, type, span: childSpan(span, "example") });
  const map = getOwn(holder, "examples");
  if (!isObject(map)) return;
  const at = childSpan(span, "examples");
  for (const name of Object.keys(map)) {
    const node = cx.references.follow(map[name]!, childSpan(at, name));
    if (node === undefined || !isObject(node.value)) continue;
    for (const key of ["value", "dataValue"]) {
      const value = getOwn(node.value, key);
      if (value !== undefined) cx.examples.push({ value, type, span: childSpan(node.span, key) });
    }
  }
}
