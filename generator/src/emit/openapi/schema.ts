import type {
  Docs,
  IntegerType,
  JsonValue,
  NumberText,
  NumberType,
  Overlay,
  Property,
  Refinement,
  Type,
  TypeId,
  TypeTable,
} from "../../ir/index.ts";
import { assertionsOf, withImplied } from "./assertions.ts";
import { described, merged } from "./describe.ts";
import type { Json } from "./describe.ts";

/** Writes types as schemas of OpenAPI 3.1; what an author named is a component, everything else stands in place. */
export class Schemas {
  readonly #types: TypeTable;
  /** Components by the type that they describe. */
  readonly #names: ReadonlyMap<TypeId, string>;
  #isLater = false;

  constructor(types: TypeTable, names: ReadonlyMap<TypeId, string>) {
    this.#types = types;
    this.#names = names;
  }

  /** Whether something was written that OpenAPI has from 3.2 on. */
  get isLater(): boolean {
    return this.#isLater;
  }

  /** The name of a named type among the components; `undefined` when it is written out where it stands. */
  nameOf(id: TypeId): string | undefined {
    return this.#names.get(id);
  }

  /** The schema of a type, with its default. */
  of(type: Type, docs: Docs | undefined = type.docs): Json {
    const shape = this.#shape(type);
    const own: Json = {
      ...shape,
      ...described(docs),
      ...(type.default !== undefined &&
        !isFree(type, type.default) && { default: defaultOf(type, type.default) }),
    };
    return merged(this.#refined(own, type.refinements ?? []), type.overlay);
  }

  /** The id of a named type that is written out where it stands, as the type itself or as the items of a stream. */
  inlined(type: Type): TypeId | undefined {
    if (type.kind === "stream") return this.inlined(type.items);
    return type.kind === "ref" && !this.#names.has(type.target) ? type.target : undefined;
  }

  /** A named type as a component. */
  component(id: TypeId): Json {
    const named = this.#types.get(id);
    return named === undefined ? {} : this.of(named.type);
  }

  #shape(type: Type): Json {
    switch (type.kind) {
      case "boolean":
        return { type: "boolean" };
      case "integer":
      case "number":
        return type.text === "write" ? numberText(type) : number(type);
      case "string":
        return {
          type: "string",
          ...(type.format !== undefined && { format: type.format }),
          ...plain(type.constraints),
          ...(type.content && {
            contentMediaType: type.content.mediaType,
            ...(type.content.type && { contentSchema: this.of(type.content.type) }),
          }),
        };
      case "bytes":
        return { type: "string", contentEncoding: type.encoding, ...plain(type.constraints) };
      case "literal":
        return { const: type.value };
      case "enum":
        return this.#enum(type);
      case "array":
        return {
          type: "array",
          ...(type.open !== true && { items: this.of(type.items) }),
          ...plain(type.constraints),
          ...(type.as === "set" && { "x-volo-set": true }),
        };
      case "tuple":
        return {
          type: "array",
          prefixItems: type.items.map((item) => this.of(item)),
          ...(type.open !== true && { items: type.rest.kind === "never" ? false : this.of(type.rest) }),
          ...plain(type.constraints),
        };
      case "object":
        return this.#object(type);
      case "map":
        return {
          type: "object",
          ...(type.open !== true && { additionalProperties: this.of(type.values) }),
          ...(type.keys !== undefined && this.#keys(type.keys)),
          ...plain(type.constraints),
          ...(type.as === "map" && { "x-volo-map": true }),
        };
      case "union": {
        const members = type.members.map((member) => this.of(member));
        return {
          [type.mode === "one" ? "oneOf" : "anyOf"]: members,
          ...(type.discriminator && { discriminator: this.#discriminator(type, type.discriminator) }),
        };
      }
      case "intersection":
        return { allOf: type.members.map((member) => this.of(member)) };
      case "nullable":
        return this.#nullable(type.inner);
      case "ref":
        return this.#reference(type.target);
      case "unknown":
        return {};
      case "never":
        return { not: {} };
      case "binary":
        return {};
      case "stream":
        return this.of(type.items);
    }
  }

  #reference(id: TypeId): Json {
    const name = this.#names.get(id);
    if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
    const named = this.#types.get(id);
    return named === undefined ? {} : this.of(named.type);
  }

  #nullable(inner: Type): Json {
    const schema = this.of(inner);
    const { type } = schema;
    // What refines the value alone says nothing of null.
    if (typeof type === "string" && schema["enum"] === undefined && inner.refinements === undefined)
      return { ...schema, type: [type, "null"] };
    return { anyOf: [schema, { type: "null" }] };
  }

  #enum(type: Type & { kind: "enum" }): Json {
    // Names of one value are a matter of the code: in JSON Schema a value stands once.
    const members = type.members.filter(
      ({ value }, i) => type.members.findIndex((other) => other.value === value) === i,
    );
    const values = members.map(({ value }) => value);
    const kinds = new Set(values.map((value) => typeof value));
    const kind =
      kinds.size > 1
        ? undefined
        : kinds.has("string")
          ? "string"
          : kinds.has("number")
            ? "integer"
            : undefined;
    const isNamed = members.every(({ name }) => name !== undefined);
    const isDescribed = members.some(({ docs }) => docs?.description !== undefined);
    return {
      ...(kind !== undefined &&
        values.every((value) => typeof value === "string" || Number.isInteger(value)) && { type: kind }),
      ...(type.open === true
        ? { "x-volo-open": true, examples: values, "x-volo-values": values }
        : { enum: values }),
      ...(isNamed && { "x-enum-varnames": members.map(({ name }) => name ?? "") }),
      ...(isDescribed && { "x-enum-descriptions": members.map(({ docs }) => docs?.description ?? "") }),
      ...(type.names === true && { "x-volo-names": true }),
    };
  }

  #object(type: Type & { kind: "object" }): Json {
    const required = [
      ...type.properties.filter((property) => property.required).map(({ name }) => name),
      ...(type.requiredExtra ?? []),
    ];
    const given = type.properties.filter((property) => property.given === "reply").map(({ name }) => name);
    const properties = record(type.properties.map((property) => [property.name, this.#property(property)]));
    const patterns = record((type.patterns ?? []).map((one) => [one.pattern, this.of(one.type)]));
    const absent = type.properties
      .filter((property) => property.nullIsAbsent === true)
      .map(({ name }) => name);
    const { maxNameLength: _, ...constraints } = type.constraints;
    return {
      type: "object",
      ...(required.length > 0 && { required }),
      ...(type.properties.length > 0 ? { properties } : isPlain(type) && { "x-volo-object": true }),
      ...(type.patterns !== undefined && { patternProperties: patterns }),
      ...(type.additional === "closed" && { additionalProperties: false }),
      ...(typeof type.additional === "object" && { additionalProperties: this.of(type.additional) }),
      ...plain(constraints),
      ...(type.exactlyOne === true && { "x-volo-exactly-one": true }),
      ...(type.exactlyOne === true &&
        type.properties.length > 0 && {
          oneOf: type.properties.map(({ name }) => ({ required: [name] })),
        }),
      ...(absent.length > 0 && {
        "x-volo-null-is-absent": absent.length === type.properties.length ? true : absent,
      }),
      ...(given.length > 0 && { "x-volo-given": given }),
    };
  }

  #property(property: Property): Json {
    const { type, docs, only, content } = property;
    if (content !== undefined) {
      // The data of an event is text; what is checked is the document in it.
      const text = { type: "string", contentMediaType: content, ...described(docs) };
      return { ...text, ...(type.kind !== "unknown" && { contentSchema: this.of(type) }) };
    }
    // Siblings of a reference are part of the schema in 3.1.
    return {
      ...this.of(type, docs ?? type.docs),
      ...(only === "reply" && { readOnly: true }),
      ...(only === "request" && { writeOnly: true }),
    };
  }

  /** JSON Schema sees the texts of keys; what they stand for is said besides. */
  #keys(keys: Type): Json {
    const schema = this.of(keys);
    const target = keys.kind === "ref" ? this.#types.get(keys.target)?.type : keys;
    if (target?.kind === "string") return { propertyNames: schema };
    const names = target?.kind === "boolean" ? { enum: ["true", "false"] } : { pattern: numeral };
    return { propertyNames: names, "x-volo-keys": schema };
  }

  #discriminator(
    type: Type & { kind: "union" },
    { property, mapping, fallback }: NonNullable<(Type & { kind: "union" })["discriminator"]>,
  ): Json {
    const entries = mapping.flatMap(({ value, member }): [string, JsonValue][] => {
      const part = type.members[member];
      const name = part?.kind === "ref" ? this.#names.get(part.target) : undefined;
      return name === undefined ? [] : [[value, `#/components/schemas/${name}`]];
    });
    const last = fallback === undefined ? undefined : type.members[fallback];
    const name = last?.kind === "ref" ? this.#names.get(last.target) : undefined;
    if (name !== undefined) this.#isLater = true;
    return {
      propertyName: property,
      mapping: record(entries),
      ...(name !== undefined && { defaultMapping: `#/components/schemas/${name}` }),
    };
  }

  #refined(own: Json, refinements: readonly Refinement[]): Json {
    let schema = own;
    const assertions = refinements.filter((one) => one.kind === "assert");
    for (const refinement of refinements) {
      const added = this.#refinement(refinement);
      const clashes = Object.keys(added).some((key) => Object.hasOwn(schema, key));
      const all = (schema["allOf"] ?? []) as readonly JsonValue[];
      schema = clashes ? { ...schema, allOf: [...all, added] } : { ...schema, ...added };
    }
    if (assertions.length === 0) return schema;
    const { schema: whole, keywords } = withImplied(schema, assertions);
    return { ...whole, "x-volo-assert": assertionsOf(assertions, keywords) };
  }

  #refinement(refinement: Refinement): Json {
    switch (refinement.kind) {
      case "not":
      case "propertyNames":
      case "unevaluatedProperties":
      case "unevaluatedItems":
        return { [refinement.kind]: refinement.type.kind === "never" ? false : this.of(refinement.type) };
      case "if":
        return {
          if: this.of(refinement.if),
          ...(refinement.then && { then: this.of(refinement.then) }),
          ...(refinement.else && { else: this.of(refinement.else) }),
        };
      case "contains":
        return {
          contains: this.of(refinement.type),
          ...(refinement.min !== 1 && { minContains: refinement.min }),
          ...(refinement.max !== undefined && { maxContains: refinement.max }),
        };
      case "dependentRequired":
        return { dependentRequired: { [refinement.property]: refinement.requires } };
      case "dependentSchema":
        return { dependentSchemas: { [refinement.property]: this.of(refinement.type) } };
      case "assert":
        return {};
    }
  }
}

/** Whether JSON Schema cannot tell an object from a map of anything: it has no properties, and lets any in. */
function isPlain(type: Type & { kind: "object" }): boolean {
  return type.patterns === undefined && type.additional === "open";
}

/** A whole number or a decimal as text. */
const numeral = "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$";

function number(type: IntegerType | NumberType): Json {
  return {
    type: type.kind,
    ...(type.format !== undefined && { format: type.format }),
    ...plain(type.constraints),
    ...(type.kind === "integer" && type.as !== "number" && { "x-volo-int64": type.as }),
    ...textOf(type.text),
  };
}

/** A number as digits in a string: bounds are those of the number, and would say nothing of its text. */
function numberText(type: IntegerType | NumberType): Json {
  const isKnown = type.format === "int64" || type.format === "uint64";
  return {
    type: "string",
    ...(isKnown && { format: type.format ?? "" }),
    "x-volo-number": type.format ?? type.kind,
    ...(hasAny(type.constraints) && { "x-volo-bounds": plain(type.constraints) }),
    ...(type.kind === "integer" && type.as !== "number" && { "x-volo-int64": type.as }),
    ...textOf(type.text),
  };
}

/** A default in the form that the schema has it. */
function defaultOf(type: Type, value: JsonValue): JsonValue {
  const isText = (type.kind === "integer" || type.kind === "number") && type.text === "write";
  return isText && (typeof value === "number" || typeof value === "bigint") ? String(value) : value;
}

function textOf(text: NumberText | undefined): { readonly "x-volo-text"?: NumberText } {
  return text === undefined ? {} : { "x-volo-text": text };
}

/** Whether a default is a zero value, which need not fit what the author says in words of OpenAPI about values that are given. */
function isFree(type: Type, value: JsonValue): boolean {
  if (type.overlay === undefined) return false;
  return typeof value === "object" ? value === null || Object.keys(value).length === 0 : !value;
}

function plain(constraints: object): Json {
  return Object.fromEntries(
    Object.entries(constraints).filter(([, value]) => value !== undefined && value !== false),
  ) as Overlay;
}

function hasAny(constraints: object): boolean {
  return Object.keys(plain(constraints)).length > 0;
}

/** An object that has whatever names authors choose, `__proto__` included. */
export function record(entries: readonly (readonly [string, JsonValue])[]): Json {
  return Object.fromEntries(entries);
}
