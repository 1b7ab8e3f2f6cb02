// The runtime as generated code sees it. Nothing here may change its meaning: contracts that were compiled against this
// version keep working when the runtime is upgraded. What must change gets a `v2.ts` beside it.

export {
  countIn,
  isAny,
  isArray,
  isBoolean,
  isNull,
  isObject,
  isString,
  jsonEquals,
  own,
  setOwn,
  unique,
} from "./check/json.ts";
export type { JsonObject } from "./check/json.ts";
export { containsIn, every, everyKey, everyValue, exactlyOne, has, onlyKeys } from "./check/collection.ts";
export type { Check } from "./check/collection.ts";
export {
  isBigInt64,
  isBigInteger,
  isBigUint64,
  isInt16,
  isInt32,
  isInt64,
  isInt8,
  isInteger,
  isNumber,
  isUint16,
  isUint32,
  isUint64,
  isUint8,
  multipleOf,
} from "./check/number.ts";
export { codePoints, lengthIn, matches, maxLength, minLength } from "./check/string.ts";
export { isDate, isDateTime, isDuration, isTime } from "./check/format/date-time.ts";
export { isEmail, isHostname, isIpv4, isIpv6 } from "./check/format/host.ts";
export {
  isBase64,
  isBase64Url,
  isJsonPointer,
  isRegex,
  isRelativeJsonPointer,
  isUuid,
} from "./check/format/text.ts";
export { isIri, isIriReference, isUri, isUriReference, isUriTemplate } from "./check/format/uri.ts";

export { explain } from "./schema/explain.ts";
export type { Flaw } from "./schema/explain.ts";
export type { Discriminator, JsonType, Schema, SchemaObject } from "./schema/schema.ts";
export {
  AnySchema,
  ArraySchema,
  Base64Schema,
  Base64UrlSchema,
  BigInt64Schema,
  BigUint64Schema,
  BooleanSchema,
  DateSchema,
  DateTimeSchema,
  DurationSchema,
  EmailSchema,
  HostnameSchema,
  Int16Schema,
  Int32Schema,
  Int64Schema,
  Int8Schema,
  IntegerSchema,
  Ipv4Schema,
  Ipv6Schema,
  IriReferenceSchema,
  IriSchema,
  JsonPointerSchema,
  NullSchema,
  NumberSchema,
  ObjectSchema,
  RegexSchema,
  RelativeJsonPointerSchema,
  StringSchema,
  TimeSchema,
  Uint16Schema,
  Uint32Schema,
  Uint64Schema,
  Uint8Schema,
  UriReferenceSchema,
  UriSchema,
  UriTemplateSchema,
  UuidSchema,
} from "./schema/bare.ts";

export { eachOf, fieldsOf, firstOf, toBigint, toBoolean, toNull, toNullable, toNumber } from "./convert.ts";
export type { Convert } from "./convert.ts";
export { fromBase64, fromBase64Url, toBase64, toBase64Url } from "./base64.ts";
export { base64, base64url, bool, digits, EncodeError, int, json, list, num, record, str } from "./write.ts";
export { eachItem, eachValue } from "./read.ts";
export { joinObjects, others, writeAny, writeOne, writeTried } from "./write-union.ts";
export type { Member } from "./write-union.ts";
