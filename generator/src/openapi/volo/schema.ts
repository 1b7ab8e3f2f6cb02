import type { JsonValue } from "../../ir/json.ts";
import type { EnumMember, IntegerType, NumberText, ObjectType, Property, Type } from "../../ir/type.ts";
import type { NodeSpan } from "../../source/span.ts";
import { childSpan } from "../../source/span.ts";
import type { JsonData, JsonObject } from "../../source/value.ts";
import { getOwn, isArray, isObject } from "../../source/value.ts";
import type { Context } from "../context.ts";
import { report, show } from "../context.ts";
import { lowerAssertions, withoutImplied } from "./assertions.ts";
import { numeric } from "./numeric.ts";
import { schemaSubjects } from "./subjects.ts";

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
  const keys = Object.keys(schema).filter((key) => key.startsWith("x-volo-"));
  if (keys.length === 0) return type;
  const result = new Extension(cx, schema, span, lower).apply(type);
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

class Extension {
  readonly #cx: Context;
  readonly #schema: JsonObject;
  readonly #span: NodeSpan;
  readonly #lower: (value: JsonData, span: NodeSpan) => Type;

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
        const keys = getOwn(this.#schema, "x-volo-keys");
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
    const bounds = getOwn(this.#schema, "x-volo-bounds");
    if (!isObject(bounds)) return {};
    const known = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
    return Object.fromEntries(
      Object.entries(bounds).filter(
        ([key, value]) => known.includes(key) && (typeof value === "number" || typeof value === "bigint"),
      ),
    );
  }

  /** An enum that lets other values in is a plain string or integer in words of JSON Schema. */
  #open(type: Type): Type {
    const members = openMembers(this.#schema, this.#span);
    if (members === undefined) return type;
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
    const absent = getOwn(this.#schema, "x-volo-null-is-absent");
    const given = this.#names("x-volo-given");
    const isAbsent = (name: string): boolean => absent === true || (isArray(absent) && absent.includes(name));
    const properties = type.properties.map((property): Property => ({
      ...property,
      ...(given.includes(property.name) && { given: "reply" }),
      ...(isAbsent(property.name) && { nullIsAbsent: true }),
    }));
    return { ...type, properties, ...(this.#flag("x-volo-exactly-one") && { exactlyOne: true }) };
  }

  #flag(key: string): boolean {
    const value = getOwn(this.#schema, key);
    if (value !== undefined && typeof value !== "boolean") this.#refuse(key, value, "true");
    return value === true;
  }

  #names(key: string): readonly JsonValue[] {
    const value = getOwn(this.#schema, key);
    if (value === undefined) return [];
    if (isArray(value) && value.every((name) => typeof name === "string")) return value as readonly string[];
    this.#refuse(key, value, "a list of names");
    return [];
  }

  #word<T extends string>(key: string, words: readonly T[]): T | undefined {
    const value = getOwn(this.#schema, key);
    if (value === undefined) return undefined;
    const found = words.find((word) => word === value);
    if (found === undefined) this.#refuse(key, value, words.map((word) => JSON.stringify(word)).join(", "));
    return found;
  }

  #refuse(key: string, value: JsonData, wanted: string): void {
    const message = `${show(value)} is no value of ${key} here: write ${wanted}`;
    report(this.#cx, "VG2230", childSpan(this.#span, key), message);
  }
}

/** The members of an enum that lets other values in. */
function openMembers(schema: JsonObject, span: NodeSpan): readonly EnumMember[] | undefined {
  const values = getOwn(schema, "x-volo-values");
  if (getOwn(schema, "x-volo-open") !== true || !isArray(values)) return undefined;
  const names = getOwn(schema, "x-enum-varnames");
  const texts = getOwn(schema, "x-enum-descriptions");
  return values.flatMap((value, i): EnumMember[] => {
    if (typeof value !== "string" && typeof value !== "number") return [];
    const name = isArray(names) ? names[i] : undefined;
    const words = isArray(texts) ? texts[i] : undefined;
    const docs = typeof words === "string" && words !== "" ? { description: words } : undefined;
    return [{ value, ...(typeof name === "string" && { name }), ...(docs && { docs }), span }];
  });
}
