import type { NodeSpan } from "../source/span.ts";
import { childSpan } from "../source/span.ts";
import { didYouMean } from "../source/suggest.ts";
import type { JsonObject } from "../source/value.ts";
import { declaredTypes } from "./accepted.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { anyType, jsonTypes, typeNames } from "./json-types.ts";

/**
 * Formats of the OpenAPI Format Registry and of JSON Schema 2020-12 that mean something on a text. A format that is
 * not here is documented only.
 * @see https://spec.openapis.org/registry/format/
 */
export const stringFormats: ReadonlySet<string> = new Set([
  "base64url",
  "binary",
  "byte",
  "char",
  "commonmark",
  "date",
  "date-time",
  "date-time-local",
  "decimal",
  "decimal128",
  "double-int",
  "duration",
  "email",
  "hostname",
  "html",
  "http-date",
  "idn-email",
  "idn-hostname",
  "int64",
  "ipv4",
  "ipv6",
  "iri",
  "iri-reference",
  "json-pointer",
  "media-range",
  "password",
  "regex",
  "relative-json-pointer",
  "sf-binary",
  "sf-boolean",
  "sf-decimal",
  "sf-integer",
  "sf-string",
  "sf-token",
  "time",
  "time-local",
  "uint64",
  "uri",
  "uri-reference",
  "uri-template",
  "url",
  "uuid",
]);

/** Formats of whole numbers with a width. */
export const integerFormats: ReadonlySet<string> = new Set([
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
]);

/** Formats of numbers. */
export const numberFormats: ReadonlySet<string> = new Set(["float", "double", "decimal"]);

/** Formats of the registry that hold a number and restrict nothing more. */
export const looseNumberFormats: ReadonlySet<string> = new Set([
  "decimal128",
  "double-int",
  "unixtime",
  "unix-time",
  "sf-integer",
  "sf-decimal",
]);

/** Reports a format that means nothing for the type beside it. */
export function unknownFormat(cx: Context, schema: JsonObject, format: string, span: NodeSpan): void {
  // A format of one of several types is not a fault for the others.
  const declared = declaredTypes(schema) ?? anyType;
  if ((declared & jsonTypes.string) !== 0 && stringFormats.has(format)) return;
  if (
    (declared & jsonTypes.number) !== 0 &&
    (integerFormats.has(format) || numberFormats.has(format) || looseNumberFormats.has(format))
  )
    return;
  const known =
    (declared & jsonTypes.string) !== 0 ? stringFormats : new Set([...integerFormats, ...numberFormats]);
  const span2 = childSpan(span, "format");
  report(
    cx,
    "VG2050",
    span2,
    `the format ${quote(format)} is not known for values of type ${typeNames(declared & ~jsonTypes.null)}`,
    {
      hint: didYouMean(format, known),
    },
  );
}
