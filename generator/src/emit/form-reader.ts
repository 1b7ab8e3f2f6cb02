import type { Direction, FieldEncoding, Type, TypeTable } from "../ir/index.ts";
import { resolve } from "../ir/view.ts";
import type { Code } from "./code.ts";
import { code, join, literal, propertyKey } from "./code.ts";
import type { Conversions } from "./convert.ts";
import { fieldForm } from "./form-field.ts";
import { fieldsOfType, isClosed, levelsOf, shapesOf } from "./shape.ts";

/** Levels of brackets that the runtime reads without being told. */
export const usualDepth = 5;

/** Prints how the fields of a urlencoded form become an object of unchecked values; `form` is its reader. */
export class FormFields {
  readonly #types: TypeTable;
  readonly #conversions: Conversions;
  readonly #direction: Direction;

  constructor(types: TypeTable, conversions: Conversions, direction: Direction) {
    this.#types = types;
    this.#conversions = conversions;
    this.#direction = direction;
  }

  /** `{ a: form.value("a"), … }`, or `form.rest([])` for one without declared fields. */
  object(type: Type, encoding: readonly FieldEncoding[]): Code {
    const content = { format: "form", encoding } as const;
    const { properties, rest } = fieldsOfType(type, this.#types, this.#direction);
    const rows = properties.map(
      ({ name, type: field }) => code`${propertyKey(name)}: ${this.#field(content, name, field)},`,
    );
    if (rest !== undefined || isClosed(type, this.#types)) {
      const names = properties.flatMap(({ name, type: field }) => {
        const form = fieldForm(content, name, field, this.#types);
        const deep = form.as === "fields" && form.style === "deepObject";
        return deep ? [literal(name), literal(`${name}[`)] : [literal(name)];
      });
      const others = this.#rest(rest, code`[${join(names, ", ")}]`);
      if (rows.length === 0) return others;
      rows.unshift(code`...${others},`);
    }
    return code`{\n  ${rows}\n}`;
  }

  /** The unchecked value of one field, whether or not the type of the body has it. */
  value(name: string, type: Type): Code {
    return this.#field({ format: "form", encoding: [] }, name, type);
  }

  /** The fields that are not declared; those of a closed object are handed over too, for the check to refuse them. */
  #rest(rest: Type | undefined, except: Code): Code {
    if (rest === undefined || resolve(rest, this.#types)?.kind === "unknown")
      return code`form.rest(${except})`;
    const read = this.#field({ format: "form", encoding: [] }, undefined, rest);
    return code`form.rest(${except}, (name) => ${read})`;
  }

  #field(
    content: { readonly format: "form"; readonly encoding: readonly FieldEncoding[] },
    name: string | undefined,
    type: Type,
  ): Code {
    const form = fieldForm(content, name ?? "", type, this.#types);
    const field = name === undefined ? code`name` : literal(name);
    const shapes = shapesOf(type, this.#types);
    switch (form.as) {
      case "file":
      case "joined":
      case "text": {
        const text = code`form.value(${field})`;
        return this.#conversions.scalar(type)?.call(text) ?? text;
      }
      case "json":
        return code`form.json(${field})`;
      case "list": {
        if (shapes.includes("scalar") && form.explode)
          return this.#conversions.deep(type, code`form.any(${field})`);
        const how = code`, ${literal(form.style)}, ${literal(form.explode)}`;
        return this.#conversions.list(type, code`form.list(${field}${how})`);
      }
      case "fields": {
        if (form.style === "deepObject") return this.#deep(type, field);
        return this.#conversions.fields(type, this.#divided(type, field, form));
      }
    }
  }

  /** An object without brackets: in one field, or in a field for each of its properties. */
  #divided(type: Type, field: Code, { style, explode }: { style: string; explode: boolean }): Code {
    const how = code`${field}, ${literal(style)}, ${literal(explode)}`;
    if (!explode) return code`form.fields(${how})`;
    const { properties } = fieldsOfType(type, this.#types, this.#direction);
    const names = join(
      properties.map((property) => literal(property.name)),
      ", ",
    );
    return code`form.fields(${how}, [${names}])`;
  }

  /** A field with brackets; where a text without them is allowed as well, that is looked for next. */
  #deep(type: Type, field: Code): Code {
    const levels = levelsOf(type, this.#types);
    const depth = levels > usualDepth ? code`, ${levels}` : code``;
    const deep = this.#conversions.deep(type, code`form.deep(${field}${depth})`);
    if (!shapesOf(type, this.#types).includes("scalar")) return deep;
    const text = code`form.value(${field})`;
    return code`${deep} ?? ${this.#conversions.scalar(type)?.call(text) ?? text}`;
  }
}
