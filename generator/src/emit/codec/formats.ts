import type { IntegerFormat, IntegerType, NumberType, StringType, Type } from "../../ir/index.ts";
import { isBare } from "../../ir/bare.ts";
import type { RuntimeSymbol } from "../runtime-symbols.ts";

/** A ready-made check of the runtime, and the schema that explains its verdict. */
export interface Predicate {
  readonly is: RuntimeSymbol;
  readonly schema: RuntimeSymbol;
}

const stringFormats: ReadonlyMap<string, Predicate> = new Map([
  ["date", { is: "isDate", schema: "DateSchema" }],
  ["date-time", { is: "isDateTime", schema: "DateTimeSchema" }],
  ["char", { is: "isChar", schema: "CharSchema" }],
  ["date-time-local", { is: "isDateTimeLocal", schema: "DateTimeLocalSchema" }],
  ["decimal", { is: "isDecimalText", schema: "DecimalTextSchema" }],
  ["int64", { is: "isInt64Text", schema: "Int64TextSchema" }],
  ["time-local", { is: "isTimeLocal", schema: "TimeLocalSchema" }],
  ["uint64", { is: "isUint64Text", schema: "Uint64TextSchema" }],
  ["duration", { is: "isDuration", schema: "DurationSchema" }],
  ["email", { is: "isEmail", schema: "EmailSchema" }],
  ["hostname", { is: "isHostname", schema: "HostnameSchema" }],
  ["idn-email", { is: "isIdnEmail", schema: "IdnEmailSchema" }],
  ["idn-hostname", { is: "isIdnHostname", schema: "IdnHostnameSchema" }],
  ["ipv4", { is: "isIpv4", schema: "Ipv4Schema" }],
  ["ipv6", { is: "isIpv6", schema: "Ipv6Schema" }],
  ["iri", { is: "isIri", schema: "IriSchema" }],
  ["iri-reference", { is: "isIriReference", schema: "IriReferenceSchema" }],
  ["json-pointer", { is: "isJsonPointer", schema: "JsonPointerSchema" }],
  ["regex", { is: "isRegex", schema: "RegexSchema" }],
  ["relative-json-pointer", { is: "isRelativeJsonPointer", schema: "RelativeJsonPointerSchema" }],
  ["time", { is: "isTime", schema: "TimeSchema" }],
  ["uri", { is: "isUri", schema: "UriSchema" }],
  ["uri-reference", { is: "isUriReference", schema: "UriReferenceSchema" }],
  ["uri-template", { is: "isUriTemplate", schema: "UriTemplateSchema" }],
  ["uuid", { is: "isUuid", schema: "UuidSchema" }],
]);

const integerFormats: Readonly<Record<IntegerFormat, Predicate>> = {
  int8: { is: "isInt8", schema: "Int8Schema" },
  int16: { is: "isInt16", schema: "Int16Schema" },
  int32: { is: "isInt32", schema: "Int32Schema" },
  int64: { is: "isInt64", schema: "Int64Schema" },
  uint8: { is: "isUint8", schema: "Uint8Schema" },
  uint16: { is: "isUint16", schema: "Uint16Schema" },
  uint32: { is: "isUint32", schema: "Uint32Schema" },
  uint64: { is: "isUint64", schema: "Uint64Schema" },
};

/** The check of a string's format, apart from its other constraints; unknown formats only document. */
export function stringPredicate(type: StringType): Predicate {
  return stringFormats.get(type.format ?? "") ?? { is: "isString", schema: "StringSchema" };
}

/** The check of a number's precision, apart from its other constraints. */
export function numberPredicate(type: NumberType): Predicate {
  if (type.wide === true) {
    return type.format === "float"
      ? { is: "isWideFloat", schema: "WideFloatSchema" }
      : { is: "isWideNumber", schema: "WideNumberSchema" };
  }
  return type.format === "float"
    ? { is: "isFloat", schema: "FloatSchema" }
    : { is: "isNumber", schema: "NumberSchema" };
}

/** The check of a whole number's width, apart from its other constraints. */
export function integerPredicate(type: IntegerType): Predicate {
  if (type.as !== "number") {
    if (type.format === "int64") return { is: "isBigInt64", schema: "BigInt64Schema" };
    if (type.format === "uint64") return { is: "isBigUint64", schema: "BigUint64Schema" };
    if (type.format === undefined) return { is: "isBigInteger", schema: "BigIntegerSchema" };
  }
  return type.format === undefined
    ? { is: "isInteger", schema: "IntegerSchema" }
    : integerFormats[type.format];
}

/** The ready-made check of a type that has no assertions of its own, if it is such a type. */
export function barePredicate(type: Type): Predicate | undefined {
  if (!isBare(type)) return undefined;
  switch (type.kind) {
    case "boolean":
      return { is: "isBoolean", schema: "BooleanSchema" };
    case "number":
      return numberPredicate(type);
    case "integer":
      return integerPredicate(type);
    case "string":
      return stringPredicate(type);
    default:
      return { is: "isAny", schema: "AnySchema" };
  }
}
