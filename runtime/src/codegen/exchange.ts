import { BytesBody } from "../http/body.ts";
import type { ServerContext } from "../http/context.ts";
import { DerivedRequest } from "../http/derived-request.ts";
import { HeaderMap } from "../http/header-map.ts";
import { JsonError, parseJson } from "../http/parse-json.ts";
import { HttpError } from "../http/problem.ts";
import type { Fault } from "../http/problem.ts";
import { Reply } from "../http/reply.ts";
import { decodePercent } from "../http/query.ts";
import type { HttpRequest, RequestBody } from "../http/request.ts";
import { HttpResponse } from "../http/response.ts";
import { BinaryBody, bodyOf } from "./binary.ts";
import type { BinarySource } from "./binary.ts";
import { isObject, own } from "./check/json.ts";
import { escapeScalar } from "./encode/text.ts";
import { carried, consumed, jsonOf, textOf } from "./exchange/bodies.ts";
import { Faults } from "./exchange/faults.ts";
import { defaultConfig } from "./exchange/options.ts";
import type { BodyOptions, EndpointConfig, JsonBodyOptions } from "./exchange/options.ts";
import { isChecked, undeclaredReply, unwritableReply, validateReply } from "./exchange/replies.ts";
import type { ReplyOf } from "./exchange/replies.ts";
import { FormReader } from "./form.ts";
import { acceptable } from "./media.ts";
import type { Schema } from "./schema/schema.ts";
import { isDefect, malformed, notJson } from "./values/defect.ts";
import type { Defect } from "./values/defect.ts";
import type { Fields } from "./values/delimited.ts";
import { cookieFields, cookieList, cookieScalar, headerFields, headerList } from "./values/header.ts";
import type { CookieStyle } from "./values/header.ts";
import { pathFields, pathList, pathScalar } from "./values/path.ts";
import type { JoinedStyle } from "./values/joined.ts";
import type { PathListStyle, PathStyle } from "./values/path.ts";
import { queryDeep, queryFields, queryList, queryScalar } from "./values/query.ts";
import type { DeepFields, QueryStyle } from "./values/query.ts";

/** Where a value of a request comes from. */
export type Source = "path" | "query" | "header" | "cookie";

/** Where a value may be found: `form` and `body` are fields of the request's form, or of its JSON object. */
export type Place = Source | "form" | "body";

/** The check of a type: whether a value, as it is on the wire, fits it. */
export type Is<T> = (v: unknown) => v is T;

/**
 * One request of a contract's operation and its reply. Generated endpoints read values with it, which collects every
 * fault; {@link Exchange.end} then refuses the request with all of them at once.
 */
export class Exchange {
  readonly cx: ServerContext;
  /** With a body that was read already, once somebody has asked for that as it came. */
  req: HttpRequest;
  /** What the options of the router say. */
  readonly config: EndpointConfig;
  private faults: Faults | undefined = undefined;
  private headers: HeaderMap | undefined = undefined;

  constructor(cx: ServerContext, req: HttpRequest, config: EndpointConfig = defaultConfig) {
    this.cx = cx;
    this.req = req;
    this.config = config;
  }

  /** The context as the handler declares it: with its principals and whatever the option `context` adds. */
  context<Cx extends ServerContext>(): Cx {
    return this.cx as Cx;
  }

  // ── Parameters. Each reader gives undefined for an absent or unreadable value; the latter is a fault already.

  /** A scalar of the path, decoded once. `index` is its place among the template's parameters. */
  path(index: number, name: string, style: PathStyle = "simple"): string | undefined {
    const raw = this.rawPath(index);
    return raw === undefined ? undefined : this.read("path", name, pathScalar(raw, name, style));
  }

  /** An array in the path. */
  pathList(index: number, name: string, style: PathListStyle, explode: boolean): string[] | undefined {
    const raw = this.rawPath(index);
    return raw === undefined ? undefined : this.read("path", name, pathList(raw, name, style, explode));
  }

  /** An object in the path. */
  pathFields(index: number, name: string, style: PathStyle, explode: boolean): Fields | undefined {
    const raw = this.rawPath(index);
    return raw === undefined ? undefined : this.read("path", name, pathFields(raw, name, style, explode));
  }

  /**
   * Prefixes around the operation may have parameters of their own: those of the operation come last. Undefined: the route by
   * which the request came does not have it.
   */
  private rawPath(index: number): string | undefined {
    const { params } = this.cx;
    const { pathParameters = params.length, pathPlaces } = this.config;
    const place = pathPlaces === undefined ? index : (pathPlaces[index] ?? -1);
    return place < 0 ? undefined : (params[params.length - pathParameters + place] ?? "");
  }

  /** The target of the request as it came. */
  url(): string {
    return this.req.target;
  }

  /**
   * Reads a parameter that may stand in several places: the first that has it counts, be it readable or not.
   *
   * @param source Where its absence is a fault, and under which name.
   */
  first(
    source: Place,
    name: string,
    ...places: readonly (readonly [source: Place, name: string, read: () => unknown])[]
  ): [source: Place, name: string, value: unknown] {
    const before = this.faults?.count;
    for (const [at, called, read] of places) {
      const value = read();
      if (value !== undefined || this.faults?.count !== before) return [at, called, value];
    }
    return [source, name, undefined];
  }

  /** A field of the JSON object that a body holds; undefined when it is absent or null. */
  field(json: unknown, name: string): unknown {
    if (!isObject(json)) return undefined;
    return own(json, name) ?? undefined;
  }

  /** A scalar of the query, decoded once; a second one of the same name is a fault. */
  query(name: string): string | undefined {
    const value = queryScalar(this.req.query, name);
    return typeof value === "object" ? this.defect("query", name, value) : value;
  }

  /** An array in the query. */
  queryList(name: string, style: QueryStyle, explode: boolean): string[] | undefined {
    return this.read("query", name, queryList(this.req.query, name, style, explode));
  }

  /**
   * An object in the query.
   *
   * @param names When exploded: its properties; undefined takes every parameter of the query.
   * @param except When exploded: names of other parameters.
   */
  queryFields(
    name: string,
    style: QueryStyle,
    explode: boolean,
    names?: readonly string[],
    except: readonly string[] = [],
  ): Fields | undefined {
    return this.read("query", name, queryFields(this.req.query, name, style, explode, names, except));
  }

  /**
   * A deepObject: `name[a][b]=1`.
   *
   * @param depth Most levels of brackets (default 5).
   */
  queryDeep(name: string, depth?: number): DeepFields | string[] | undefined {
    return this.read("query", name, queryDeep(this.req.query, name, depth));
  }

  /** The whole query as it came (OpenAPI 3.2 `in: querystring`); undefined when there is none. */
  querystring(): string | undefined {
    return this.req.query === "" ? undefined : this.req.query;
  }

  /** The whole query as text, decoded once (OpenAPI 3.2 `in: querystring`); undefined when there is no query. */
  queryText(name: string): string | undefined {
    const { query } = this.req;
    return query === "" ? undefined : this.read("query", name, decodePercent(query) ?? malformed);
  }

  /** A scalar in a header field. */
  header(name: string): string | undefined {
    return this.req.headers.get(name);
  }

  /** An array in a header field: `a,b`, or with the separator of the style. */
  headerList(name: string, style?: JoinedStyle): string[] | undefined {
    const raw = this.req.headers.get(name);
    return raw === undefined ? undefined : headerList(raw, style);
  }

  /** An object in a header field. */
  headerFields(name: string, explode: boolean): Fields | undefined {
    const raw = this.req.headers.get(name);
    return raw === undefined ? undefined : this.read("header", name, headerFields(raw, explode));
  }

  /** A scalar in a cookie. */
  cookie(name: string, style: CookieStyle = "form"): string | undefined {
    const header = this.req.headers.get("cookie");
    return header === undefined ? undefined : this.read("cookie", name, cookieScalar(header, name, style));
  }

  /** An array in a cookie, or in several of the same name when exploded. */
  cookieList(name: string, style: CookieStyle, explode: boolean): string[] | undefined {
    const header = this.req.headers.get("cookie");
    return header === undefined
      ? undefined
      : this.read("cookie", name, cookieList(header, name, style, explode));
  }

  /** An object in a cookie, or in one for each of its properties when exploded. */
  cookieFields(
    name: string,
    style: CookieStyle,
    explode: boolean,
    names: readonly string[] = [],
  ): Fields | undefined {
    const header = this.req.headers.get("cookie");
    if (header === undefined) return undefined;
    return this.read("cookie", name, cookieFields(header, name, style, explode, names));
  }

  /** Reads the text of a parameter that the contract declares with `content`: a JSON document. */
  content(source: Source, name: string, text: string | undefined, options?: JsonBodyOptions): unknown {
    if (text === undefined) return undefined;
    try {
      return parseJson(text, options);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      return this.defect(source, name, notJson);
    }
  }

  /**
   * Reads the text of a parameter that the contract declares with `content`: a form.
   * @param read Makes an object of its fields.
   */
  contentForm<T>(
    source: Source,
    name: string,
    text: string | undefined,
    read: (form: FormReader) => T,
  ): T | undefined {
    if (text === undefined) return undefined;
    const fault = (field: string, message: string) => this.fault(source, name, pointerTo(field), message);
    return read(new FormReader(text, fault));
  }

  // ── Checks. A value that does not fit is a fault, and what is returned then never reaches the handler.

  /**
   * Checks a parameter that must be present.
   *
   * @param read Turns the wire value into the handler's; called only when the check said yes.
   */
  required<T>(source: Place, name: string, value: unknown, is: Is<T>, schema: Schema): T;
  required<T, U>(
    source: Place,
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): U;
  required<T, U>(
    source: Place,
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): U {
    if (is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
    return this.refuseAt(source, name, value, schema) as U;
  }

  /** Checks a parameter that may be absent. */
  optional<T>(source: Place, name: string, value: unknown, is: Is<T>, schema: Schema): T | undefined;
  optional<T, U>(
    source: Place,
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): U | undefined;
  optional<T, U>(
    source: Place,
    name: string,
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): U | undefined {
    if (value === undefined) return undefined;
    if (is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
    return this.refuseAt(source, name, value, schema) as U;
  }

  /** Checks a parameter that stands for `fallback` when it is absent. */
  withDefault<T>(source: Place, name: string, value: unknown, fallback: T, is: Is<T>, schema: Schema): T;
  withDefault<T, U>(
    source: Place,
    name: string,
    value: unknown,
    fallback: U,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): U;
  withDefault<T, U>(
    source: Place,
    name: string,
    value: unknown,
    fallback: U,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): U {
    if (value === undefined) return fallback;
    if (is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
    return this.refuseAt(source, name, value, schema) as U;
  }

  /** Checks a body that must be present. */
  body<T>(value: unknown, is: Is<T>, schema: Schema): T;
  body<T, U>(value: unknown, is: (v: unknown) => boolean, schema: Schema, read: (v: T) => U): U;
  body<T, U>(value: unknown, is: (v: unknown) => boolean, schema: Schema, read?: (v: T) => U): U {
    if (is(value)) return read === undefined ? (value as unknown as U) : read(value as T);
    return this.refuse("body", undefined, value, schema) as U;
  }

  /** Checks a body that may be absent. */
  optionalBody<T>(value: unknown, is: Is<T>, schema: Schema): T | undefined;
  optionalBody<T, U>(
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read: (v: T) => U,
  ): U | undefined;
  optionalBody<T, U>(
    value: unknown,
    is: (v: unknown) => boolean,
    schema: Schema,
    read?: (v: T) => U,
  ): U | undefined {
    return value === undefined ? undefined : this.body(value, is, schema, read as (v: T) => U);
  }

  /**
   * Ends reading.
   * @throws {HttpError} 400 that lists every fault of the request
   */
  end(): void {
    if (this.faults !== undefined) throw this.faults.error();
  }

  /** Adds a fault of the request. */
  fault(
    source: Fault["in"],
    name: string | undefined,
    pointer: string,
    message: string,
    keyword?: string,
  ): void {
    (this.faults ??= new Faults()).add(source, name, pointer, message, keyword);
  }

  /**
   * Adds a failed condition of the author's, unless something else is wrong with what it is about.
   *
   * @param others the parameters that it compares with; those without a name are the body.
   */
  violated(
    source: Fault["in"],
    name: string | undefined,
    pointer: string,
    message: string,
    ...others: readonly (readonly [source: Fault["in"], name?: string])[]
  ): void {
    const faults = (this.faults ??= new Faults());
    if (faults.has(source, name, pointer) || others.some(([of, one]) => faults.has(of, one, ""))) return;
    faults.add(source, name, pointer, message, "assert");
  }

  private read<T>(source: Source, name: string, value: T | Defect | undefined): T | undefined {
    return isDefect(value) ? this.defect(source, name, value) : value;
  }

  private defect(source: Source, name: string, defect: Defect): undefined {
    this.fault(source, name, "", defect.defect);
  }

  private refuse(source: Fault["in"], name: string | undefined, value: unknown, schema: Schema): undefined {
    (this.faults ??= new Faults()).refuse(source, name, value, schema);
  }

  /** A field of a body is found by a pointer, and not by a name. */
  private refuseAt(source: Place, name: string, value: unknown, schema: Schema): undefined {
    if (source !== "form" && source !== "body") return this.refuse(source, name, value, schema);
    (this.faults ??= new Faults()).refuse("body", undefined, value, schema, pointerTo(name));
  }

  // ── Bodies.

  /**
   * Which of the declared media types the body has; undefined when there is no body.
   * @throws {HttpError} 415 when it has none of them, with `Accept` and `Accept-Post` or `Accept-Patch`
   */
  consumes(...mediaTypes: string[]): string | undefined {
    return consumed(this.req, mediaTypes);
  }

  /**
   * Which of the media types the body has; undefined when it has none of them, which then is nobody's business.
   * @throws {HttpError} 415 when it has one of them but a content coding as well
   */
  carries(...mediaTypes: string[]): string | undefined {
    return carried(this.req, mediaTypes);
  }

  /**
   * The media type that the caller likes best among those of the success reply.
   * @throws {HttpError} 406 when it accepts none of them
   */
  produces(...mediaTypes: string[]): string {
    const found = acceptable(this.req.headers.get("accept"), mediaTypes);
    if (found !== undefined) return found;
    throw new HttpError(406, `The reply is available as ${mediaTypes.join(", ")}.`);
  }

  /**
   * As {@link Exchange.produces}, and tells the handler as `cx.accepts`.
   * @throws {HttpError} 406 when it accepts none of them
   */
  negotiate(...mediaTypes: string[]): void {
    Object.assign(this.cx, { accepts: this.produces(...mediaTypes) });
  }

  /**
   * The body as it came, empty when there is none. What else is read of the body is read of these bytes.
   * @throws {HttpError} 413
   */
  async rawBody(options?: BodyOptions): Promise<Uint8Array> {
    const { body } = this.req;
    const bytes = await body.bytes(this.limit(options));
    this.req = new HeldRequest(this.req, bytes);
    return bytes;
  }

  /**
   * The same as UTF-8 text.
   * @throws {HttpError} 413, and 400 when it is not UTF-8
   */
  async rawText(options?: BodyOptions): Promise<string> {
    return textOf(await this.rawBody(options));
  }

  /**
   * The body as JSON; undefined when there is none.
   * @throws {HttpError} 413, and 400 when it is not UTF-8, not JSON, too deep, or holds a number that is not finite
   */
  async jsonBody(options?: JsonBodyOptions): Promise<unknown> {
    const { body } = this.req;
    return body.present ? jsonOf(await body.bytes(this.limit(options)), options) : undefined;
  }

  /**
   * The body as UTF-8 text; undefined when there is none.
   * @throws {HttpError} 413, and 400 when it is not UTF-8
   */
  async textBody(options?: BodyOptions): Promise<string | undefined> {
    const { body } = this.req;
    return body.present ? textOf(await body.bytes(this.limit(options))) : undefined;
  }

  /**
   * The body as bytes; undefined when there is none.
   * @throws {HttpError} 413
   */
  async bytesBody(options?: BodyOptions): Promise<Uint8Array | undefined> {
    const { body } = this.req;
    return body.present ? body.bytes(this.limit(options)) : undefined;
  }

  /** The body as it arrives, read by the handler; undefined when there is none. Reading fails with 413 beyond the limit. */
  binaryBody(options?: BodyOptions): BinaryBody | undefined {
    const { body, headers } = this.req;
    if (!body.present) return undefined;
    const limit = this.limit(options);
    return new BinaryBody(() => body.stream(limit), {
      contentType: headers.get("content-type"),
      length: body.length,
    });
  }

  /**
   * The body as `application/x-www-form-urlencoded`; undefined when there is none.
   * @throws {HttpError} 413, and 400 when it is not UTF-8 or has more than 1000 fields
   */
  async formBody(options?: BodyOptions): Promise<FormReader | undefined> {
    // A form without fields is an empty body.
    const empty = this.req.headers.has("content-type") ? "" : undefined;
    const text = (await this.textBody(options)) ?? empty;
    if (text === undefined) return undefined;
    return new FormReader(text, (field, message) => this.fault("body", undefined, pointerTo(field), message));
  }

  private limit(options: BodyOptions | undefined): number | undefined {
    return options?.limit ?? this.config.bodyLimit;
  }

  // ── Replies.

  /** Gives a bare body the status of the only success reply; leaves a reply as it is. */
  reply<V, const S extends number>(value: V, status: S): ReplyOf<V, S> {
    if (value instanceof Reply) return value as ReplyOf<V, S>;
    return new Reply(status, value, noHeaders, undefined) as ReplyOf<V, S>;
  }

  /** Sets a header of the reply. */
  set(name: string, value: string): void {
    (this.headers ??= new HeaderMap()).set(name, value);
  }

  /** Sets a header of the reply that nobody has set before. */
  setDefault(name: string, value: string): void {
    if (this.headers?.has(name) !== true) this.set(name, value);
  }

  /** Sets a header of the reply unless it is absent. */
  setOptional<T>(name: string, value: T | undefined, write: (v: T) => string): void {
    if (value !== undefined) this.set(name, write(value));
  }

  /**
   * Sets a cookie beside those that are set already (RFC 6265 §4.1); none when the value is absent. The value is
   * percent-encoded: whatever it holds, it stays inside the cookie.
   *
   * @param attributes what follows the value, e.g. `Path=/; HttpOnly`
   */
  setCookie(
    name: string,
    value: string | number | bigint | boolean | null | undefined,
    attributes: string,
  ): void {
    if (value === undefined) return;
    const end = attributes === "" ? "" : `; ${attributes}`;
    (this.headers ??= new HeaderMap()).append("set-cookie", `${name}=${escapeScalar(value)}${end}`);
  }

  /**
   * Replies with JSON.
   *
   * @param write Writes what the contract declares, and nothing else.
   * @param is With `schema`, checks what was written when the option `validateReplies` is on.
   * @throws {ReplyContractError} when the body cannot be written; the message names its parts at fault
   */
  json<T>(
    status: number,
    contentType: string,
    body: T,
    write: (v: T) => string,
    is: (v: unknown) => boolean,
    schema: Schema,
  ): HttpResponse {
    let text: string;
    try {
      text = write(body);
    } catch (error) {
      throw unwritableReply(this.operation(), status, body, schema, error);
    }
    if (isChecked(this.config.validateReplies)) validateReply(this.operation(), status, text, is, schema);
    return this.send(status, contentType, text);
  }

  /** Replies with text. */
  text(status: number, contentType: string, body: string): HttpResponse {
    return this.send(status, contentType, body);
  }

  /** Replies with bytes or with a stream of them; a slow caller slows the stream down. */
  binary(status: number, contentType: string, body: BinarySource): HttpResponse {
    return this.send(status, contentType, bodyOf(body));
  }

  /** Replies without a body. */
  empty(status: number): HttpResponse {
    return new HttpResponse(status, this.headers);
  }

  /**
   * Ends an exchange whose handler returned a reply that the contract does not declare, which only code that escaped the
   * type checker does.
   * @throws {ReplyContractError} always
   */
  undeclared(reply: unknown): never {
    throw undeclaredReply(this.operation(), reply);
  }

  private send(status: number, contentType: string, body: HttpResponse["body"]): HttpResponse {
    if (this.headers === undefined) return new HttpResponse(status, ["content-type", contentType], body);
    return new HttpResponse(status, this.headers.set("content-type", contentType), body);
  }

  private operation(): string {
    return this.cx.operation ?? `${this.req.method} ${this.cx.route}`;
  }
}

const noHeaders = {};

/** A request whose body was read already, and can be read once more. */
class HeldRequest extends DerivedRequest {
  private readonly held: BytesBody;

  constructor(outer: HttpRequest, bytes: Uint8Array) {
    super(outer);
    // The limit has been kept to.
    this.held = new BytesBody(bytes, bytes.length);
  }

  override get body(): RequestBody {
    return this.held;
  }
}

/** JSON Pointer of a field of a form (RFC 6901 §3). */
function pointerTo(field: string): string {
  return `/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
