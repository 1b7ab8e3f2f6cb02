import type { SourceFile } from "../source/source-file.ts";
import type { TextSpan } from "../source/span.ts";

/** A name as it was written. Names of types, constants and services may be dotted: `shared.Order`. */
export interface Name {
  readonly text: string;
  readonly span: TextSpan;
}

/** The text between two quotes. */
export interface Literal {
  /** With escapes decoded. */
  readonly text: string;
  /** As it was written, without the quotes. */
  readonly raw: string;
  /** With the quotes. */
  readonly span: TextSpan;
}

/** `key = "value"` in parentheses. Order and repetitions are kept. */
export interface Annotation {
  readonly key: Name;
  /** `undefined` when only the key was written, which means `"1"`. */
  readonly value: Literal | undefined;
  readonly span: TextSpan;
}

/** What every definition and every part of one may have. */
interface Annotated {
  readonly annotations: readonly Annotation[];
  /** The comments before it, or behind it on its line, without their marks; `undefined`: none. */
  readonly docs: string | undefined;
  /** From its first token to its last. */
  readonly span: TextSpan;
}

export type BaseTypeName =
  "bool" | "byte" | "i8" | "i16" | "i32" | "i64" | "double" | "string" | "binary" | "uuid";

/** A type as it was written, before names are looked up. */
export type TypeNode = { readonly annotations: readonly Annotation[]; readonly span: TextSpan } & (
  | { readonly kind: "base"; readonly name: BaseTypeName }
  | { readonly kind: "named"; readonly name: Name }
  | { readonly kind: "list"; readonly element: TypeNode }
  | { readonly kind: "set"; readonly element: TypeNode }
  | { readonly kind: "map"; readonly key: TypeNode; readonly value: TypeNode }
  /** Stands where a type could not be read; a diagnostic has said so. */
  | { readonly kind: "missing" }
);

/** A constant value as it was written. */
export type ValueNode = { readonly span: TextSpan } &
  /** Beyond 64 bits too: whether it fits is decided where its type is known. */
  (
    | { readonly kind: "integer"; readonly value: bigint }
    | { readonly kind: "double"; readonly value: number }
    | { readonly kind: "string"; readonly value: Literal }
    /** `true`, `false`, a constant, or a member of an enum, dotted where it stands elsewhere. */
    | { readonly kind: "name"; readonly name: Name }
    | { readonly kind: "list"; readonly items: readonly ValueNode[] }
    | {
        readonly kind: "map";
        readonly entries: readonly { readonly key: ValueNode; readonly value: ValueNode }[];
      }
    /** Stands where a value could not be read; a diagnostic has said so. */
    | { readonly kind: "missing" }
  );

export interface Field extends Annotated {
  /** As written, or counted on from the field before. */
  readonly id: number;
  /** Where the id was written; `undefined`: it was left out. */
  readonly idSpan: TextSpan | undefined;
  readonly requiredness: "required" | "optional" | "default";
  readonly type: TypeNode;
  readonly name: Name;
  readonly value: ValueNode | undefined;
}

export interface StructDefinition extends Annotated {
  readonly kind: "struct" | "union" | "exception";
  readonly name: Name;
  readonly fields: readonly Field[];
}

export interface EnumMember extends Annotated {
  readonly name: Name;
  /** As written, or one more than the member before. */
  readonly value: bigint;
}

export interface EnumDefinition extends Annotated {
  readonly kind: "enum";
  readonly name: Name;
  readonly members: readonly EnumMember[];
}

export interface TypedefDefinition extends Annotated {
  readonly kind: "typedef";
  readonly name: Name;
  readonly type: TypeNode;
}

export interface ConstDefinition extends Annotated {
  readonly kind: "const";
  readonly name: Name;
  readonly type: TypeNode;
  readonly value: ValueNode;
}

export interface Method extends Annotated {
  readonly oneway: boolean;
  /** `undefined`: `void`. */
  readonly result: TypeNode | undefined;
  readonly name: Name;
  readonly parameters: readonly Field[];
  readonly throws: readonly Field[];
}

export interface ServiceDefinition extends Annotated {
  readonly kind: "service";
  readonly name: Name;
  readonly extends: Name | undefined;
  readonly methods: readonly Method[];
}

export type Definition =
  StructDefinition | EnumDefinition | TypedefDefinition | ConstDefinition | ServiceDefinition;

export interface Include {
  readonly kind: "include";
  readonly path: Literal;
  readonly span: TextSpan;
}

export interface Namespace {
  readonly kind: "namespace";
  /** `go`, `js`, `*` … */
  readonly scope: string;
  readonly name: Name;
  readonly annotations: readonly Annotation[];
  readonly span: TextSpan;
}

/** One file of Thrift. */
export interface ThriftDocument {
  readonly file: SourceFile;
  readonly includes: readonly Include[];
  readonly namespaces: readonly Namespace[];
  /** In the author's order. */
  readonly definitions: readonly Definition[];
  /** The comment at the top of the file that belongs to no definition. */
  readonly docs: string | undefined;
}
