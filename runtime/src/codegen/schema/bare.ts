import { isDate, isDateTime, isDuration, isTime } from "../check/format/date-time.ts";
import { isEmail, isHostname, isIdnEmail, isIpv4, isIpv6 } from "../check/format/host.ts";
import { isIdnHostname } from "../check/format/idn.ts";
import {
  isBase64,
  isBase64Url,
  isJsonPointer,
  isRegex,
  isRelativeJsonPointer,
  isUuid,
} from "../check/format/text.ts";
import {
  isChar,
  isDateTimeLocal,
  isDecimalText,
  isInt64Text,
  isTimeLocal,
  isUint64Text,
} from "../check/format/registry.ts";
import { isIri, isIriReference, isUri, isUriReference, isUriTemplate } from "../check/format/uri.ts";
import type { SchemaObject } from "./schema.ts";

// Each constant is the schema of the predicate of the same name: IntegerSchema explains isInteger.

const maxSafe = 2 ** 53 - 1;

/** Accepts every value. */
export const AnySchema: SchemaObject = {};
export const StringSchema: SchemaObject = { type: "string" };
export const NumberSchema: SchemaObject = { type: "number" };
export const WideNumberSchema: SchemaObject = { type: "number", format: "double" };
export const WideFloatSchema: SchemaObject = {
  type: "number",
  format: "float",
  minimum: -3.4028234663852886e38,
  maximum: 3.4028234663852886e38,
};
export const FloatSchema: SchemaObject = {
  type: "number",
  minimum: -3.4028234663852886e38,
  maximum: 3.4028234663852886e38,
};
export const BooleanSchema: SchemaObject = { type: "boolean" };
export const NullSchema: SchemaObject = { type: "null" };
export const ObjectSchema: SchemaObject = { type: "object" };
export const ArraySchema: SchemaObject = { type: "array" };

export const IntegerSchema: SchemaObject = { type: "integer" };
/** The lossless reader keeps 40 digits. */
export const BigIntegerSchema: SchemaObject = {
  type: "integer",
  format: "bigint",
  minimum: -(10n ** 40n),
  maximum: 10n ** 40n,
};
export const Int8Schema: SchemaObject = { type: "integer", format: "int8", minimum: -128, maximum: 127 };
export const Uint8Schema: SchemaObject = { type: "integer", format: "uint8", minimum: 0, maximum: 255 };
export const Int16Schema: SchemaObject = {
  type: "integer",
  format: "int16",
  minimum: -32768,
  maximum: 32767,
};
export const Uint16Schema: SchemaObject = { type: "integer", format: "uint16", minimum: 0, maximum: 65535 };
export const Int32Schema: SchemaObject = {
  type: "integer",
  format: "int32",
  minimum: -2147483648,
  maximum: 2147483647,
};
export const Uint32Schema: SchemaObject = {
  type: "integer",
  format: "uint32",
  minimum: 0,
  maximum: 4294967295,
};
export const Int64Schema: SchemaObject = {
  type: "integer",
  format: "int64",
  minimum: -maxSafe,
  maximum: maxSafe,
};
export const Uint64Schema: SchemaObject = { type: "integer", format: "uint64", minimum: 0, maximum: maxSafe };
export const BigInt64Schema: SchemaObject = {
  type: "integer",
  format: "int64",
  minimum: -0x8000_0000_0000_0000n,
  maximum: 0x7fff_ffff_ffff_ffffn,
};
export const BigUint64Schema: SchemaObject = {
  type: "integer",
  format: "uint64",
  minimum: 0,
  maximum: 0xffff_ffff_ffff_ffffn,
};

export const DateTimeSchema: SchemaObject = { type: "string", format: "date-time", is: isDateTime };
export const DateSchema: SchemaObject = { type: "string", format: "date", is: isDate };
export const TimeSchema: SchemaObject = { type: "string", format: "time", is: isTime };
export const DurationSchema: SchemaObject = { type: "string", format: "duration", is: isDuration };
export const UuidSchema: SchemaObject = { type: "string", format: "uuid", is: isUuid };
export const EmailSchema: SchemaObject = { type: "string", format: "email", is: isEmail };
export const HostnameSchema: SchemaObject = { type: "string", format: "hostname", is: isHostname };
export const IdnEmailSchema: SchemaObject = { type: "string", format: "idn-email", is: isIdnEmail };
export const IdnHostnameSchema: SchemaObject = { type: "string", format: "idn-hostname", is: isIdnHostname };
export const Ipv4Schema: SchemaObject = { type: "string", format: "ipv4", is: isIpv4 };
export const Ipv6Schema: SchemaObject = { type: "string", format: "ipv6", is: isIpv6 };
export const UriSchema: SchemaObject = { type: "string", format: "uri", is: isUri };
export const UriReferenceSchema: SchemaObject = {
  type: "string",
  format: "uri-reference",
  is: isUriReference,
};
export const IriSchema: SchemaObject = { type: "string", format: "iri", is: isIri };
export const IriReferenceSchema: SchemaObject = {
  type: "string",
  format: "iri-reference",
  is: isIriReference,
};
export const UriTemplateSchema: SchemaObject = { type: "string", format: "uri-template", is: isUriTemplate };
export const JsonPointerSchema: SchemaObject = { type: "string", format: "json-pointer", is: isJsonPointer };
export const RelativeJsonPointerSchema: SchemaObject = {
  type: "string",
  format: "relative-json-pointer",
  is: isRelativeJsonPointer,
};
export const RegexSchema: SchemaObject = { type: "string", format: "regex", is: isRegex };
export const Base64Schema: SchemaObject = { type: "string", format: "byte", is: isBase64 };
export const Base64UrlSchema: SchemaObject = { type: "string", format: "base64url", is: isBase64Url };
export const CharSchema: SchemaObject = { type: "string", format: "char", is: isChar };
export const DateTimeLocalSchema: SchemaObject = {
  type: "string",
  format: "date-time-local",
  is: isDateTimeLocal,
};
export const DecimalTextSchema: SchemaObject = { type: "string", format: "decimal", is: isDecimalText };
export const Int64TextSchema: SchemaObject = { type: "string", format: "int64", is: isInt64Text };
export const TimeLocalSchema: SchemaObject = { type: "string", format: "time-local", is: isTimeLocal };
export const Uint64TextSchema: SchemaObject = { type: "string", format: "uint64", is: isUint64Text };
