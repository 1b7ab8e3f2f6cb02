/** Types of JSON values that a schema can name. */
export type JsonType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

/**
 * A JSON Schema 2020-12 as data. It is read only after a check said no, to say why, so it may be as slow as it is small.
 * Three things differ from the JSON form: `$ref` is a thunk, so that recursive schemas can be constants; a format
 * is an annotation unless `is` decides it, so that a bundle holds only the formats that its contract names; and a
 * discriminator maps values to branches by their index.
 */
export type Schema = boolean | SchemaObject;

/** {@link Schema} apart from `true` and `false`. */
export interface SchemaObject {
  /** Gives the schema of a named type; the other keywords hold beside it. */
  readonly $ref?: () => Schema;
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;

  /** A bigint where a number would be rounded; so are the other bounds. */
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly exclusiveMinimum?: number | bigint;
  readonly exclusiveMaximum?: number | bigint;
  readonly multipleOf?: number | bigint;

  /** In code points. */
  readonly minLength?: number;
  /** In code points. */
  readonly maxLength?: number;
  /** ECMA-262 source for the flag `u`; compiled when a fault is first looked for. */
  readonly pattern?: string;
  /** Name of the format, for the message; {@link SchemaObject.is} decides. */
  readonly format?: string;
  /** The check of {@link SchemaObject.format}, e.g. `isUuid`. Asked for strings only. */
  readonly is?: (v: unknown) => boolean;
  /** The value of JSON text that the string is to hold; unlike in JSON Schema, it is asserted. */
  readonly contentSchema?: Schema;

  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly contains?: Schema;
  /** Default 1. */
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly unevaluatedItems?: Schema;

  readonly properties?: { readonly [name: string]: Schema };
  readonly patternProperties?: { readonly [pattern: string]: Schema };
  readonly additionalProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  /** No keyword of JSON Schema: properties whose `null` is as good as their absence; `true`: all that are declared. */
  readonly nullIsAbsent?: true | readonly string[];
  /** No keyword of JSON Schema: exactly one of these properties is there. */
  readonly exactlyOne?: readonly string[];
  readonly dependentRequired?: { readonly [name: string]: readonly string[] };
  readonly dependentSchemas?: { readonly [name: string]: Schema };
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** No keyword of JSON Schema. In UTF-16 units: patterns are not tried on longer names, which are refused. */
  readonly maxNameLength?: number;
  readonly unevaluatedProperties?: Schema;

  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  /**
   * Decides the `oneOf` or `anyOf` beside it: only the branch that the value's property names is looked at. Leave it out
   * where the check does not dispatch on the property.
   */
  readonly discriminator?: Discriminator;
  /** No keyword of JSON Schema: conditions of the author's, looked at where nothing else is wrong with their part. */
  readonly assert?: readonly Assertion[];
}

/** A condition of the author's. */
export interface Assertion {
  /** Whether a value passes. It is given the value of the schema, which holds all that the condition speaks of. */
  readonly is: (v: unknown) => boolean;
  /** The names that lead to the part at fault. Default: the value itself. */
  readonly at?: readonly string[];
  /** The names that lead to the other parts that the condition looks at. */
  readonly beside?: readonly (readonly string[])[];
  /** What a failure says, or what makes it of the value. */
  readonly message: string | ((v: unknown) => string);
}

/** The property that names a branch of the union beside it. */
export interface Discriminator {
  readonly propertyName: string;
  /** Value of the property to the index of the branch. */
  readonly mapping: { readonly [value: string]: number };
  /** Branch for values that are absent or not in the mapping; without it, they are faults. */
  readonly fallback?: number;
}
