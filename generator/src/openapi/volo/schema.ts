import type { EnumMember, IntegerType, NumberText, ObjectType, Property, Type } from "../../ir/type.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan, keySpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { report } from "../context.ts";
import { lowerAssertions, withoutImplied } from "./assertions.ts";
import { numeric } from "./numeric.ts";
import { refuse } from "./refuse.ts";
import { schemaSubjects } from "./subjects.ts";
import type { SomeSchemasWord } from "./words.ts";
import { ofSomeSchemas } from "./words.ts";

/** The schema whose words say the same as an extension, and would say it twice. */
export function withoutRepetition(schema: JsonObject): JsonObject {
  const repeated = [
    ...(getOwn(schema, "x-volo-exactly-one") === true ? ["oneOf"] : []),
    ...(getOwn(schema, "x-volo-keys") === undefined ? [] : ["propertyNames"]),
  ];
  const plain = withoutImplied(schema);
  if (repeated.length === 0) return plain;
  return Object.fromEntries(Object.entries(plain).filter(([key]) => !repeated.includes(key)));
}

/**
 * A type with what the extensions of its schema say about how its values are held and written, and with the conditions that
 * they must meet.
 *
 * @param written the schema as the document has it.
 */
export function extended(
  cx: Context,
  type: Type,
  written: JsonObject,
  schema: JsonObject,
  span: NodeSpan,
  lower: (value: JsonData, span: NodeSpan) => Type,
): Type {
  if (!Object.keys(schema).some((key) => key.startsWith("x-volo-"))) return type;
  const extension = new Extension(cx, schema, span, lower);
  const result = extension.apply(type);
  extension.reportUnread(type);
  const root = { from: "self", keys: [] } as const;
  const assertions = lowerAssertions(cx, written, span, schemaSubjects(cx, schema, span), root);
  if (assertions.length === 0) return result;
  const added = assertions.map((one) => ({ kind: "assert" as const, ...one }));
  return { ...result, refinements: [...(result.refinements ?? []), ...added] };
}

/** What `x-volo-number` may say a text is. */
const numberKinds = [
  "integer",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "number",
  "float",
  "double",
  "decimal",
] as const;

const boundWords: readonly string[] = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
];

class Extension {
  readonly #cx: Context;
  readonly #schema: JsonObject;
  readonly #span: NodeSpan;
  readonly #lower: (value: JsonData, span: NodeSpan) => Type;
  /** The extensions that mean something for the type. */
  readonly #read = new Set<string>();

  constructor(
    cx: Context,
    schema: JsonObject,
    span: NodeSpan,
    lower: (value: JsonData, span: NodeSpan) => Type,
  ) {
    this.#cx = cx;
    this.#schema = schema;
    this.#span = span;
    this.#lower = lower;
  }

  /** Reports what is about schemas of other types. To be called when it has been applied. */
  reportUnread(type: Type): void {
    const { kind } = type.kind === "nullable" ? type.inner : type;
    // An enum without members lets nothing in, and is still one.
    if (kind === "never") return;
    for (const key of ofSomeSchemas) {
      if (this.#read.has(key) || getOwn(this.#schema, key) === undefined) continue;
      const message = `\`${key}\` means nothing for this schema (${kind})`;
      report(this.#cx, "VG2233", keySpan(this.#span, key), message);
    }
  }

  apply(type: Type): Type {
    switch (type.kind) {
      case "nullable": {
        const inner = this.apply(type.inner);
        return inner === type.inner ? type : { ...type, inner };
      }
      case "integer": {
        const open = this.#open(type);
        if (open !== type) return open;
        const as = this.#word("x-volo-int64", ["number", "bigint", "string"] as const);
        const text = this.#word("x-volo-text", ["read"] as const);
        return { ...type, ...(as && { as }), ...(text && { text }) };
      }
      case "number": {
        const text = this.#word("x-volo-text", ["read"] as const);
        return text === undefined ? type : { ...type, text };
      }
      case "string": {
        const text = this.#word("x-volo-text", ["write"] as const);
        return text === undefined ? this.#open(type) : this.#numberText(type, text);
      }
      case "enum":
        return this.#flag("x-volo-names") ? { ...type, names: true } : type;
      case "array":
        return this.#flag("x-volo-set") ? { ...type, as: "set" } : type;
      case "map": {
        if (this.#flag("x-volo-object")) return this.#plainObject(type);
        const keys = this.#get("x-volo-keys");
        return {
          ...type,
          ...(keys !== undefined && { keys: this.#lower(keys, childSpan(this.#span, "x-volo-keys")) }),
          ...(this.#flag("x-volo-map") && { as: "map" as const }),
        };
      }
      case "object":
        return this.#object(type);
      default:
        return type;
    }
  }

  /** A number whose digits stand in a string. */
  #numberText(type: Type & { kind: "string" }, text: NumberText): Type {
    const { span, docs } = type;
    const format = this.#word("x-volo-number", numberKinds);
    const common = { text, constraints: this.#bounds(), span, ...(docs && { docs }) };
    const rest = type.default === undefined ? common : { ...common, default: numeric(type.default) };
    if (format === "number") return { kind: "number", ...rest };
    if (format === "float" || format === "double" || format === "decimal") {
      return { kind: "number", format, ...rest };
    }
    const as = this.#word("x-volo-int64", ["number", "bigint", "string"] as const) ?? "number";
    return { kind: "integer", ...(format !== undefined && format !== "integer" && { format }), as, ...rest };
  }

  #bounds(): IntegerType["constraints"] {
    const key = "x-volo-bounds";
    const bounds = this.#get(key);
    if (bounds === undefined) return {};
    const isBound = ([word, value]: [string, JsonData]): boolean =>
      boundWords.includes(word) && (typeof value === "number" || typeof value === "bigint");
    if (isObject(bounds) && Object.entries(bounds).every(isBound)) return bounds;
    this.#refuse(key, bounds, `an object of numbers: ${boundWords.join(", ")}`);
    return {};
  }

  /** An enum that lets other values in is a plain string or integer in words of JSON Schema. */
  #open(type: Type): Type {
    const values = this.#get("x-volo-values");
    if (!this.#flag("x-volo-open")) return type;
    if (values === undefined) {
      this.#refuse("x-volo-open", true, "x-volo-values beside it, the values that have a name");
      return type;
    }
    if (!isArray(values) || !values.every(isEnumValue)) {
      this.#refuse("x-volo-values", values, "a list of the values that have a name");
      return type;
    }
    const members = openMembers(this.#schema, values, this.#span);
    const { span, docs, default: fallback } = type;
    return {
      kind: "enum",
      members,
      open: true,
      ...(this.#flag("x-volo-names") && { names: true }),
      span,
      ...(docs && { docs }),
      ...(fallback !== undefined && { default: fallback }),
    };
  }

  /** An object that has no properties yet, and is no map of anything. */
  #plainObject({ span, docs, constraints, refinements }: Type & { kind: "map" }): ObjectType {
    return this.#object({
      kind: "object",
      properties: [],
      additional: "open",
      constraints,
      ...(refinements && { refinements }),
      ...(docs && { docs }),
      span,
    });
  }

  #object(type: ObjectType): ObjectType {
    const absent = this.#properties("x-volo-null-is-absent", type);
    const given = this.#properties("x-volo-given", type);
    const properties = type.properties.map((property): Property => ({
      ...property,
      ...(given.includes(property.name) && { given: "reply" }),
      ...(absent.includes(property.name) && { nullIsAbsent: true }),
    }));
    return { ...type, properties, ...(this.#flag("x-volo-exactly-one") && { exactlyOne: true }) };
  }

  #get(key: SomeSchemasWord): JsonData | undefined {
    this.#read.add(key);
    return getOwn(this.#schema, key);
  }

  #flag(key: SomeSchemasWord): boolean {
    const value = this.#get(key);
    if (value !== undefined && typeof value !== "boolean") this.#refuse(key, value, "true");
    return value === true;
  }

  /** The names of properties that an extension lists; `true` stands for all of them. */
  #properties(key: SomeSchemasWord, { properties }: ObjectType): readonly JsonData[] {
    const value = this.#get(key);
    if (value === undefined || value === false) return [];
    const names = properties.map(({ name }) => name);
    if (value === true) return names;
    if (isArray(value) && value.every((name) => names.some((own) => own === name))) return value;
    this.#refuse(key, value, "true, or a list of names of its properties");
    return [];
  }

  #word<T extends string>(key: SomeSchemasWord, words: readonly T[]): T | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const found = words.find((word) => word === value);
    if (found === undefined) this.#refuse(key, value, words.map((word) => JSON.stringify(word)).join(", "));
    return found;
  }

  #refuse(key: string, value: JsonData, wanted: string): void {
    refuse(this.#cx, key, value, wanted, this.#span);
  }
}

function isEnumValue(value: JsonData): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** The members of an enum that lets other values in. */
function openMembers(
  schema: JsonObject,
  values: readonly (string | number)[],
  span: NodeSpan,
): readonly EnumMember[] {
  const names = getOwn(schema, "x-enum-varnames");
  const texts = getOwn(schema, "x-enum-descriptions");
  return values.map((value, i): EnumMember => {
    const name = isArray(names) ? names[i] : undefined;
    const words = isArray(texts) ? texts[i] : undefined;
    const docs = typeof words === "string" && words !== "" ? { description: words } : undefined;
    return { value, ...(typeof name === "string" && { name }), ...(docs && { docs }), span };
  });
}
