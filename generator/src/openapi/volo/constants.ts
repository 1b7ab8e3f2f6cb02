import type { Constant } from "../../ir/api.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { docsOf, report } from "../context.ts";
import { refuse } from "./refuse.ts";

/** A constant; `owner` has lost its value when the check of defaults finds that it does not fit the schema. */
export interface StatedConstant {
  readonly constant: Constant;
  readonly owner: { default?: JsonData };
}

/** Values with names, which `x-volo-constants` of a document lists: `{ most: { schema: { type: integer }, value: 5 } }`. */
export function lowerConstants(cx: Context, document: JsonObject, root: NodeSpan): readonly StatedConstant[] {
  const key = "x-volo-constants";
  const table = getOwn(document, key);
  if (table === undefined) return [];
  const at = childSpan(root, key);
  if (!isObject(table)) {
    refuse(cx, key, table, "an object of constants", root);
    return [];
  }
  return Object.entries(table).flatMap(([hint, constant]): StatedConstant[] => {
    const span = childSpan(at, hint);
    const value = isObject(constant) ? getOwn(constant, "value") : undefined;
    const schema = isObject(constant) ? getOwn(constant, "schema") : undefined;
    if (!isObject(constant) || value === undefined || schema === undefined) {
      report(cx, "VG2230", span, "a constant has the fields schema and value");
      return [];
    }
    const type = cx.schema(schema, childSpan(span, "schema"));
    const owner = { default: value };
    cx.defaults.push({ owner, type, span: childSpan(span, "value"), what: "constant" });
    const docs = docsOf(constant);
    return [{ constant: { hint, name: "", type, value, ...(docs && { docs }), span }, owner }];
  });
}
