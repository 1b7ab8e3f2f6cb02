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
  isFloat,
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
  isWideFloat,
  isWideNumber,
  multipleOf,
  toBig,
} from "./check/number.ts";
export { exactNumbers } from "../http/exact-numbers.ts";
export { isJsonText } from "./check/content.ts";
export {
  all,
  among,
  amount,
  bytesOf,
  characters,
  compare,
  element,
  endsWith,
  equals,
  found,
  holds,
  isMailAddress,
  lacks,
  negated,
  numberOf,
  numeric,
  partOf,
  passes,
  quotient,
  remainder,
  size,
  startsWith,
  sum,
  truthy,
} from "./check/rules.ts";
export { sprintf } from "./check/sprintf.ts";
export { codePoints, lengthIn, matches, maxLength, minLength } from "./check/string.ts";
export { isDate, isDateTime, isDuration, isTime } from "./check/format/date-time.ts";
export { isEmail, isHostname, isIdnEmail, isIpv4, isIpv6 } from "./check/format/host.ts";
export { isIdnHostname } from "./check/format/idn.ts";
export {
  isBase64,
  isBase64Url,
  isJsonPointer,
  isRegex,
  isRelativeJsonPointer,
  isUuid,
} from "./check/format/text.ts";
export {
  isChar,
  isDateTimeLocal,
  isDecimalText,
  isInt64Text,
  isTimeLocal,
  isUint64Text,
} from "./check/format/registry.ts";
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
  BigIntegerSchema,
  BigUint64Schema,
  BooleanSchema,
  CharSchema,
  DateSchema,
  DateTimeLocalSchema,
  DateTimeSchema,
  DecimalTextSchema,
  DurationSchema,
  EmailSchema,
  FloatSchema,
  HostnameSchema,
  IdnEmailSchema,
  IdnHostnameSchema,
  Int16Schema,
  Int32Schema,
  Int64Schema,
  Int64TextSchema,
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
  TimeLocalSchema,
  TimeSchema,
  Uint16Schema,
  Uint32Schema,
  Uint64Schema,
  Uint64TextSchema,
  Uint8Schema,
  UriReferenceSchema,
  UriSchema,
  UriTemplateSchema,
  UuidSchema,
  WideFloatSchema,
  WideNumberSchema,
} from "./schema/bare.ts";

export {
  eachOf,
  fieldsOf,
  firstOf,
  listOrOne,
  memberOf,
  mixed,
  shaped,
  toBigint,
  toBoolean,
  toJson,
  toNull,
  toNullable,
  toNumber,
  toValueOrNull,
  unlessEmpty,
} from "./convert.ts";
export type { Convert, Mixed, MixedShape, Shape } from "./convert.ts";
export { fromBase64, fromBase64Url, toBase64, toBase64Url } from "./base64.ts";
export {
  assertExactlyOne,
  base64,
  base64url,
  bool,
  digits,
  digitsText,
  EncodeError,
  int,
  intText,
  json,
  list,
  mapFields,
  mapRecord,
  num,
  numText,
  record,
  setList,
  str,
} from "./write.ts";
export { eachItem, eachValue, toMap, toSet } from "./read.ts";
export {
  hasExactlyOne,
  isBooleanText,
  isInt64OrText,
  isIntegerText,
  isNumberText,
} from "./check/number-text.ts";
export { joinObjects, others, writeAny, writeOne } from "./write-union.ts";
export type { Member } from "./write-union.ts";

export { Exchange } from "./exchange.ts";
export type { Is, Place, Source } from "./exchange.ts";
export { defaultConfig } from "./exchange/options.ts";
export type { BodyOptions, EndpointConfig, JsonBodyOptions } from "./exchange/options.ts";
export { ReplyContractError } from "./exchange/replies.ts";
export type { AnyReply, ReplyOf } from "./exchange/replies.ts";
export { BinaryBody, isBinary } from "./binary.ts";
export type { BinaryInfo, BinarySource } from "./binary.ts";
export { itemsBody, optionalItemsBody, replyItems } from "./items/read.ts";
export { itemsReply, itemsStream } from "./items/write.ts";
export type { ItemSource } from "./items/write.ts";
export { eventReader, writeEvent } from "./items/events.ts";
export { readJsonLines, readJsonSeq, writeJsonLine, writeJsonSeq } from "./items/json.ts";
export type { ItemReader } from "./items/text.ts";
export { FormReader } from "./form.ts";
export { multipartBody, MultipartReader } from "./multipart/form.ts";
export type { MultipartOptions, PartRules, PartTable } from "./multipart/form.ts";
export type { MultipartLimits } from "./multipart/limits.ts";
export { eachPartHeaders, PartFields, partHeaders } from "./multipart/part-headers.ts";
export { partReader, partsBody, replyParts } from "./multipart/places.ts";
export type { PlacedPart } from "./multipart/places.ts";
export { partsReply, replyMultipart } from "./multipart/reply.ts";
export type { Narrowed } from "./narrowed.ts";
export { JsonError, parseJson } from "../http/parse-json.ts";
export type { ParseJsonOptions } from "../http/parse-json.ts";
export type { Fields } from "./values/delimited.ts";
export type { CookieStyle } from "./values/header.ts";
export type { PathStyle } from "./values/path.ts";
export type { DeepFields, DeepValue, QueryStyle } from "./values/query.ts";

export type { Anonymous, Authenticated, ChallengeOptions, Verifier, Verifiers, Via } from "./security.ts";
export type { BasicCredentials, HttpCredentials } from "./security/credential.ts";
export type { SecurityRequirement, SecurityScheme, SecuritySchemes } from "./security/scheme.ts";
export type { PeerCertificate } from "../http/context.ts";
export type {
  Accepts,
  ContextExtra,
  ContextFn,
  ContextOption,
  ContractOptions,
  ContractRoute,
  HttpLayers,
  NamedLayers,
  OperationLayers,
  ReceiverOptions,
} from "./contract-options.ts";

export type { HttpLayer, HttpService } from "../server/types.ts";

// The words of HTTP that contracts speak.
export type { Awaitable, Service } from "../service/service.ts";
export type { Layer } from "../service/layer.ts";
export { ServerContext } from "../http/context.ts";
export { HttpError } from "../http/problem.ts";
export type { Fault, Problem, ProblemInit } from "../http/problem.ts";
export { Reply, reply } from "../http/reply.ts";
export type { DefaultReply, NoHeaders, ReplyInit } from "../http/reply.ts";
export type { HttpRequest } from "../http/request.ts";
export { HttpResponse } from "../http/response.ts";
export { inStatusRange } from "../http/status.ts";
export type { HttpStatus, StatusRange } from "../http/status.ts";

export { contractRouter } from "./contract-router.ts";
export type { ErrorReply, ErrorWriter, MapError, MapErrorOption } from "./map-error.ts";
export type { RouterOptions } from "./contract-router.ts";
export { Router } from "../server/router.ts";

export { Client } from "./client.ts";
export type { ExactlyOne } from "./exactly-one.ts";
export type { Init } from "./init.ts";
export { clientClass } from "./client-class.ts";
export type { ClientClass, ClientMethods } from "./client-class.ts";
export { addressOf, addressPart, addressText, Sender } from "./sender.ts";
export type { SenderOptions, SendSpec } from "./sender.ts";
export { ContractException, exceptionOf, exceptionReply } from "./exception.ts";
export type { DeclaredException, ExceptionChoice, ExceptionClass, ExceptionInit } from "./exception.ts";
export { ClientReply } from "./client-reply.ts";
export type { Explain } from "./client-reply.ts";
export {
  replyBinary,
  replyCookie,
  replyForm,
  replyHeaderFields,
  replyHeaderList,
} from "./client-reply-parts.ts";
export { serverUrl } from "../client/server-url.ts";
export type { CallSpec, ContractInfo } from "../client/client.ts";
export { secured } from "../client/auth.ts";
export type { CredentialScheme } from "../client/auth.ts";
export {
  AddressError,
  ContractError,
  CredentialsError,
  ItemError,
  ParameterError,
  ReplyError,
} from "../client/errors.ts";
export { ReplyPromise } from "../client/reply-promise.ts";
export type { BasicCredential, CallOptions, ClientOptions, Credential, Transport } from "../client/types.ts";
export {
  cookieParam,
  cookieString,
  headerItems,
  headerJson,
  headerValue,
  optionalHeader,
} from "./encode/header.ts";
export { joinItems } from "./encode/joined.ts";
export { splitItems } from "./values/joined.ts";
export { binary } from "./encode/binary.ts";
export { multipart, multipartItems, otherParts } from "./encode/multipart.ts";
export type { MultipartBody, MultipartPart } from "./encode/multipart.ts";
export { headedPart, headedParts } from "./encode/part-headers.ts";
export { pathParam, pathValue } from "./encode/path.ts";
export {
  formString,
  queryDocument,
  queryParam,
  queryRest,
  queryString,
  queryValue,
  restFields,
} from "./encode/query.ts";
export type { ParameterValue } from "./encode/text.ts";
