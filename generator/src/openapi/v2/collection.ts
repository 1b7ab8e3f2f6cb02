import type { DelimitedStyle } from "../../ir/operation.ts";
import type { Type } from "../../ir/type.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isObject, setOwn } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { report, text } from "../context.ts";
import { lowerSchema } from "../schema.ts";

/** How the items of a list are written: `csv`, a list between other separators, or the name repeated. */
export type Collection = "csv" | "multi" | DelimitedStyle;

/** The values of `collectionFormat`; `csv` stands for those that validation has refused. */
const collections: Readonly<Record<string, Collection>> = {
  csv: "csv",
  ssv: "spaceDelimited",
  tsv: "tabDelimited",
  pipes: "pipeDelimited",
  multi: "multi",
};

/** Fields of parameters, headers and items that describe values; the others describe the parameter. */
const valueFields: readonly string[] = [
  "type",
  "format",
  "items",
  "properties",
  "additionalProperties",
  "default",
  "enum",
  "maximum",
  "exclusiveMaximum",
  "minimum",
  "exclusiveMinimum",
  "maxLength",
  "minLength",
  "pattern",
  "maxItems",
  "minItems",
  "uniqueItems",
  "multipleOf",
];

/** The type of a parameter, header or form field, and how a list of it is written. */
export interface Value {
  readonly type: Type;
  readonly collection: Collection;
}

/**
 * Lowers what parameters other than the body, headers and their items say about values.
 * @see https://spec.openapis.org/oas/v2.0.html#parameter-object
 * @see https://spec.openapis.org/oas/v2.0.html#items-object
 */
export function lowerValue(cx: Context, value: JsonObject, span: NodeSpan): Value {
  const schema = schemaOf(value);
  const items = getOwn(value, "items");
  const format = text(value, "collectionFormat");
  const isList = text(value, "type") === "array";
  if (format !== undefined && !isList) {
    report(
      cx,
      "VG2101",
      childSpan(span, "collectionFormat"),
      '"collectionFormat" has an effect only on arrays',
    );
  }
  if (isList && isObject(items) && text(items, "type") === "array") {
    report(
      cx,
      "VG2102",
      childSpan(span, "items"),
      "the items of a list that is written as text cannot be lists",
      {
        hint: "send the list in a body, or let its items be texts",
      },
    );
    setOwn(schema, "items", { type: "string" });
  }
  const misplaced = getOwn(value, "schema");
  const at = childSpan(span, "schema");
  return {
    type:
      getOwn(value, "type") !== undefined
        ? lowerSchema(cx, schema, span)
        : misplaced !== undefined
          ? lowerSchema(cx, misplaced, at)
          : lowerSchema(cx, { ...schema, type: "string" }, span),
    collection: (isList && format !== undefined && collections[format]) || "csv",
  };
}

/** The part of a parameter that is a schema, at the same place. */
function schemaOf(value: JsonObject): { [key: string]: JsonData } {
  const schema: { [key: string]: JsonData } = {};
  for (const key of Object.keys(value)) {
    if (valueFields.includes(key) || key.startsWith("x-")) setOwn(schema, key, value[key]!);
  }
  return schema;
}
