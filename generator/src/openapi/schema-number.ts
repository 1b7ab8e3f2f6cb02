import type { IntegerFormat, IntegerType, NumberConstraints, NumberType } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import type { JsonObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { flag, text } from "./context.ts";
import { integerFormats, looseNumberFormats, numberFormats, unknownFormat } from "./format.ts";
import { checkBounds, checkWholeNumbers, numeric } from "./schema-bounds.ts";

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2 */
function numberConstraints(cx: Context, schema: JsonObject, span: NodeSpan): NumberConstraints {
  const minimum = numeric(schema, "minimum");
  const maximum = numeric(schema, "maximum");
  const multipleOf = numeric(schema, "multipleOf");
  // In 3.0 these two are flags beside the bounds.
  const flagLow = cx.version === "3.0" && flag(schema, "exclusiveMinimum") === true;
  const flagHigh = cx.version === "3.0" && flag(schema, "exclusiveMaximum") === true;
  const exclusiveMinimum = flagLow ? minimum : numeric(schema, "exclusiveMinimum");
  const exclusiveMaximum = flagHigh ? maximum : numeric(schema, "exclusiveMaximum");
  checkBounds(cx, span, "minimum", minimum, "maximum", maximum, flagLow || flagHigh);
  if (!flagLow && !flagHigh) {
    checkBounds(cx, span, "exclusiveMinimum", exclusiveMinimum, "exclusiveMaximum", exclusiveMaximum, true);
  }
  if (!flagLow) checkBounds(cx, span, "exclusiveMinimum", exclusiveMinimum, "maximum", maximum, true);
  if (!flagHigh) checkBounds(cx, span, "minimum", minimum, "exclusiveMaximum", exclusiveMaximum, true);
  return {
    ...(minimum !== undefined && !flagLow && { minimum }),
    ...(maximum !== undefined && !flagHigh && { maximum }),
    ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
    ...(exclusiveMaximum !== undefined && { exclusiveMaximum }),
    ...(multipleOf !== undefined && multipleOf > 0 && { multipleOf }),
  };
}

export function lowerNumber(
  cx: Context,
  schema: JsonObject,
  span: NodeSpan,
  type: "number" | "integer",
): IntegerType | NumberType {
  const constraints = numberConstraints(cx, schema, span);
  checkWholeNumbers(cx, span, constraints, type === "integer");
  const format = text(schema, "format");
  if (format !== undefined && integerFormats.has(format)) {
    const wide = format === "int64" || format === "uint64";
    const as = wide ? cx.int64 : "number";
    return {
      kind: "integer",
      format: format as IntegerFormat,
      as,
      constraints,
      span,
    };
  }
  if (type === "integer") {
    if (format !== undefined && !numberFormats.has(format) && !looseNumberFormats.has(format))
      unknownFormat(cx, schema, format, span);
    return { kind: "integer", as: "number", constraints, span };
  }
  if (format !== undefined && numberFormats.has(format)) {
    return { kind: "number", format: format as "float" | "double" | "decimal", constraints, span };
  }
  if (format !== undefined && !looseNumberFormats.has(format)) unknownFormat(cx, schema, format, span);
  return { kind: "number", constraints, span };
}
