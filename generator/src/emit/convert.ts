import type { Direction, EnumType, JsonValue, Type, TypeId, TypeTable } from "../ir/index.ts";
import type { Code } from "./code.ts";
import { code, join, literal, propertyKey } from "./code.ts";
import type { GeneratedFile } from "./file.ts";
import { fieldsOfType, itemsOf, shapesOf } from "./shape.ts";

/** How text becomes the value that a check expects. */
export interface Conversion {
  /** A function of one text. */
  readonly fn: Code;
  /** The conversion of the text that an expression gives; the expression may give `undefined`. */
  call(raw: Code): Code;
}

/** Makes the conversions of one file. */
export class Conversions {
  readonly #file: GeneratedFile;
  readonly #types: TypeTable;
  readonly #direction: Direction;

  constructor(file: GeneratedFile, types: TypeTable, direction: Direction) {
    this.#file = file;
    this.#direction = direction;
    this.#types = types;
  }

  /**
   * The conversion of a scalar's text; `undefined` when text is what the check wants.
   *
   * @param is The check by which a union chooses; without one it takes the first conversion that gives no text.
   */
  scalar(type: Type, is?: Code, seen: ReadonlySet<TypeId> = new Set()): Conversion | undefined {
    switch (type.kind) {
      case "integer":
        return this.#named(type.as === "number" ? "toNumber" : "toBigint");
      case "number":
        return this.#named("toNumber");
      case "boolean":
        return this.#named("toBoolean");
      case "literal":
        return this.#values([type.value], is);
      case "enum":
        if (type.names === true) return this.#members(type);
        return this.#values(
          type.members.map((member) => member.value),
          is,
        );
      case "nullable":
        return this.#nullable(this.scalar(type.inner, is, seen), acceptsText(type.inner, this.#types));
      case "ref": {
        const target = this.#types.get(type.target);
        if (target === undefined || seen.has(type.target)) return undefined;
        return this.scalar(target.type, is, new Set([...seen, type.target]));
      }
      case "union":
        return this.#first(
          type.members.map((member) => this.scalar(member, undefined, seen)),
          is,
        );
      case "intersection":
        return type.members
          .map((member) => this.scalar(member, is, seen))
          .find((found) => found !== undefined);
      case "string":
      case "bytes":
      case "array":
      case "tuple":
      case "object":
      case "map":
      case "unknown":
      case "never":
      case "binary":
      case "stream":
        return undefined;
    }
  }

  /** Converts the elements of a list. */
  list(type: Type, raw: Code): Code {
    const item = this.#part(itemsOf(type, this.#types));
    return item === undefined ? raw : code`${this.#file.runtime("eachOf")}(${raw}, ${item})`;
  }

  /** Converts the fields of an object. */
  fields(type: Type, raw: Code): Code {
    const { table, rest } = this.#table(type, (part) => this.#part(part));
    if (table === undefined && rest === undefined) return raw;
    const last = rest === undefined ? code`` : code`, ${rest}`;
    return code`${this.#file.runtime("fieldsOf")}(${raw}, ${table ?? code`{}`}${last})`;
  }

  /** Converts what is written with brackets: an object, or a list by index. */
  deep(type: Type, raw: Code): Code {
    const shape = this.shape(type);
    return shape === undefined ? raw : code`${this.#file.runtime("shaped")}(${raw}, ${shape})`;
  }

  /** How a part of a list or object is converted where there are no brackets: one that has parts itself is JSON. */
  #part(type: Type): Code | undefined {
    const shapes = shapesOf(type, this.#types);
    if (shapes.every((shape) => shape === "scalar")) return this.scalar(type)?.fn;
    return this.#file.runtime("toJson");
  }

  /**
   * How what is written with brackets is converted: a function, `[how its elements are]`, `{ name: how its fields are }`,
   * or `mixed(…)`, where it may be several of them or has fields of any name.
   */
  shape(type: Type, seen: ReadonlySet<TypeId> = new Set()): Code | undefined {
    if (type.kind === "ref") {
      const target = this.#types.get(type.target);
      if (target === undefined || seen.has(type.target)) return undefined;
      return this.shape(target.type, new Set([...seen, type.target]));
    }
    const shapes = shapesOf(type, this.#types);
    const [only, ...others] = shapes;
    const scalar = shapes.includes("scalar") ? this.scalar(type)?.fn : undefined;
    if (only === undefined || only === "scalar") return scalar;
    const items = shapes.includes("list")
      ? (this.shape(itemsOf(type, this.#types), seen) ?? code`String`)
      : undefined;
    if (only === "list" && others.length === 0) return code`[${items ?? code`String`}]`;
    const { table, rest } = this.#table(type, (part) => this.shape(part, seen));
    if (others.length === 0 && rest === undefined) return table;
    const parts = [
      // A text that may stand for itself is no list of one.
      ...(shapes.includes("scalar") ? [code`scalar: ${scalar ?? code`String`}`] : []),
      ...(items === undefined ? [] : [code`items: ${items}`]),
      ...(table === undefined ? [] : [code`fields: ${table}`]),
      ...(rest === undefined ? [] : [code`rest: ${rest}`]),
    ];
    return parts.length === 0 ? undefined : code`${this.#file.runtime("mixed")}({ ${join(parts, ", ")} })`;
  }

  #table(
    type: Type,
    convert: (part: Type) => Code | undefined,
  ): { table: Code | undefined; rest: Code | undefined } {
    const { properties, rest } = fieldsOfType(type, this.#types, this.#direction);
    const rows = properties.flatMap((property) => {
      const shape = convert(property.type);
      return shape === undefined ? [] : [code`${propertyKey(property.name)}: ${shape}`];
    });
    return {
      table: rows.length === 0 ? undefined : code`{ ${join(rows, ", ")} }`,
      rest: rest === undefined ? undefined : convert(rest),
    };
  }

  #named(name: "toNumber" | "toBigint" | "toBoolean" | "toNull"): Conversion {
    const fn = this.#file.runtime(name);
    return { fn, call: (raw) => code`${fn}(${raw})` };
  }

  /** The empty text is `null` as well, unless it is a value of the type. */
  #nullable(inner: Conversion | undefined, text: boolean): Conversion {
    if (inner === undefined) return this.#named("toNull");
    const toNullable = this.#file.runtime(text ? "toNullable" : "toValueOrNull");
    return {
      fn: code`(raw) => ${toNullable}(raw, ${inner.fn})`,
      call: (raw) => code`${toNullable}(${raw}, ${inner.fn})`,
    };
  }

  /** A text may be the name of a member, or its value. */
  #members(type: EnumType): Conversion | undefined {
    const texts = type.members.every(({ value }) => typeof value === "string");
    if (texts && type.members.every(({ name, value }) => name === undefined || name === value))
      return undefined;
    const rows = type.members.flatMap(({ name, value }) =>
      name === undefined ? [] : [code`${propertyKey(name)}: ${literal(value)}`],
    );
    const memberOf = this.#file.runtime("memberOf");
    const names = code`{ ${join(rows, ", ")} }`;
    const last = texts ? code`` : code`, ${this.#file.runtime("toNumber")}`;
    return {
      fn: code`(raw) => ${memberOf}(raw, ${names}${last})`,
      call: (raw) => code`${memberOf}(${raw}, ${names}${last})`,
    };
  }

  #values(values: readonly JsonValue[], is: Code | undefined): Conversion | undefined {
    const kinds = new Set(values.map((value) => (value === null ? "null" : typeof value)));
    const found: (Conversion | undefined)[] = [];
    for (const kind of kinds) {
      if (kind === "number") found.push(this.#named("toNumber"));
      else if (kind === "bigint") found.push(this.#named("toBigint"));
      else if (kind === "boolean") found.push(this.#named("toBoolean"));
      else if (kind === "null") found.push(this.#named("toNull"));
      else found.push(undefined);
    }
    return this.#first(found, is);
  }

  #first(members: readonly (Conversion | undefined)[], is: Code | undefined): Conversion | undefined {
    const distinct = [...new Map(members.map((member) => [member?.fn, member])).values()];
    const [only] = distinct;
    if (distinct.length <= 1) return only;
    const tried = distinct.filter((member) => member !== undefined);
    const [single] = tried;
    // Text that a single conversion does not take stays text by itself.
    if (tried.length === 1 && is === undefined) return single;
    const check = is ?? code`(v) => typeof v !== "string"`;
    const list = join(
      tried.map((member) => member.fn),
      ", ",
    );
    const firstOf = this.#file.runtime("firstOf");
    return {
      fn: code`(raw) => ${firstOf}(raw, [${list}], ${check})`,
      call: (raw) => code`${firstOf}(${raw}, [${list}], ${check})`,
    };
  }
}

/** Whether a text, as it is, can be a value of a scalar type. */
export function acceptsText(type: Type, types: TypeTable, seen: ReadonlySet<TypeId> = new Set()): boolean {
  switch (type.kind) {
    case "boolean":
    case "integer":
    case "number":
    case "never":
      return false;
    case "literal":
      return typeof type.value === "string";
    case "enum":
      return type.members.some((member) => typeof member.value === "string");
    case "nullable":
      return acceptsText(type.inner, types, seen);
    case "union":
    case "intersection":
      return type.members.some((member) => acceptsText(member, types, seen));
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || seen.has(type.target)) return true;
      return acceptsText(target.type, types, new Set([...seen, type.target]));
    }
    case "array":
    case "tuple":
    case "object":
    case "map":
      return false;
    case "string":
    case "bytes":
    case "unknown":
    case "binary":
    case "stream":
      return true;
  }
}
