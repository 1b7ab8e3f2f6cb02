import type { Span } from "../source/span.ts";
import type { Server } from "./api.ts";
import type { JsonValue } from "./json.ts";
import type { Assertion } from "./assertion.ts";
import type { Docs, Overlay, Type, TypeId } from "./type.ts";

/** A piece of a path between two slashes, or a part of it: `/a/{id}.json` has the segments `[a]`, `[{id}, .json]`. */
export type PathPart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string; readonly span: Span }
  /** Takes the rest of the path, slashes included; only as the last part of the last segment. */
  | { readonly kind: "rest"; readonly name: string; readonly span: Span };

export interface PathTemplate {
  /** As printed to users, e.g. `/pets/{petId}`; `{*name}` is a rest parameter. */
  readonly text: string;
  readonly segments: readonly (readonly PathPart[])[];
}

/**
 * Where a parameter is read from. `querystring` is the whole query, read as one document of a media type; `url` is the
 * target of the request as it came, path and query, which callers do not give.
 */
export type ParameterSource = "path" | "query" | "querystring" | "header" | "cookie" | "url";

/** A place that a parameter may be read from: `form` and `body` are fields of the request's form, or of its JSON object. */
export interface ParameterPlace {
  readonly source: "path" | "query" | "header" | "cookie" | "form" | "body";
  /** Name on the wire. */
  readonly name: string;
}

/** How arrays and objects are written into a parameter (OpenAPI 3.1 §4.8.12.3, RFC 6570). */
export type ParameterStyle =
  | "simple"
  | "label"
  | "matrix"
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  | "tabDelimited"
  | "deepObject"
  | "cookie";

/** Styles that are told by what stands between the items; OpenAPI 2.0 has them in every source. */
export type DelimitedStyle = "spaceDelimited" | "pipeDelimited" | "tabDelimited";

export interface Parameter {
  readonly source: ParameterSource;
  /** Name on the wire. */
  readonly name: string;
  /** The identifier that the author wants, taken as it is. */
  readonly alias?: string;
  /** Property of the request object; set by the pass `names`. */
  readonly property: string;
  readonly required: boolean;
  /** How the text is read: by style, or as a document of a media type (OpenAPI `content`). */
  readonly encoding:
    | {
        readonly kind: "style";
        readonly style: ParameterStyle;
        readonly explode: boolean;
        readonly allowReserved: boolean;
      }
    | ({ readonly kind: "content" } & ValueContent);
  /**
   * All places where a reader looks for it, its own among them; the first one that has it counts. Writers use its own.
   * Absent: its own only.
   */
  readonly places?: readonly ParameterPlace[];
  /** The author's name for a definition that several operations share; names its codec. */
  readonly shared?: string;
  /** The identifier of a shared definition in a large contract, where requests inherit it; set by the pass `names`. */
  readonly declared?: string;
  /** An empty value stands for "present without a value". */
  readonly allowEmpty: boolean;
  readonly type: Type;
  readonly default?: JsonValue;
  /** Fields of the author's for the parameter's description in a published document. */
  readonly overlay?: Overlay;
  readonly docs?: Docs;
  readonly span: Span;
}

/** The document of a media type that a parameter or a header holds. */
export interface ValueContent {
  readonly mediaType: string;
  readonly format: "json" | "form" | "text";
  /** How the fields of a form are written; empty for other formats. */
  readonly fields: readonly FieldEncoding[];
}

/** How the codec treats a body; decided from the media type once, in the front end. */
export type BodyFormat = "json" | "form" | "multipart" | "text" | "binary" | "stream" | "xml";

/** How one part of a multipart body, or one field of a form, is written (OpenAPI Encoding Object). */
export interface PartEncoding {
  /** Media types or ranges that it may be of; the first one is the writer's choice. */
  readonly contentTypes?: readonly string[];
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  readonly headers: readonly Header[];
}

/** The encoding of the field of a name. */
export interface FieldEncoding extends PartEncoding {
  readonly field: string;
}

export interface Content {
  /** As declared, lower case, parameters kept, e.g. `application/json`, `image/*`. */
  readonly mediaType: string;
  readonly format: BodyFormat;
  readonly type: Type;
  readonly encoding: readonly FieldEncoding[];
  /** Of multipart bodies whose parts are told apart by their place: the first parts, in order. */
  readonly prefixEncoding?: readonly PartEncoding[];
  /** Of such bodies: the parts after those. */
  readonly itemEncoding?: PartEncoding;
  /** Most bytes of the body, where the contract says so. */
  readonly limit?: number;
  readonly span: Span;
}

export interface RequestBody {
  readonly required: boolean;
  /** In the author's order; never empty. */
  readonly contents: readonly Content[];
  /** Handlers do not see it and callers do not send it: some parameters may be read from it (`places`). */
  readonly hidden?: true;
  /** The body as it came, which handlers get besides what is decoded of it; callers do not give it. */
  readonly raw?: {
    /** Name of the property, in the author's words. */
    readonly hint: string;
    /** Property of the request object; set by the pass `names`. */
    readonly property: string;
    readonly as: "bytes" | "text";
    readonly docs?: Docs;
    readonly span: Span;
  };
  /** The author's name for a definition that several operations share. */
  readonly shared?: string;
  readonly docs?: Docs;
  readonly span: Span;
}

/** A header of a reply or of a multipart part. */
export interface Header {
  readonly name: string;
  /** Property of the typed headers; set by the pass `names`. */
  readonly property: string;
  readonly required: boolean;
  readonly explode: boolean;
  /** What stands between the items of a list that is not separated by commas. */
  readonly style?: DelimitedStyle;
  /** A header that holds a document, and is not written in a style. */
  readonly content?: ValueContent;
  /** The value of a cookie that the header `Set-Cookie` sets (RFC 6265 §4.1); several headers of that name may stand side by side. */
  readonly cookie?: {
    readonly name: string;
    /** What follows the value, e.g. `Path=/; HttpOnly`; empty: nothing. */
    readonly attributes: string;
  };
  readonly type: Type;
  /** The author's name for a definition that several replies share. */
  readonly shared?: string;
  readonly docs?: Docs;
  readonly span: Span;
}

/** Which statuses a reply stands for. */
export type StatusPattern =
  | { readonly kind: "exact"; readonly status: number }
  /** `1` to `5`, from `1XX` to `5XX`. */
  | { readonly kind: "range"; readonly hundred: number }
  | { readonly kind: "default" };

/** What a caller may do next with a reply (OpenAPI Link Object). */
export interface Link {
  readonly name: string;
  /** The author's name of the operation that it leads to, or a reference to it. */
  readonly operationId?: string;
  readonly operationRef?: string;
  /** What its parameters are given: constants, or runtime expressions such as `$response.body#/id`. */
  readonly parameters: readonly { readonly name: string; readonly value: JsonValue }[];
  /** What its body is given. */
  readonly body?: JsonValue;
  readonly docs?: Docs;
  readonly span: Span;
}

export interface ReplySpec {
  readonly status: StatusPattern;
  /** Empty: the reply has no body. */
  readonly contents: readonly Content[];
  /**
   * The exceptions whose values the reply's JSON body carries, in the order in which readers try them: handlers throw
   * their classes, and clients get them thrown. The body's type is the exception, or the union of several.
   */
  readonly exceptions?: readonly TypeId[];
  readonly headers: readonly Header[];
  /** Documentation: no code comes of them. */
  readonly links?: readonly Link[];
  /** The author's name for a definition that several operations share. */
  readonly shared?: string;
  readonly docs?: Docs;
  readonly span: Span;
}

/** One way to be let in: every scheme of it. An empty list of schemes admits anonymous callers. */
export interface SecurityRequirement {
  readonly schemes: readonly {
    readonly scheme: string;
    readonly scopes: readonly string[];
    readonly span: Span;
  }[];
  readonly span: Span;
}

/** What a callback's address may be made of: a value of the request that asked for it, or of its reply. */
export type AddressValue =
  /** The URL or the method of the request, or the status of its reply. */
  | { readonly of: "url" | "method" | "status" }
  | { readonly of: "request"; readonly in: "path" | "query" | "header"; readonly name: string }
  | { readonly of: "reply"; readonly in: "header"; readonly name: string }
  /** The keys that lead to a value inside the body; none: the body itself. */
  | { readonly of: "request" | "reply"; readonly in: "body"; readonly keys: readonly string[] };

/** Where a callback is sent: texts, and values in the author's notation. */
export interface CallbackAddress {
  readonly text: string;
  readonly parts: readonly (
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "value"; readonly text: string; readonly value: AddressValue }
  )[];
}

/** Requests that the API makes of whoever called an operation, at an address that the call told. */
export interface Callback {
  /** The author's name. */
  readonly hint: string;
  readonly address: CallbackAddress;
  /** Their paths are where receivers listen unless told otherwise. */
  readonly operations: readonly Operation[];
  readonly span: Span;
}

/** Another method or path of an operation. */
export interface RouteAlias {
  readonly method: string;
  readonly path: PathTemplate;
  readonly span: Span;
}

export interface Operation {
  /** The author's name (`operationId`, method name), or one made from method and path. */
  readonly hint: string;
  /** The identifier that the author wants, taken as it is. */
  readonly alias?: string;
  /** lowerCamelCase identifier, unique in the API; set by the pass `names`. */
  readonly name: string;
  /** As it is sent; methods are case-sensitive, e.g. `GET` (RFC 9110 §9.1). */
  readonly method: string;
  readonly path: PathTemplate;
  /** Other routes that lead to the same handler; clients do not use them. Their paths may lack parameters that are not required. */
  readonly aliases?: readonly RouteAlias[];
  readonly parameters: readonly Parameter[];
  readonly body?: RequestBody;
  /** Exact statuses ascending, then ranges, then the default. */
  readonly replies: readonly ReplySpec[];
  /** Where the operation is served, when not where the API is; never empty. */
  readonly servers?: readonly Server[];
  /** Alternatives, any of which admits; empty: no credentials needed. */
  readonly security: readonly SecurityRequirement[];
  /** What must hold between parts of the request; never empty. */
  readonly assertions?: readonly Assertion[];
  /** Names of layers that the contract wants around the operation, outermost first; whoever makes the router gives them. */
  readonly layers?: readonly string[];
  /** Never empty. */
  readonly callbacks?: readonly Callback[];
  /** Fields of the author's for the operation's description in a published document. */
  readonly overlay?: Overlay;
  readonly docs?: Docs;
  readonly span: Span;
}
