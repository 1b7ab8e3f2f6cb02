import type { JsonValue } from "../ir/json.ts";
import type {
  Annotation,
  BaseTypeName,
  ConstDefinition,
  EnumDefinition,
  Field,
  Method,
  ServiceDefinition,
  StructDefinition,
  ThriftDocument,
  TypedefDefinition,
  TypeNode,
} from "./ast.ts";

/** A file of a program with the files that it includes. */
export interface Module {
  readonly document: ThriftDocument;
  /** Stem of its file: the prefix of its names in files that include it. */
  readonly stem: string;
  /** In the author's order. Two of one stem are told apart by which of them has the name. */
  readonly includes: readonly Module[];
  /** True for the file that the run started from. */
  readonly isEntry: boolean;
}

/** A definition of a type and the file that it stands in. */
export interface Declared<D> {
  readonly definition: D;
  readonly module: Module;
}

/** A type whose names have been looked up. Typedefs are kept: they have names and annotations of their own. */
export type ResolvedType = {
  /** The node that it was made of: its span and its own annotations. */
  readonly node: TypeNode;
} & (
  | { readonly kind: "base"; readonly name: BaseTypeName }
  | { readonly kind: "list" | "set"; readonly element: ResolvedType }
  | { readonly kind: "map"; readonly key: ResolvedType; readonly value: ResolvedType }
  | { readonly kind: "struct"; readonly struct: Declared<StructDefinition> }
  | { readonly kind: "enum"; readonly enum: Declared<EnumDefinition> }
  | {
      readonly kind: "typedef";
      readonly typedef: Declared<TypedefDefinition>;
      /** What it stands for. */
      readonly target: ResolvedType;
    }
  /** The type could not be found; a diagnostic has said so. */
  | { readonly kind: "missing" }
);

/** A method with the service that declares it, which is not the one that offers it when that one inherits it. */
export interface DeclaredMethod {
  readonly method: Method;
  readonly service: Declared<ServiceDefinition>;
}

/**
 * A program whose names mean something. Everything that is wrong with the language itself has been reported; what is
 * faulty resolves to `missing` or `undefined`, so that whoever goes on needs no further message.
 */
export interface Program {
  readonly entry: Module;
  /** The entry first, then what it includes, each file once. */
  readonly modules: readonly Module[];
  /** The type of a node that stands in a module. */
  resolve(node: TypeNode, module: Module): ResolvedType;
  /** Every struct, union and exception of all modules, those of the entry first, in the author's order. */
  readonly structs: readonly Declared<StructDefinition>[];
  readonly enums: readonly Declared<EnumDefinition>[];
  readonly typedefs: readonly Declared<TypedefDefinition>[];
  readonly constants: readonly Declared<ConstDefinition>[];
  /** The services of the entry file. */
  readonly services: readonly Declared<ServiceDefinition>[];
  /** The service that another one extends. */
  baseOf(service: Declared<ServiceDefinition>): Declared<ServiceDefinition> | undefined;
  /** What a service offers: what it inherits, from the root down, and then its own. */
  methodsOf(service: Declared<ServiceDefinition>): readonly DeclaredMethod[];
  /**
   * The value of a constant, or the default of a field, in its JSON form: names of fields as keys, enums as numbers,
   * 64-bit integers as bigints where a double cannot hold them, binary as base64, sets as arrays, keys of maps as text.
   * `undefined` when there is none or it is faulty.
   */
  valueOf(constant: Declared<ConstDefinition>): JsonValue | undefined;
  defaultOf(field: Field, module: Module): JsonValue | undefined;
}

/** A type behind its typedefs. */
export function underlying(type: ResolvedType): Exclude<ResolvedType, { kind: "typedef" }> {
  let at = type;
  while (at.kind === "typedef") at = at.target;
  return at;
}

/** The annotations that hold for a type: its own, then those of its typedefs from the outside in. */
export function annotationsOf(type: ResolvedType): readonly Annotation[] {
  const found = [...type.node.annotations];
  for (let at = type; at.kind === "typedef"; at = at.target) {
    found.push(...at.typedef.definition.annotations, ...at.target.node.annotations);
  }
  return found;
}
