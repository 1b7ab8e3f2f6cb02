import type { Span } from "../source/span.ts";
import type { Assertion } from "./assertion.ts";
import type { JsonValue } from "./json.ts";

/** Identity of a named type: unique in one API and independent of its printed name. */
export type TypeId = string;

/** What the author wrote about a node, for documentation comments. */
export interface Docs {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  /** Examples that fit the node. */
  readonly examples?: readonly JsonValue[];
  /** "See also" link. */
  readonly link?: string;
}

interface TypeBase {
  readonly span: Span;
  readonly docs?: Docs;
  /** The value that stands for an absent one, in its wire (JSON) form. */
  readonly default?: JsonValue;
  /** Assertions beyond the kind itself, all of which must hold. */
  readonly refinements?: readonly Refinement[];
  /** Fields of the author's for the description of the type in a published document; they have the last word there. */
  readonly overlay?: Overlay;
}

/** Fields that are merged into what a published document says about a node. */
export type Overlay = { readonly [key: string]: JsonValue };

export interface BooleanType extends TypeBase {
  readonly kind: "boolean";
}

/** Widths of whole numbers. `undefined` on a type means: any whole number that a double can hold. */
export type IntegerFormat = "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64";

export interface NumberConstraints {
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly exclusiveMinimum?: number | bigint;
  readonly exclusiveMaximum?: number | bigint;
  readonly multipleOf?: number | bigint;
}

/** A whole number; `1.0` is one (JSON Schema 2020-12 §6.1.1). */
export interface IntegerType extends TypeBase {
  readonly kind: "integer";
  readonly format?: IntegerFormat;
  /** How it is held in TypeScript; the front end's default, which the option `int64` overrides. */
  readonly as: "number" | "bigint" | "string";
  readonly text?: NumberText;
  readonly constraints: NumberConstraints;
}

/**
 * Numbers as digits in a JSON string. `read`: readers take them as well as numbers, and writers send numbers; `write`:
 * writers send them, and readers take both. Absent: numbers only.
 */
export type NumberText = "read" | "write";

export interface NumberType extends TypeBase {
  readonly kind: "number";
  readonly format?: "float" | "double" | "decimal";
  readonly text?: NumberText;
  /** Whole numbers of it may be read as bigints, because others beside it are; set by the pass `wide-numbers`. */
  readonly wide?: true;
  readonly constraints: NumberConstraints;
}

export interface StringConstraints {
  /** In code points. */
  readonly minLength?: number;
  /** In code points. */
  readonly maxLength?: number;
  /** ECMA-262 source that compiles with the flag `u`; unanchored. */
  readonly pattern?: string;
}

export interface StringType extends TypeBase {
  readonly kind: "string";
  /** A format that is checked (`date-time`, `uuid`, `email` …) or, when unknown to the codec, only documented. */
  readonly format?: string;
  readonly constraints: StringConstraints;
  /** What the text holds; the value stays a string. */
  readonly content?: StringContent;
}

/** Text of a media type inside a string (JSON Schema 2020-12 validation §8). */
export interface StringContent {
  readonly mediaType: string;
  /** What the text holds when it is JSON: checked on reading. Without it the media type is documentation. */
  readonly type?: Type;
}

/** Bytes inside a JSON string: base64 (RFC 4648 §4) or its URL-safe form (§5). */
export interface BytesType extends TypeBase {
  readonly kind: "bytes";
  readonly encoding: "base64" | "base64url";
  readonly constraints: StringConstraints;
}

/** Exactly one value. */
export interface LiteralType extends TypeBase {
  readonly kind: "literal";
  readonly value: JsonValue;
}

export interface EnumMember {
  readonly value: string | number | boolean | null;
  /** The author's name for the value (`x-enum-varnames`, Thrift); the emitter derives one otherwise. */
  readonly name?: string;
  readonly docs?: Docs;
  readonly span: Span;
}

/** One of several scalar values. Enums that hold objects or arrays are unions of literals. */
export interface EnumType extends TypeBase {
  readonly kind: "enum";
  readonly members: readonly EnumMember[];
  /** Values that are none of the members are kept, as long as they are whole numbers (or texts, when the members are). */
  readonly open?: true;
  /** Where a value is written as text (path, query, header, cookie, form), the name of a member stands for its value. */
  readonly names?: true;
}

export interface ArrayConstraints {
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}

export interface ArrayType extends TypeBase {
  readonly kind: "array";
  readonly items: Type;
  /** The contract says nothing about the items, which are `unknown`: none counts as looked at (`unevaluatedItems`). */
  readonly open?: true;
  /** `set`: a `ReadonlySet` in TypeScript. Default: an array. */
  readonly as?: "set";
  readonly constraints: ArrayConstraints;
}

/** An array whose first elements have types of their own; elements may be missing unless `minItems` says otherwise. */
export interface TupleType extends TypeBase {
  readonly kind: "tuple";
  readonly items: readonly Type[];
  /** Type of the elements after `items`; `never` when there may be none. */
  readonly rest: Type;
  /** The contract says nothing about the rest, which is `unknown`: none of it counts as looked at. */
  readonly open?: true;
  readonly constraints: ArrayConstraints;
}

export interface Property {
  /** Name on the wire. */
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  /** Writers of replies must give it, though readers do without: they have the default, or nothing. */
  readonly given?: "reply";
  /** `null` stands for absence when it is read: of what may be absent it is left out, of what is required it is missing. */
  readonly nullIsAbsent?: true;
  /** `"reply"`: set by the server only (readOnly); `"request"`: sent by the client only (writeOnly). */
  readonly only?: "reply" | "request";
  /** Of the data of an event: the media type of the document in its text; `type` is that of the document. */
  readonly content?: string;
  readonly docs?: Docs;
  readonly span: Span;
}

export interface ObjectConstraints {
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** In UTF-16 units: objects with longer names are refused before a pattern is tried on these. */
  readonly maxNameLength?: number;
}

/**
 * What an object may hold beyond its declared properties.
 * `open`: the contract is silent: accepted on reading, dropped by servers on writing.
 * `closed`: refused. A type: accepted, checked and written.
 */
export type Additional = "open" | "closed" | Type;

export interface ObjectType extends TypeBase {
  readonly kind: "object";
  readonly properties: readonly Property[];
  /** Required names that are not declared in `properties`. */
  readonly requiredExtra?: readonly string[];
  readonly patterns?: readonly { readonly pattern: string; readonly type: Type; readonly span: Span }[];
  readonly additional: Additional;
  /** Exactly one of the properties, none of which is required by itself, is present: a tagged union. */
  readonly exactlyOne?: true;
  readonly constraints: ObjectConstraints;
}

/**
 * An object without declared properties: a dictionary. JSON keys are strings; `keys` restricts or types them. Keys that
 * are integers, numbers, booleans or members of an enum are their texts on the wire: `"-12"`, `"true"`.
 */
export interface MapType extends TypeBase {
  readonly kind: "map";
  readonly keys?: Type;
  /** `map`: a `ReadonlyMap` in TypeScript, with its keys as their type has them. Default: a `Record`. */
  readonly as?: "map";
  readonly values: Type;
  /** The contract says nothing about the values, which are `unknown`: none counts as looked at (`unevaluatedProperties`). */
  readonly open?: true;
  readonly constraints: ObjectConstraints;
}

/** The property that tells the members of a union apart. */
export interface Discriminator {
  /** Name on the wire. */
  readonly property: string;
  /** Value of the property to the index of the member; one member may have several values. */
  readonly mapping: readonly { readonly value: string; readonly member: number }[];
  /** Index of the member that stands for absent or unknown values. */
  readonly fallback?: number;
  readonly span: Span;
}

export interface UnionType extends TypeBase {
  readonly kind: "union";
  readonly members: readonly Type[];
  /** `one`: exactly one member accepts (oneOf). `any`: at least one (anyOf, type arrays). */
  readonly mode: "one" | "any";
  readonly discriminator?: Discriminator;
  /** How the codec tells the members apart; decided by the pass `unions`. */
  readonly strategy?: UnionStrategy;
}

/** How a value's member of a union is found. `guards` are tried in order; the index is the member's. */
export type UnionStrategy =
  /** By the discriminating property. */
  | { readonly by: "discriminator" }
  /** By the JSON type of the value: at most one member takes each. */
  | { readonly by: "jsonType" }
  /** By a property whose literal values differ from member to member (not declared as a discriminator). */
  | { readonly by: "literal"; readonly property: string }
  /** By trying each member's check. */
  | { readonly by: "checks" };

/** All members at once (allOf). */
export interface IntersectionType extends TypeBase {
  readonly kind: "intersection";
  readonly members: readonly Type[];
}

/** The inner type or `null`. */
export interface NullableType extends TypeBase {
  readonly kind: "nullable";
  readonly inner: Type;
}

/** A named type, by identity. */
export interface ReferenceType extends TypeBase {
  readonly kind: "ref";
  readonly target: TypeId;
}

/** Any JSON value. */
export interface UnknownType extends TypeBase {
  readonly kind: "unknown";
}

/** No value at all (the schema `false`). */
export interface NeverType extends TypeBase {
  readonly kind: "never";
}

/** Raw bytes of a body or of a multipart part; never inside JSON. */
export interface BinaryType extends TypeBase {
  readonly kind: "binary";
  /** Media type of the content, when the contract names one. */
  readonly contentType?: string;
}

/** A sequence of items that arrive over time (SSE, JSON Lines, JSON text sequences). */
export interface StreamType extends TypeBase {
  readonly kind: "stream";
  readonly items: Type;
  readonly framing: "sse" | "json-lines" | "json-seq" | "multipart";
  /** Of events: which of them hold JSON in their data, all or those of some names; set by the pass `events`. */
  readonly json?: true | readonly string[];
}

/** A type as both front ends lower it, told apart by `kind`. */
export type Type =
  | BooleanType
  | IntegerType
  | NumberType
  | StringType
  | BytesType
  | LiteralType
  | EnumType
  | ArrayType
  | TupleType
  | ObjectType
  | MapType
  | UnionType
  | IntersectionType
  | NullableType
  | ReferenceType
  | UnknownType
  | NeverType
  | BinaryType
  | StreamType;

/**
 * An assertion that narrows a type without changing its shape (JSON Schema 2020-12 applicators and assertions that have
 * no counterpart in TypeScript's types).
 */
export type Refinement = { readonly span: Span } & (
  | { readonly kind: "not"; readonly type: Type }
  | { readonly kind: "if"; readonly if: Type; readonly then?: Type; readonly else?: Type }
  | { readonly kind: "contains"; readonly type: Type; readonly min: number; readonly max?: number }
  | { readonly kind: "propertyNames"; readonly type: Type }
  | { readonly kind: "dependentRequired"; readonly property: string; readonly requires: readonly string[] }
  | { readonly kind: "dependentSchema"; readonly property: string; readonly type: Type }
  | { readonly kind: "unevaluatedProperties"; readonly type: Type }
  | { readonly kind: "unevaluatedItems"; readonly type: Type }
  | ({ readonly kind: "assert" } & Assertion)
);

/** A TypeScript type of the user that stands in place of what is printed for a named type: assignable to it. */
export interface OwnType {
  /**
   * A package with its subpath, or a file of TypeScript as its path from the folder of the IDL file, which begins with
   * `./` or `../` and has its extension.
   */
  readonly module: string;
  /** The name that the module exports. */
  readonly name: string;
  readonly span: Span;
}

/** A type that has a name of its own in the output. */
export interface NamedType {
  readonly id: TypeId;
  /** The author's name, or one derived from the place of definition; any text at all. */
  readonly hint: string;
  /** The identifier that the author wants, taken as it is. */
  readonly alias?: string;
  /** The TypeScript identifier; set by the pass `names`. */
  readonly name: string;
  readonly type: Type;
  /** What the user puts in its place in TypeScript; the codec goes by `type`. */
  readonly own?: OwnType;
  /** Handlers throw it, and clients get it thrown, as a class of its own whose instances carry such a value. */
  readonly exception?: {
    /** The identifier of the class; set by the pass `names`. */
    readonly className: string;
  };
  /**
   * `declared`: the author named it. `body`, `parameter`, `header`: an inline type that the pass `hoist` named, so that
   * the codec has a function for it; when it is no object, the emitters print it in place instead of by name. `shared`:
   * what a large contract writes out in several places, which the pass `share` named.
   */
  readonly origin: "declared" | "body" | "parameter" | "header" | "shared";
  /** The identifier of each view; set by the pass `views`. Views of the same shape share one name. */
  readonly views?: Readonly<Record<View, string>>;
  readonly span: Span;
}

/**
 * The side from which a type is seen. Requests leave out what only replies carry (readOnly) and the reverse (writeOnly).
 * Readers see defaults applied and bytes decoded; writers may leave out what has a default.
 */
export type View = "requestRead" | "requestWrite" | "replyRead" | "replyWrite";
